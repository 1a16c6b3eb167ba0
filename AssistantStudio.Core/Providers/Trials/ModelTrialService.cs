using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Lets a person ask a model or embed texts to see how it does. Each counts and costs like any other call.</summary>
public sealed class ModelTrialService
{
    private readonly Access _access;
    private readonly ModelTargets _targets;
    private readonly ModelCalls _calls;
    private readonly EmbeddingCalls _embeddings;
    private readonly UsageWriter _usage;
    private readonly TimeProvider _clock;

    internal ModelTrialService(Access access, ModelTargets targets, ModelCalls calls, EmbeddingCalls embeddings, UsageWriter usage, TimeProvider clock) =>
        (_access, _targets, _calls, _embeddings, _usage, _clock) = (access, targets, calls, embeddings, usage, clock);

    private CallPurpose Purpose => new() { OrganizationId = _access.OrganizationId, Operation = UsageOperation.Test, ApiKeyId = _access.Grant.ApiKeyId, UserId = _access.Grant.UserId };

    /// <summary>The answer piece by piece, and at the end what it took, also where it fails after it was sent. This very model: nobody stands in for it.</summary>
    public async IAsyncEnumerable<TrialStep> AskAsync(TrialQuestion question, [EnumeratorCancellation] CancellationToken ct)
    {
        _access.Require(Permission.ProvidersManage);
        TrialRules.Check(question);
        await _targets.RequireTrialsAsync(_access, ct).ConfigureAwait(false);
        var target = await _targets.FindAsync(_access, question.ProviderId, question.Model, ct).ConfigureAwait(false);
        var sink = new KeepingSink(_usage);
        using var client = _calls.OpenOnce(target, Purpose, sink);
        List<ChatMessage> messages = string.IsNullOrWhiteSpace(question.Instructions) ? [] : [new(ChatRole.System, question.Instructions)];
        messages.Add(new(ChatRole.User, question.Text));
        var began = _clock.GetTimestamp();
        long? first = null;
        var options = new ChatOptions { MaxOutputTokens = question.MaxOutputTokens, Temperature = question.Temperature };
        ExceptionDispatchInfo? failure = null;
        var updates = client.GetStreamingResponseAsync(messages, options, ct).GetAsyncEnumerator(ct);
        await using (updates.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception e) when (sink.Drafts.Count > 0)
                {
                    // What was sent may be billed: whoever asked hears of that first. A call that was never sent has nothing to tell.
                    failure = ExceptionDispatchInfo.Capture(e);
                    break;
                }

                if (updates.Current.Text.Length > 0)
                {
                    first ??= ElapsedMs(began);
                    yield return new(updates.Current.Text, null);
                }
            }
        }

        // The layer of usage hands up what was used before the stream ends, also where it breaks off.
        var used = sink.Drafts[^1];
        yield return new("", new(target.Model, first, ElapsedMs(began), used.Usage.Input, used.Usage.Output, used.Cost, used.IsEstimated));
        failure?.Throw();
    }

    /// <summary>The vectors of some texts, and how alike each two of them are.</summary>
    /// <param name="providerId">Null: the built-in embeddings.</param>
    public async Task<EmbeddingTrial> EmbedAsync(Guid? providerId, string? model, IReadOnlyList<string> texts, CancellationToken ct)
    {
        _access.Require(Permission.ProvidersManage);
        TrialRules.Check(texts);
        await _targets.RequireTrialsAsync(_access, ct).ConfigureAwait(false);
        var target = await _targets.EmbeddingAsync(_access, providerId, model, ct).ConfigureAwait(false);
        var sink = new KeepingSink(_usage);
        var began = Stopwatch.GetTimestamp();
        var vectors = await _embeddings.AskAsync(target, texts, null, Purpose, sink, ct).ConfigureAwait(false);
        var took = (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var used = sink.Drafts[^1];
        return new(
            target.Model, vectors[0].Vector.Length, [.. vectors.Select(v => (double)TensorPrimitives.Norm(v.Vector.Span))], Similarities(vectors),
            took, used.Usage.Input, used.Cost, used.IsEstimated);
    }

    private static double?[][] Similarities(GeneratedEmbeddings<Embedding<float>> vectors) =>
        [.. vectors.Select(a => vectors.Select(b => Cosine(a.Vector.Span, b.Vector.Span)).ToArray())];

    /// <summary>Null: a vector of zeros is like nothing.</summary>
    private static double? Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        a.Length == b.Length && TensorPrimitives.CosineSimilarity(a, b) is var likeness && float.IsFinite(likeness) ? Math.Clamp(likeness, -1, 1) : null;

    private long ElapsedMs(long since) => (long)_clock.GetElapsedTime(since).TotalMilliseconds;
}
