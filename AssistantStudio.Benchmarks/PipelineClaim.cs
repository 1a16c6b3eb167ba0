using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// What the layers around a call cost, with a provider that answers at once and nothing to write; the same with the budgets and
/// the ledger on disk; and a thousand answers that stream at the same time without the thread pool falling behind.
/// </summary>
internal static class PipelineClaim
{
    private const int Calls = 20_000;
    private const int StoredCalls = 400;
    private const int Streams = 1_000;
    private const int Words = 50;
    private const double OverheadLimitMilliseconds = 0.2;
    private const double LagLimitMilliseconds = 250;

    private static readonly TimeSpan s_betweenWords = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_probe = TimeSpan.FromMilliseconds(10);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(0);
        var organization = studio.Get<Access>().OrganizationId;
        await studio.Get<BudgetService>().CreateAsync(new() { Amount = BudgetLimits.MaxAmount, Action = BudgetAction.Stop }, CancellationToken.None);
        var purpose = new CallPurpose { OrganizationId = organization, Operation = UsageOperation.Chat };
        var permits = studio.Get<CallPermits>();
        var layers = new ModelCalls(_ => new AtOnce(), studio.Get<ProviderGates>(), studio.Get<AnswerCache>(), permits, TimeProvider.System);

        var bare = await MedianAsync(Calls, () => new AtOnce().GetResponseAsync(s_question));
        var wrapped = await MedianAsync(Calls, () => layers.Open([Target(ProviderKind.Ollama)], purpose, new Nowhere()).GetResponseAsync(s_question));
        var stored = await MedianAsync(StoredCalls, () => layers.Open([Target(ProviderKind.OpenAi)], purpose, new LedgerSink(studio.Get<UsageWriter>())).GetResponseAsync(s_question));
        var (took, lag) = await StreamAsync(studio, permits, purpose);
        var ideal = s_betweenWords * Words;
        return
        [
            new("layers of a call, nothing written, p50", Text(wrapped - bare), Text(OverheadLimitMilliseconds), $"{Text(bare)} without them", wrapped - bare < OverheadLimitMilliseconds),
            new("the same with a hard budget and the ledger on disk, p50", Text(stored - bare), "", $"{stored / wrapped:0} x without", true),
            new(
                string.Create(CultureInfo.InvariantCulture, $"{Streams:#,0} streams at once: the longest that the thread pool kept work waiting"), Text(lag), Text(LagLimitMilliseconds),
                string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0} s of {ideal.TotalSeconds:0.0} s of words"), lag < LagLimitMilliseconds),
        ];
    }

    private static readonly ChatMessage[] s_question = [new(ChatRole.System, "You answer briefly."), new(ChatRole.User, "Where is my parcel?")];

    private static ModelTarget Target(ProviderKind kind) => new(s_provider, new() { Kind = ProviderKinds.Of(kind), Name = "Bench" }, "gpt-4.1-nano");

    private static readonly Guid s_provider = Guid.NewGuid();

    private static async Task<double> MedianAsync(int calls, Func<Task> call)
    {
        for (var i = 0; i < calls / 10; i++)
        {
            await call();
        }

        var times = new double[calls];
        for (var i = 0; i < calls; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await call();
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[calls / 2];
    }

    /// <summary>All at once, under a hard budget, each written down before and after it; while another task looks how long work waits for a thread.</summary>
    private static async Task<(TimeSpan Took, double LagMs)> StreamAsync(FilledStudio studio, CallPermits permits, CallPurpose purpose)
    {
        var layers = new ModelCalls(_ => new AtOnce(), studio.Get<ProviderGates>(), studio.Get<AnswerCache>(), permits, TimeProvider.System);
        var sink = new LedgerSink(studio.Get<UsageWriter>());
        using var end = new CancellationTokenSource();
        var probe = ProbeAsync(end.Token);
        var began = Stopwatch.GetTimestamp();
        var words = await Task.WhenAll(Enumerable.Range(0, Streams).Select(async _ =>
        {
            var count = 0;
            await foreach (var update in layers.Open([Target(ProviderKind.OpenAi)], purpose, sink).GetStreamingResponseAsync(s_question))
            {
                count += update.Text.Length > 0 ? 1 : 0;
            }

            return count;
        }));
        var took = Stopwatch.GetElapsedTime(began);
        await end.CancelAsync();
        return words.All(w => w == Words) ? (took, await probe) : throw new InvalidOperationException("A stream lost words.");
    }

    private static async Task<double> ProbeAsync(CancellationToken ct)
    {
        var longest = 0d;
        while (!ct.IsCancellationRequested)
        {
            var asked = Stopwatch.GetTimestamp();
            longest = Math.Max(longest, await Task.Run(() => Stopwatch.GetElapsedTime(asked).TotalMilliseconds, CancellationToken.None));
            await Task.Delay(s_probe, CancellationToken.None);
        }

        return longest;
    }

    private static string Text(double milliseconds) => milliseconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds * 1_000:0} µs")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms");

    /// <summary>Keeps nothing.</summary>
    private sealed class Nowhere : ICallSink
    {
        public Task TakeAsync(IReadOnlyList<UsageDraft> drafts) => Task.CompletedTask;
    }

    /// <summary>A provider without a network: an answer at once, or word by word.</summary>
    private sealed class AtOnce : IChatClient
    {
        private static readonly UsageDetails s_usage = new() { InputTokenCount = 30, OutputTokenCount = Words };

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "On its way.")) { Usage = s_usage });

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < Words; i++)
            {
                await Task.Delay(s_betweenWords, cancellationToken);
                yield return new(ChatRole.Assistant, "word ");
            }

            yield return new(ChatRole.Assistant, [new UsageContent(s_usage)]);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
