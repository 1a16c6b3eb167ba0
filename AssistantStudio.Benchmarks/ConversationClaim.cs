using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// Turns with everything that an assistant can have (a prompt chosen among several, knowledge looked through by words and
/// meaning, tools, a hard budget, the ledger on disk), against a model in this process that answers as it is told.
/// </summary>
internal static class ConversationClaim
{
    private const int Rounds = 10;
    private const int TurnsOfRound = 40;
    private const int Warm = 1_000;
    private const int MostWarm = 5_000;
    private const int TurnsBetweenLooks = 100;
    private const int Pages = 400;
    private const int Messages = 1_000_000;
    private const int Talks = 1_000;
    private const int WordsOfTalk = 300;

    private static readonly TimeSpan s_firstWord = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_longestAnalysis = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_betweenWords = TimeSpan.FromMilliseconds(50);
    private static readonly CancellationToken s_none = CancellationToken.None;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var model = new TalkingModel();
        await using var studio = await FilledStudio.CreateAsync(
            new Dictionary<string, string?>(),
            services =>
            {
                services.AddSingleton<ConnectModel>(_ => _ => model);
                services.AddConversationsHost();
                services.RemoveAll<IReadinessCheck>(); // There is no vendor that could be tried.
            },
            Guid.CreateVersion7(), Messages, typeof(ConversationLoad));
        var hosted = studio.Get<IEnumerable<IHostedService>>().ToList();
        foreach (var service in hosted)
        {
            await service.StartAsync(s_none);
        }

        var assistant = await AnAssistantAsync(studio);
        var figures = new List<Figure>();
        figures.AddRange(await OverheadAsync(studio, model, assistant));
        figures.AddRange(await PagesAsync(studio, assistant));
        figures.AddRange(await TalksAsync(studio, model, assistant));
        foreach (var service in hosted)
        {
            await service.StopAsync(s_none);
        }

        return figures;
    }

    private static async Task<Guid> AnAssistantAsync(FilledStudio studio)
    {
        var provider = (await studio.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.OpenAi, Name = "Bench", ApiKey = "sk-bench", Models = ["gpt-4.1-nano"] }, null, s_none)).Id;
        await studio.Get<BudgetService>().CreateAsync(new() { Amount = BudgetLimits.MaxAmount, Action = BudgetAction.Stop }, s_none);
        var source = await GuideSource.BringInAsync(studio);
        var made = (await studio.Get<AssistantService>().CreateAsync(
            new()
            {
                Name = "Desk",
                Type = AssistantType.Support,
                Instructions = "You answer for the company.",
                Model = new(provider, "gpt-4.1-nano"),
                KnowledgeSources = [source],
                Tools = ["calculator", "current_time"],
                Memory = new MemoryPolicy { RememberPeople = true },
            },
            "Answer {{customer}} politely.", s_none)).Assistant;
        var fallback = (await studio.Get<PromptService>().CreateAsync(new() { Title = "Fallback" }, new() { Content = "Answer anyway.", Publish = true }, s_none)).Prompt;
        await studio.Get<PromptLinkService>().AddAsync(made.Id, fallback.Id, new() { Role = PromptRole.Fallback }, s_none);
        await studio.Get<AssistantService>().SetStatusAsync(made.Id, AssistantStatus.Active, null, null, s_none);
        await studio.Get<DeploymentService>().DeployAsync(made.Id, new() { Environment = StudioEnvironment.Production, Resources = new() { Slots = Talks } }, s_none);
        return made.Id;
    }

    /// <summary>
    /// With a model that answers at once all is overhead; with one that waits, all but the wait until the first word is. Of a
    /// program that has run for a while: while the compiler still makes its methods faster it has one of the processors, and what
    /// turns take then is told beside.
    /// </summary>
    private static async Task<IReadOnlyList<Figure>> OverheadAsync(FilledStudio studio, TalkingModel model, Guid assistant)
    {
        var young = await WarmAsync(studio, assistant);
        await AnalysedAsync(studio);
        var (bare, starts) = (new List<double>(), new List<double>());
        var whole = await QuietRounds.TakeAsync(Rounds, TurnsOfRound, async i =>
        {
            var began = Stopwatch.GetTimestamp();
            var conversation = await StartAsync(studio, assistant);
            starts.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            await foreach (var _ in model.GetStreamingResponseAsync([]))
            {
            }

            bare.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            return (await TurnAsync(studio, conversation, QuestionOf(i))).All;
        });

        await AnalysedAsync(studio);
        model.BeforeFirst = s_firstWord;
        var first = await QuietRounds.TakeAsync(Rounds / 2, TurnsOfRound, async i => (await TurnAsync(studio, await StartAsync(studio, assistant), QuestionOf(i))).First - model.Waited.TotalMilliseconds);
        model.BeforeFirst = TimeSpan.Zero;
        return
        [
            Of("a turn with all steps, besides the model, p95", P(whole.Values, 0.95) - P(bare, 0.5), 15, $"p50 {Ms(P(whole.Values, 0.5))}, the model alone {Ms(P(bare, 0.5))}; in the first {young.Count:#,0} turns of a process p95 {Ms(P(young, 0.95))}; {whole}"),
            Of("first word after the model's first word, p95", P(first.Values, 0.95), 10, $"p50 {Ms(P(first.Values, 0.5))}; {first}"),
            Of("start of a conversation, p95", P(starts, 0.95), 20, $"p50 {Ms(P(starts, 0.5))}"),
        ];
    }

    /// <returns>What turns took meanwhile, but for the very first.</returns>
    private static async Task<List<double>> WarmAsync(FilledStudio studio, Guid assistant)
    {
        var took = new List<double>();
        for (var (turns, compiled) = (0, 0L); turns < MostWarm && (turns < Warm || JitInfo.GetCompiledMethodCount() - compiled > TurnsBetweenLooks);)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            for (var i = 0; i < TurnsBetweenLooks; i++, turns++)
            {
                took.Add((await TurnAsync(studio, await StartAsync(studio, assistant), QuestionOf(turns))).All);
            }
        }

        return [.. took.Skip(TurnsBetweenLooks)];
    }

    /// <summary>Turns one right after the other leave conversations that nobody has analysed yet: the program makes up for it in the background, and is not measured with the rest of another measurement.</summary>
    private static async Task AnalysedAsync(FilledStudio studio)
    {
        await using var db = await studio.Get<StudioDb>().OpenAsync(studio.Get<Access>(), s_none);
        var began = Stopwatch.GetTimestamp();
        while (await db.Set<Conversation>().AnyAsync(c => c.NeedsAnalysis))
        {
            if (Stopwatch.GetElapsedTime(began) > s_longestAnalysis)
            {
                throw new InvalidOperationException("Conversations are still not analysed.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static async Task<IReadOnlyList<Figure>> PagesAsync(FilledStudio studio, Guid assistant)
    {
        List<Guid> some;
        await using (var db = await studio.Get<StudioDb>().OpenAsync(studio.Get<Access>(), s_none))
        {
            some = await db.Set<Conversation>().Where(c => c.AssistantId != assistant).OrderBy(c => c.Id).Take(Pages).Select(c => c.Id).ToListAsync();
        }

        var messages = studio.Get<MessageService>();
        var (newest, before) = (new List<double>(), new List<double>());
        foreach (var id in some)
        {
            newest.Add(await TimeAsync(() => messages.PageAsync(id, null, null, ConversationLimits.PageSize, s_none)));
            before.Add(await TimeAsync(() => messages.PageAsync(id, 60, null, ConversationLimits.PageSize, s_none)));
        }

        var list = studio.Get<ConversationListService>();
        var listed = new List<double>();
        for (var i = 1; i <= 50; i++)
        {
            listed.Add(await TimeAsync(() => list.ListAsync(new() { Page = i, Sentiment = Sentiment.Negative }, s_none)));
        }

        return
        [
            Of("50 newest messages of one conversation, 1,000,000 in the table, p95", P(newest, 0.95), 10, $"p50 {Ms(P(newest, 0.5))}"),
            Of("50 messages before a place, p95", P(before, 0.95), 10, $"p50 {Ms(P(before, 0.5))}"),
            Of("page of 10,000 conversations by mood, p95", P(listed, 0.95), 50, $"p50 {Ms(P(listed, 0.5))}"),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> TalksAsync(FilledStudio studio, TalkingModel model, Guid assistant)
    {
        (model.BeforeFirst, model.Between, model.Words) = (s_firstWord, s_betweenWords, WordsOfTalk);
        var conversations = new List<Guid>();
        for (var i = 0; i < Talks; i++)
        {
            conversations.Add(await StartAsync(studio, assistant));
        }

        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        var (peak, end) = (before, new CancellationTokenSource());
        var watching = WatchAsync();
        var began = Stopwatch.GetTimestamp();
        var lags = await Task.WhenAll(conversations.Select(c => TalkAsync(studio, c)));
        var took = Stopwatch.GetElapsedTime(began);
        await end.CancelAsync();
        await watching;
        end.Dispose();
        var all = lags.SelectMany(l => l).ToList();
        if (all.Count != Talks * WordsOfTalk)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{Talks * WordsOfTalk - all.Count} words were lost."));
        }

        var stored = Convert.ToInt64(await studio.ScalarAsync($"SELECT COUNT(*) FROM \"Messages\" WHERE \"State\" = 'Complete' AND length(\"Content\") = {WordsOfTalk * TalkingModel.WordLength}"), CultureInfo.InvariantCulture);
        var each = (peak - before) / (double)Talks / (1 << 20);
        return
        [
            Of("1,000 conversations at 20 words a second each: a word later than its time, p95", P(all, 0.95), 250, string.Create(CultureInfo.InvariantCulture, $"p50 {Ms(P(all, 0.5))}, longest {Ms(all.Max())}; {took.TotalSeconds:0.0} s for {(s_betweenWords * WordsOfTalk).TotalSeconds:0} s of words")),
            new("the same: working set at most", Mb(peak), Mb(2048L << 20), $"{Mb(before)} before", peak < 2048L << 20),
            new("the same: memory for each conversation", string.Create(CultureInfo.InvariantCulture, $"{each:0.00} MB"), "10 MB", "", each <= 10),
            new("the same: replies stored whole", stored.ToString("#,0", CultureInfo.InvariantCulture), Talks.ToString("#,0", CultureInfo.InvariantCulture), "", stored == Talks),
        ];

        async Task WatchAsync()
        {
            while (!end.IsCancellationRequested)
            {
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
                await Task.Delay(200, s_none);
            }
        }
    }

    private static async Task<List<double>> TalkAsync(FilledStudio studio, Guid conversation)
    {
        var lags = new List<double>(WordsOfTalk);
        await foreach (var one in studio.Get<AssistantRuntime>().RunAsync(new() { ConversationId = conversation, Text = "How do I add an AI provider?" }, s_none))
        {
            if (one.Event is TurnDelta delta)
            {
                lags.AddRange(TalkingModel.LagsOf(delta.Text));
            }
            else if (one.Event is TurnFailed failed)
            {
                throw new InvalidOperationException(failed.Message);
            }
        }

        return lags;
    }

    private static async Task<Guid> StartAsync(FilledStudio studio, Guid assistant) => (await studio.Get<ConversationService>().StartAsync(
        new() { AssistantId = assistant, Variables = new Dictionary<string, System.Text.Json.JsonElement> { ["customer"] = System.Text.Json.JsonSerializer.SerializeToElement("Ada") } }, s_none)).Row.Id;

    private static async Task<(double First, double All)> TurnAsync(FilledStudio studio, Guid conversation, string question)
    {
        var (began, first) = (Stopwatch.GetTimestamp(), 0.0);
        await foreach (var one in studio.Get<AssistantRuntime>().RunAsync(new() { ConversationId = conversation, Text = question }, s_none))
        {
            first = first == 0 && one.Event is TurnDelta ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : first;
            if (one.Event is TurnFailed failed)
            {
                throw new InvalidOperationException(failed.Message);
            }
        }

        return (first, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static string QuestionOf(int i) => (i % 4) switch
    {
        0 => "How do I add an AI provider?",
        1 => "What happens when a budget is used up?",
        2 => "How do I go back to an earlier version of an assistant?",
        _ => "Where do I see who changed a prompt?",
    };

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double P(List<double> times, double share)
    {
        double[] sorted = [.. times.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }

    private static Figure Of(string what, double milliseconds, double limit, string baseline) => new(what, Ms(milliseconds), Ms(limit), baseline, milliseconds < limit);

    private static string Ms(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms");

    private static string Mb(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20:#,0} MB");
}
