using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Asks a model about something that people wrote. Whoever asks goes on without it when it does not answer soon.</summary>
internal sealed class MaterialQuestions(ModelTargets targets, ModelCalls calls, TimeProvider clock)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <param name="material">What people wrote: it stands between marks, and the instructions say so.</param>
    /// <returns>What it said, or why it said nothing.</returns>
    public Task<(string? Reply, string? Problem)> AskAsync(
        Access access, ModelReference model, CallPurpose purpose, string instructions, string material, int tokens, ICallSink sink, CancellationToken ct) =>
        AskAsync(access, model, purpose, instructions, material, tokens, sink, s_patience, ct);

    public async Task<(string? Reply, string? Problem)> AskAsync(
        Access access, ModelReference model, CallPurpose purpose, string instructions, string material, int tokens, ICallSink sink, TimeSpan patience, CancellationToken ct)
    {
        using var waiting = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, waiting.Token);
        try
        {
            var target = await targets.FindAsync(access, model.ProviderId, model.Name, either.Token).ConfigureAwait(false);
            using var client = calls.Open([target], purpose, sink);
            var reply = await client.GetResponseAsync(
                [new(ChatRole.System, instructions), new(ChatRole.User, Marked(material))], new() { MaxOutputTokens = tokens }, either.Token).ConfigureAwait(false);
            return (reply.Text, null);
        }
        catch (StudioException e)
        {
            return (null, e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, $"{model.Name ?? "The model"} did not answer in time.");
        }
    }

    /// <summary>What people wrote must not end the marks itself.</summary>
    internal static string Marked(string material) =>
        $"<<<\n{material.Replace("<<<", "‹‹‹", StringComparison.Ordinal).Replace(">>>", "›››", StringComparison.Ordinal)}\n>>>";
}
