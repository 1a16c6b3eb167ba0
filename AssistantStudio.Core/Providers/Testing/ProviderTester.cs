using System.Numerics.Tensors;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Tries a provider the way it will be used: asks for its models, then for one tiny reply or vector. What fails is told with
/// the field that is to blame.
/// </summary>
public sealed class ProviderTester(ProviderConnector connector, TimeProvider clock)
{
    private const string Question = "Reply with the word OK.";
    private const string Text = "A parcel is on its way.";
    private const int MaxAnswerTokens = 64;
    private const int MaxModelsShown = 500;
    private const int MaxReplyLength = 200;

    /// <summary>Whoever waits in front of a form waits no longer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task<ProviderTest> TestAsync(ProviderAccount account, string? model, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        account = account with { Timeout = account.Timeout < s_patience ? account.Timeout : s_patience };
        var run = new TestRun(account.Kind);
        IReadOnlyList<ListedModel> listed = [];
        var name = model;
        long? asked = null;
        try
        {
            try
            {
                listed = await connector.ListModelsAsync(account, ct).ConfigureAwait(false);
                run.Models(ElapsedMs(began));
            }
            catch (ModelCallException e) when ((model ?? account.FirstModel) is not null && e.Fault is ProviderFault.WrongAddress or ProviderFault.BadRequest or ProviderFault.NotPermitted or ProviderFault.Unreadable)
            {
                run.Listless(ElapsedMs(began)); // It may answer all the same.
            }

            (name, var embeds) = TestModel.Choose(account, listed, model, clock.GetUtcNow().UtcDateTime);
            if (name is null)
            {
                throw new ModelCallException(ProviderFault.UnknownModel, account.Kind.Kind == ProviderKind.LocalEmbeddings
                    ? "There is no model in the models folder of the data folder yet. Whoever runs the server puts one there."
                    : $"{account.Name} lists no models. Enter the name of one.");
            }

            asked = clock.GetTimestamp();
            var result = embeds ? await EmbedAsync(account, name, ct).ConfigureAwait(false) : await AskAsync(account, name, ct).ConfigureAwait(false);
            var took = ElapsedMs(asked.Value);
            run.Reply(took);
            return Told(result with { Call = result.Call! with { LatencyMs = (int)took } });
        }
        catch (Exception e) when (ErrorOf(e) is { } error)
        {
            run.Fail(e, ElapsedMs(began));
            var call = asked is { } since ? new TestCall(UsageOutcome.Failed, new(), account.Kind.IsFree ? 0 : null, (int)ElapsedMs(since), error.Code) : null;
            return Told(new() { LatencyMs = 0, Steps = [], Error = error, Call = call });
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

    private async Task<ProviderTest> AskAsync(ProviderAccount account, string model, CancellationToken ct)
    {
        using var client = connector.Chat(account, model);
        var reply = await client.GetResponseAsync([new(ChatRole.User, Question)], new() { MaxOutputTokens = MaxAnswerTokens }, ct).ConfigureAwait(false);
        var usage = CallUsage.Of(reply.Usage);
        var text = reply.Text.Trim();
        var cost = CostOf(account.Kind, model, usage);
        return new()
        {
            LatencyMs = 0,
            Steps = [],
            Reply = text.Length > MaxReplyLength ? text[..MaxReplyLength] + "…" : text,
            InputTokens = usage?.Input,
            OutputTokens = usage?.Output,
            Cost = cost,
            Call = new(UsageOutcome.Succeeded, usage ?? new(), cost, 0, null, Extra<long?>(reply.AdditionalProperties, WireKeys.VendorCost), Extra<string>(reply.AdditionalProperties, WireKeys.RequestId)),
        };
    }

    private async Task<ProviderTest> EmbedAsync(ProviderAccount account, string model, CancellationToken ct)
    {
        using var generator = connector.Embeddings(account, model);
        var vectors = await generator.GenerateAsync([Text], null, ct).ConfigureAwait(false);
        var vector = vectors[0].Vector;
        var usage = CallUsage.Of(vectors.Usage);
        var cost = CostOf(account.Kind, model, usage);
        return new()
        {
            LatencyMs = 0,
            Steps = [],
            Dimensions = vector.Length,
            Norm = Math.Round(TensorPrimitives.Norm(vector.Span), 4),
            InputTokens = usage?.Input,
            Cost = cost,
            Call = new(UsageOutcome.Succeeded, usage ?? new(), cost, 0),
        };
    }

    private static T? Extra<T>(AdditionalPropertiesDictionary? properties, string key) => properties?.TryGetValue(key, out T? value) == true ? value : default;

    private long? CostOf(ProviderKindInfo kind, string model, CallUsage? usage)
    {
        if (kind.IsFree)
        {
            return 0;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        return usage is not null && ModelCatalogue.Shipped.Find(model)?.PriceOn(DateOnly.FromDateTime(now)) is { } price ? CallCost.Of(usage, price, now)?.NanoDollars : null;
    }

    private static ProviderTestError? ErrorOf(Exception e) => e switch
    {
        ModelCallException call => new(Code(call.Fault), call.Message, FieldOf(call.Fault)),
        ForbiddenException closed => new("private_address", closed.Message, "baseUrl"),
        ValidationException wrong => new(wrong.Code, wrong.Message, "models"),
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

    /// <summary>"wrong_key".</summary>
    private static string Code(ProviderFault fault) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.ToString());

    private long ElapsedMs(long since) => (long)clock.GetElapsedTime(since).TotalMilliseconds;

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
