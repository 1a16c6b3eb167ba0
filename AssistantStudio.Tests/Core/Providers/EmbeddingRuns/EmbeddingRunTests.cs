using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.EmbeddingRuns;

/// <summary>What becomes of each text of a run, how often the vendor is asked for it, and what the ledger says.</summary>
public sealed class EmbeddingRunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embed_BatchesEndInAnotherOrder_KeepsThatOfTheTexts()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var (texts, later) = (EmbeddingScene.Texts(200), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        scene.Instead = async (asked, _) =>
        {
            // The second batch is answered after the third.
            if (asked.Contains("text 48"))
            {
                later.TrySetResult();
            }

            await (asked.Contains("text 16") ? later.Task.WaitAsync(Cancel) : Task.CompletedTask);
            return false;
        };
        var progress = new ToldProgress();

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(ProviderKind.OpenAiCompatible), texts), progress);

        Assert.Equal(texts.Select(EmbeddingScene.Numbers), result.Texts.Select(t => t.Vector.ToArray()));
        Assert.Null(result.EndedBy);
        Assert.Equal([16, 24, .. Enumerable.Repeat(32, 5)], scene.Asked.Select(a => a.Length).Order());
        Assert.Equal(new(200, 0, 200), progress.Told[^1]);
        Assert.Equal(progress.Told.Select(p => p.Done).Order(), progress.Told.Select(p => p.Done));
    }

    [Fact]
    public async Task Embed_OnePoisonedTextAmongFiveHundred_FailsAlone()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var texts = EmbeddingScene.Texts(500);
        texts[321] = "poison";
        scene.Instead = async (asked, context) => asked.Contains("poison") && await EmbeddingScene.RefuseAsync(context, 400, "invalid_request_error", "Something in it is not right.");

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), texts));

        Assert.Equal("bad_request", result.Texts[321].Fault!.Code);
        Assert.Contains("Something in it is not right.", result.Texts[321].Fault!.Message, StringComparison.Ordinal);
        Assert.Single(result.Texts, t => t.Fault is not null);
        Assert.Equal(EmbeddingScene.Numbers("text 499"), result.Texts[499].Vector.ToArray());
        Assert.InRange(scene.Asked.Count, 10, 22); // Halves: twice the logarithm.
    }

    [Fact]
    public async Task Embed_VendorAsksForAPause_IsAskedAgain()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var refusals = 4; // More than one call tries by itself.
        scene.Instead = async (_, context) => Interlocked.Decrement(ref refusals) >= 0 && await EmbeddingScene.RefuseAsync(context, 429, "rate_limit_error", "Slow down", retryAfter: "1");

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), EmbeddingScene.Texts(10)));

        Assert.All(result.Texts, t => Assert.Null(t.Fault));
        Assert.Equal([("rate_limited", 0L), ("rate_limited", 0), ("rate_limited", 0), ("rate_limited", 0), (null, 10 * 6 * EmbeddingScene.CostOfToken)], (await scene.RecordsAsync()).Select(r => (r.Fault, r.Cost!.Value)).OrderBy(r => r.Value));
    }

    [Fact]
    public async Task Embed_WithAWrongKey_IsRefusedOnceAndNothingMoreIsAsked()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var texts = EmbeddingScene.Texts(300);
        texts[7] = "";

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(ProviderKind.OpenAiCompatible, key: "wrong-key-0123456789"), texts));

        Assert.Single(scene.Asked);
        Assert.Equal("wrong_key", result.EndedBy!.Code);
        Assert.Equal("empty_text", result.Texts[7].Fault!.Code);
        Assert.Equal(299, result.Texts.Count(t => t.Fault == result.EndedBy));
    }

    [Fact]
    public async Task Embed_UnderABudgetThatIsUsedUp_AsksNothing()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        await using var admin = scene.Studio.As(Role.OrgAdmin);
        await admin.Get<BudgetService>().CreateAsync(new() { Amount = 1, Action = BudgetAction.Stop, Period = BudgetPeriod.Day }, Cancel);

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), EmbeddingScene.Texts(100)));

        Assert.Empty(scene.Asked);
        Assert.Equal("limit_exceeded", result.EndedBy!.Code);
        Assert.All(result.Texts, t => Assert.Equal(result.EndedBy, t.Fault));
    }

    [Fact]
    public async Task Embed_WhereOneCallMayCostLittle_SendsLessAtATime()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        await using var admin = scene.Studio.As(Role.OrgAdmin);
        await admin.Get<AiSettingService>().PutAsync(new CostPolicy { MaxPerRequest = 5 * 12 * EmbeddingScene.CostOfToken }, null, Cancel);

        // Ten letters, and up to four tokens that vendors add.
        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), [.. Enumerable.Range(1_000, 20).Select(i => FormattableString.Invariant($"{i} {i} "))]));

        Assert.Null(result.EndedBy);
        Assert.All(result.Texts, t => Assert.Null(t.Fault));
        Assert.Equal([4, 4, 4, 4, 4], scene.Asked.Select(a => a.Length));
    }

    [Fact]
    public async Task Embed_ProviderIsNotAllowed_AsksNothing()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        await using var admin = scene.Studio.As(Role.OrgAdmin);
        await admin.Get<AiSettingService>().PutAsync(new ModelPolicy { AllowedModels = ["gpt-*"] }, null, Cancel);

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), EmbeddingScene.Texts(100)));

        Assert.Empty(scene.Asked);
        Assert.Equal("forbidden", result.EndedBy!.Code);
        Assert.Equal(
            [("hashed-ngrams-1", EmbeddingModelState.NotAllowed), (EmbeddingScene.Model, EmbeddingModelState.NotAllowed)],
            (await admin.Get<EmbeddingModelService>().ListAsync(Cancel)).Select(m => (m.Name, m.State)));
    }

    [Fact]
    public async Task Embed_VendorIsDown_IsLeftAloneAfterAFewTries()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        scene.Instead = (_, context) => EmbeddingScene.RefuseAsync(context, 503, "server_error", "Overloaded", retryAfter: "1");

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(ProviderKind.OpenAiCompatible), EmbeddingScene.Texts(1_000)), isHasty: true);

        Assert.Equal("overloaded", result.EndedBy!.Code);
        Assert.InRange(scene.Asked.Count, 5, 9);
        Assert.All(scene.Asked, a => Assert.Equal(16, a.Length));
    }

    [Fact]
    public async Task Embed_VendorAsksForALongPause_EndsAtOnce()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        scene.Instead = (_, context) => EmbeddingScene.RefuseAsync(context, 429, "rate_limit_error", "Come back tomorrow", retryAfter: "3600000");

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), EmbeddingScene.Texts(50)));

        Assert.Single(scene.Asked);
        Assert.Equal("rate_limited", result.EndedBy!.Code);
    }

    [Fact]
    public async Task Embed_BatchTakesTooLong_IsDoneByHalves()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        scene.Instead = async (asked, context) =>
        {
            await (asked.Length > 5 ? Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default) : Task.CompletedTask);
            return false;
        };
        var target = await scene.TargetAsync();
        target = target with { Account = target.Account with { Timeout = TimeSpan.FromSeconds(3) } };

        var result = await scene.EmbedAsync(scene.Order(target, EmbeddingScene.Texts(10)), isHasty: true);

        Assert.Equal([10, 5, 5], scene.Asked.Select(a => a.Length));
        Assert.All(result.Texts, t => Assert.Null(t.Fault));
        Assert.Equal([("timed_out", true), (null, false), (null, false)], (await scene.RecordsAsync()).Select(r => (r.Fault, r.IsEstimated)).OrderBy(r => !r.IsEstimated));
    }

    [Fact]
    public async Task Embed_EveryTextIsRefused_EndsBeforeAllWereAskedFor()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        scene.Instead = (_, context) => EmbeddingScene.RefuseAsync(context, 400, "invalid_request_error", "No");

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), EmbeddingScene.Texts(1_000)));

        Assert.Equal("bad_request", result.EndedBy!.Code);
        Assert.All(result.Texts, t => Assert.Equal("bad_request", t.Fault!.Code));
        Assert.InRange(scene.Asked.Count, EmbeddingRunLimits.RefusedInARow, 120);
    }

    [Fact]
    public async Task Embed_Cancelled_EndsAndWhatWasAskedIsInTheLedger()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        scene.Instead = async (asked, context) =>
        {
            if (asked.Contains("text 0"))
            {
                return false;
            }

            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), EmbeddingScene.Texts(100)), ct: stop.Token));

        var records = (await scene.RecordsAsync()).OrderBy(r => r.InputCount).ToList();
        Assert.Equal([UsageOutcome.Succeeded, UsageOutcome.Cancelled], records.Select(r => r.Outcome));
        Assert.Equal([16, 84], records.Select(r => r.InputCount));
        Assert.True(records[1] is { IsEstimated: true, Cost: > 0 });
    }

    [Fact]
    public async Task Embed_VectorsThatAreNone_AreFaultsOfTheirTexts()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        scene.Vector = text => text switch
        {
            "text 3" => new[] { 1f, 2f },
            "text 5" => new float?[] { 1, null, 3 },
            "text 7" => Array.Empty<float>(),
            _ => EmbeddingScene.VectorOf(text),
        };

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), EmbeddingScene.Texts(10)));

        Assert.Equal(
            [(3, "wrong_dimensions"), (5, "not_a_number"), (7, "unreadable")],
            result.Texts.Select((t, i) => (i, t.Fault?.Code)).Where(t => t.Code is not null).Select(t => (t.i, t.Code!)));
        Assert.Single(scene.Asked);
    }

    [Fact]
    public async Task Embed_OtherDimensionsThanExpected_IsAFaultOfEachText()
    {
        await using var scene = await EmbeddingScene.CreateAsync();

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), EmbeddingScene.Texts(3)) with { Dimensions = 4 });

        Assert.All(result.Texts, t => Assert.Equal(new EmbeddingFault("wrong_dimensions", "The vector has 3 dimensions where the others have 4."), t.Fault));
    }

    [Fact]
    public async Task Embed_SameTextSeveralTimes_IsAskedOnce()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var progress = new ToldProgress();

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(), ["one", "two", "one", "one", " \u200B", "two"]), progress);

        Assert.Equal(["one", "two"], Assert.Single(scene.Asked));
        Assert.Equal(["one", "two", "one", "one", null, "two"], result.Texts.Select(t => t.Fault is null ? t.Vector.Span[1] == 'e' ? "one" : "two" : null));
        Assert.Equal([new(0, 1, 6), new(5, 1, 6)], progress.Told);
    }

    [Fact]
    public async Task Embed_OverSeveralBatches_CostsToTheLastDigit()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var texts = EmbeddingScene.Texts(300);

        var result = await scene.EmbedAsync(scene.Order(await scene.TargetAsync(ProviderKind.OpenAiCompatible), texts));

        var tokens = texts.Sum(t => t.Length);
        var records = await scene.RecordsAsync();
        Assert.Equal(new(10, tokens, tokens * EmbeddingScene.CostOfToken, false), result.Usage);
        Assert.Equal((tokens * EmbeddingScene.CostOfToken, 300), (records.Sum(r => r.Cost), records.Sum(r => r.InputCount)));
        Assert.All(records, r => Assert.Equal((UsageOperation.Embedding, UsageOutcome.Succeeded), (r.Operation, r.Outcome)));
    }

    [Fact]
    public async Task Embed_ProviderHeldToOneAtATime_IsNeverAskedForTwo()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var (running, most) = (0, 0);
        scene.Instead = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(20, Cancel);
            Interlocked.Decrement(ref running);
            return false;
        };

        await scene.EmbedAsync(scene.Order(await scene.TargetAsync(ProviderKind.OpenAiCompatible, maxConcurrent: 1), EmbeddingScene.Texts(200)));

        Assert.Equal((7, 1), (scene.Asked.Count, most));
    }

    [Fact]
    public async Task Embed_BuiltIn_GivesWhatTheGeneratorGivesAndFaultsForWhatIsNoText()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        await using var editor = scene.Studio.As(Role.Editor);
        var texts = EmbeddingScene.Texts(20_000);
        (texts[1], texts[2], texts[3], texts[4]) = ("", "\u200B", "half \ud83d", new string('x', LocalEmbeddingLimits.TextLength + 1));
        var target = await scene.Studio.Get<ModelTargets>().EmbeddingAsync(editor.Access, null, null, Cancel);

        var result = await scene.EmbedAsync(scene.Order(target, texts));

        using var generator = new HashedEmbeddingGenerator();
        var alone = await generator.GenerateAsync(texts[5..], cancellationToken: Cancel);
        Assert.Equal(["empty_text", "empty_text", "invalid_text", "text_too_long"], result.Texts.Skip(1).Take(4).Select(t => t.Fault!.Code));
        Assert.Equal(alone.Select(v => v.Vector.ToArray()), result.Texts.Skip(5).Select(t => t.Vector.ToArray()));
        Assert.Equal((0L, 19_996, 3), (result.Usage.Cost, (await scene.RecordsAsync()).Sum(r => r.InputCount), result.Usage.Calls));
    }
}
