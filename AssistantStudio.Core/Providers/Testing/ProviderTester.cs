using System.Numerics.Tensors;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Tries a provider the way it will be used: asks for its models, then for one tiny reply or vector. What fails is told with
/// the field that is to blame.
/// </summary>
public sealed class ProviderTester
{
    private const string Question = "Reply with the word OK.";
    private const string Text = "A parcel is on its way.";
    private const int MaxAnswerTokens = 64;
    private const int MaxModelsShown = 500;
    private const int MaxReplyLength = 200;

    /// <summary>Whoever waits in front of a form waits no longer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ProviderConnector _connector;
    private readonly ModelCalls _calls;
    private readonly EmbeddingCalls _embeddings;
    private readonly UsageWriter _usage;
    private readonly DataSourceTester _dataSources;
    private readonly TimeProvider _clock;

    internal ProviderTester(ProviderConnector connector, ModelCalls calls, EmbeddingCalls embeddings, UsageWriter usage, DataSourceTester dataSources, TimeProvider clock) =>
        (_connector, _calls, _embeddings, _usage, _dataSources, _clock) = (connector, calls, embeddings, usage, dataSources, clock);

    /// <param name="id">Of the provider; null: it is not stored yet.</param>
    public async Task<ProviderTest> TestAsync(ProviderAccount account, Guid? id, string? model, CallPurpose purpose, CancellationToken ct)
    {
        var began = _clock.GetTimestamp();
        account = account with { Timeout = account.Timeout < s_patience ? account.Timeout : s_patience };
        if (account.Kind.IsDataSource)
        {
            return await _dataSources.TestAsync(account, ct).ConfigureAwait(false);
        }

        var run = new TestRun(account.Kind);
        IReadOnlyList<ListedModel> listed = [];
        var name = model;
        try
        {
            try
            {
                listed = await _connector.ListModelsAsync(account, ct).ConfigureAwait(false);
                run.Models(ElapsedMs(began));
            }
            catch (ModelCallException e) when ((model ?? account.FirstModel) is not null && e.Fault is ProviderFault.WrongAddress or ProviderFault.BadRequest or ProviderFault.NotPermitted or ProviderFault.Unreadable)
            {
                run.Listless(ElapsedMs(began)); // It may answer all the same.
            }

            (name, var embeds) = TestModel.Choose(account, listed, model, _clock.GetUtcNow().UtcDateTime);
            if (name is null)
            {
                throw new ModelCallException(ProviderFault.UnknownModel, account.Kind.Kind == ProviderKind.LocalEmbeddings
                    ? "There is no model in the models folder of the data folder yet. Whoever runs the server puts one there."
                    : $"{account.Name} lists no models. Enter the name of one.");
            }

            // A test costs money like any other call, so it stands in the ledger like any other call.
            var sink = new KeepingSink(_usage);
            var target = new ModelTarget(id, account, name);
            var result = embeds ? await EmbedAsync(target, purpose, sink, ct).ConfigureAwait(false) : await AskAsync(target, purpose, sink, ct).ConfigureAwait(false);
            run.Reply(sink.Drafts[^1].LatencyMs);
            return Told(result with { Cost = sink.Drafts[^1].Cost });
        }
        catch (Exception e) when (ErrorOf(e) is { } error)
        {
            run.Fail(e, ElapsedMs(began));
            return Told(new() { LatencyMs = 0, Steps = [], Error = error });
        }

        ProviderTest Told(ProviderTest result) => result with
        {
            LatencyMs = ElapsedMs(began),
            Steps = run.Steps,
            Models = [.. listed.Take(MaxModelsShown).Select(m => m.Name)],
            ModelCount = listed.Count,
            Model = name,
        };
    }

    private async Task<ProviderTest> AskAsync(ModelTarget target, CallPurpose purpose, KeepingSink sink, CancellationToken ct)
    {
        using var client = _calls.OpenOnce(target, purpose, sink);
        var reply = await client.GetResponseAsync([new(ChatRole.User, Question)], new() { MaxOutputTokens = MaxAnswerTokens }, ct).ConfigureAwait(false);
        var text = reply.Text.Trim();
        var counted = CallUsage.Of(reply.Usage);
        return new()
        {
            LatencyMs = 0,
            Steps = [],
            Reply = text.Length > MaxReplyLength ? PlainText.Cut(text, MaxReplyLength) + "…" : text,
            InputTokens = counted?.Input,
            OutputTokens = counted?.Output,
        };
    }

    private async Task<ProviderTest> EmbedAsync(ModelTarget target, CallPurpose purpose, KeepingSink sink, CancellationToken ct)
    {
        var vectors = await _embeddings.AskAsync(target, [Text], null, purpose, sink, ct).ConfigureAwait(false);
        var vector = vectors[0].Vector;
        return new()
        {
            LatencyMs = 0,
            Steps = [],
            Dimensions = vector.Length,
            Norm = Math.Round(TensorPrimitives.Norm(vector.Span), 4),
            InputTokens = CallUsage.Of(vectors.Usage)?.Input,
        };
    }

    internal static ProviderTestError? ErrorOf(Exception e) => e switch
    {
        ModelCallException call => new(call.Fault.Code(), call.Message, FieldOf(call.Fault)),
        ForbiddenException { IsOfAddress: true } closed => new(closed.MayBeAllowed ? "private_address" : "closed_address", closed.Message, "baseUrl"),
        ForbiddenException refused => new("not_allowed", refused.Message, null),
        ValidationException wrong => new(wrong.Code, wrong.Message, "models"),
        LimitExceededException or UnavailableException => new(((StudioException)e).Code, e.Message, null),
        StudioException other => new(other.Code, other.Message, "baseUrl"),
        _ => null,
    };

    private static string? FieldOf(ProviderFault fault) => fault switch
    {
        ProviderFault.WrongKey or ProviderFault.NotPermitted => "credentials.apiKey",
        ProviderFault.UnknownModel => "models",
        ProviderFault.Unreachable or ProviderFault.Insecure or ProviderFault.WrongAddress or ProviderFault.NotAnApi or ProviderFault.TimedOut or ProviderFault.Unreadable => "baseUrl",
        _ => null,
    };

    private long ElapsedMs(long since) => (long)_clock.GetElapsedTime(since).TotalMilliseconds;

    /// <summary>How far it came.</summary>
    private sealed class TestRun(ProviderKindInfo kind)
    {
        private readonly Dictionary<TestStepKind, TestStep> _steps = [];

        public IReadOnlyList<TestStep> Steps =>
        [
            .. Enum.GetValues<TestStepKind>()
                .Where(k => k is TestStepKind.Models or TestStepKind.Reply || (k == TestStepKind.Address && !kind.IsInProcess) || (k == TestStepKind.Key && kind.TakesKey))
                .Select(k => _steps.GetValueOrDefault(k) ?? new(k, TestOutcome.NotTried, null)),
        ];

        public void Models(long ms)
        {
            Set(TestStepKind.Address, TestOutcome.Passed, ms);
            Set(TestStepKind.Models, TestOutcome.Passed, ms);
        }

        public void Listless(long ms)
        {
            Set(TestStepKind.Address, TestOutcome.Passed, ms);
            Set(TestStepKind.Models, TestOutcome.NotOffered, ms);
        }

        /// <summary>Some servers list their models to everybody: only an answer proves the key.</summary>
        public void Reply(long ms)
        {
            Set(TestStepKind.Key, TestOutcome.Passed, null);
            Set(TestStepKind.Reply, TestOutcome.Passed, ms);
        }

        public void Fail(Exception e, long ms)
        {
            var fault = (e as ModelCallException)?.Fault;
            var isKey = fault is ProviderFault.WrongKey or ProviderFault.NotPermitted && kind.TakesKey;
            var answered = fault is not (null or ProviderFault.Unreachable or ProviderFault.Insecure or ProviderFault.TimedOut or ProviderFault.WrongAddress or ProviderFault.NotAnApi);
            var reached = answered || _steps.ContainsKey(TestStepKind.Address);
            if (!reached)
            {
                Set(TestStepKind.Address, TestOutcome.Failed, ms);
                return;
            }

            Set(TestStepKind.Address, TestOutcome.Passed, null);
            Set(isKey ? TestStepKind.Key : _steps.ContainsKey(TestStepKind.Models) ? TestStepKind.Reply : TestStepKind.Models, TestOutcome.Failed, ms);
        }

        private void Set(TestStepKind step, TestOutcome outcome, long? ms) =>
            _steps[step] = new(step, outcome, (int?)ms ?? _steps.GetValueOrDefault(step)?.LatencyMs);
    }
}
