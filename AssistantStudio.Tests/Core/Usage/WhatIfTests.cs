using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Usage;

public sealed class WhatIfTests
{
    private const string Tiered = "gpt-5.5";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Ask_OnTheSameModel_GivesWhatTheLedgerSaysToTheLastDigit(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var viewer = studio.As(Role.Viewer);
        var (random, price) = (new Random(17), ModelCatalogue.Shipped.Find(Tiered)!.PriceOn(new(2026, 3, 1))!);
        var drafts = Enumerable.Range(0, 200).Select(i =>
        {
            var usage = new CallUsage { Input = random.Next(1, 400_000), Output = random.Next(1, 9_000), CachedInput = random.Next(0, 1), Reasoning = random.Next(0, 1) };
            var at = studio.Clock.Now.AddMinutes(-i * 37);
            return Draft(studio.Ours.Id, at, Tiered, usage, CallCost.Of(usage, price, at)!.NanoDollars);
        }).ToList();
        await Task.WhenAll(drafts.Select(d => studio.Get<UsageWriter>().RecordAsync(d, Cancel)));

        var result = await viewer.Get<WhatIfService>().AskAsync(new() { Days = 30, Models = [Tiered] }, Cancel);

        var same = Assert.Single(result.Models);
        Assert.Equal((200, drafts.Sum(d => d.Cost!.Value), drafts.Sum(d => d.Cost!.Value)), (same.Calls, same.Cost, same.CostNow));
        Assert.Equal((200, same.Cost, 0), (result.Calls, result.Cost, result.Unpriced));
        Assert.Empty(same.Gaps);
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", null)]
    [InlineData("claude-sonnet-4-5", "standard")]
    [InlineData(Tiered, "priority")]
    [InlineData(Tiered, "flex")]
    public async Task Ask_OnTheSameModelAfterWritesToItsCacheOrAnotherTier_HasNoDifference(string model, string? tier)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var viewer = studio.As(Role.Viewer);
        var (at, price) = (studio.Clock.Now, ModelCatalogue.Shipped.Find(model)!.PriceOn(new(2026, 3, 1))!);
        var usage = new CallUsage { Input = 10_000, CachedInput = 1_000, CacheWrite = 2_000, CacheWriteLong = 3_000, Output = 700, Reasoning = 300 };
        var cost = CallCost.Of(usage, price, at, tier)!.NanoDollars;
        await studio.Get<UsageWriter>().RecordAsync(Draft(studio.Ours.Id, at, model, usage, cost) with { ServiceTier = tier }, Cancel);

        var same = Assert.Single((await viewer.Get<WhatIfService>().AskAsync(new() { Models = [model] }, Cancel)).Models);

        Assert.Equal((1, cost, cost), (same.Calls, same.Cost, same.CostNow));
        Assert.NotEqual(cost, CallCost.Of(usage with { CacheWrite = 0, CacheWriteLong = 0 }, price, at)!.NanoDollars); // It makes a difference.
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Ask_OnAnotherModel_ComparesLikeWithLikeAndNamesTheRest(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var now = studio.Clock.Now;
        await editor.Get<ModelService>().SaveAsync(
            new()
            {
                Name = "other",
                Capabilities = ModelCapabilities.Chat,
                ContextWindow = 1_000,
                Prices = [new() { ValidFrom = DateOnly.FromDateTime(now).AddDays(-1), Input = 1, CachedInput = 0.1m, Output = 3 }],
            }, null, Cancel);
        UsageDraft[] drafts =
        [
            Draft(studio.Ours.Id, now, "a", new() { Input = 100, CachedInput = 40, Output = 10 }, 5_000_000),
            Draft(studio.Ours.Id, now.AddDays(-1), "b", new() { Input = 10, Output = 1 }, 7),
            Draft(studio.Ours.Id, now.AddDays(-2), "b", new() { Input = 10, Output = 1 }, 9), // Before its price.
            Draft(studio.Ours.Id, now, "long", new() { Input = 1_001 }, 11),
            Draft(studio.Ours.Id, now, "unknown", new() { Input = 5 }, null),
            Draft(studio.Ours.Id, now, "text-embedding-3-small", new() { Input = 5 }, 13) with { Operation = UsageOperation.Test },
            Draft(studio.Ours.Id, now, "x", new() { Input = 5 }, 15) with { Operation = UsageOperation.Embedding },
            Draft(studio.Ours.Id, now, "a", new(), 0) with { Outcome = UsageOutcome.Failed },
            Draft(studio.Ours.Id, now.AddDays(-40), "a", new() { Input = 5 }, 17), // Before the period.
            Draft(studio.Theirs.Id, now, "a", new() { Input = 5 }, 19),
        ];
        await Task.WhenAll(drafts.Select(d => studio.Get<UsageWriter>().RecordAsync(d, Cancel)));

        var result = await editor.Get<WhatIfService>().AskAsync(new() { Days = 30, Models = ["other", "text-embedding-3-large"] }, Cancel);

        var other = result.Models[0];
        Assert.Equal((8, 5_000_055, 1), (result.Calls, result.Cost, result.Unpriced));
        Assert.Equal((3, ((60 * 1_000) + (40 * 100) + (10 * 3_000)) + (10_000 + 3_000), 5_000_007), (other.Calls, other.Cost, other.CostNow));
        Assert.Equal(
            [
                (WhatIfGapReason.NoPrice, "b", 1L), (WhatIfGapReason.UnpricedNow, "unknown", 1), (WhatIfGapReason.OtherKind, "text-embedding-3-small", 1),
                (WhatIfGapReason.OtherKind, "x", 1), (WhatIfGapReason.TooLong, "long", 1),
            ],
            other.Gaps.Select(g => (g.Reason, g.Model, g.Calls)));
        Assert.Equal((2, 2 * 5 * 130L, 28), (result.Models[1].Calls, result.Models[1].Cost, result.Models[1].CostNow));

        var narrowed = await editor.Get<WhatIfService>().AskAsync(new() { From = now.AddDays(-1.5), To = now, Model = "b", Models = ["other"] }, Cancel);
        Assert.Equal((1, 7, 13_000), (narrowed.Calls, narrowed.Models[0].CostNow, narrowed.Models[0].Cost));
    }

    [Theory]
    [InlineData("unknown", "models[0]")]
    [InlineData("", "models")]
    [InlineData("range", "range")]
    [InlineData("backwards", "to")]
    public async Task Ask_Wrongly_SaysWhere(string what, string field)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var viewer = studio.As(Role.Viewer);
        var query = new WhatIfQuery { Models = what switch { "" => [], "unknown" => ["a-model-of-nobody"], _ => [Tiered] } };
        query = what switch
        {
            "range" => query with { Days = 0 },
            "backwards" => query with { From = studio.Clock.Now, To = studio.Clock.Now.AddDays(-1) },
            _ => query,
        };

        Assert.Equal([field], (await Assert.ThrowsAsync<ValidationException>(() => viewer.Get<WhatIfService>().AskAsync(query, Cancel))).Errors.Keys);
        await Assert.ThrowsAsync<ForbiddenException>(() => studio.As(Role.Member).Get<WhatIfService>().AskAsync(query, Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Export_OfMoreThanABatch_HasEachRecordOnceInOrder(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var viewer = studio.As(Role.Viewer);
        const int Calls = (2 * UsageLimits.ExportBatch) + 7;

        // Many at the same moment, so that the end of a batch is inside of one.
        var drafts = Enumerable.Range(0, Calls).Select(i => Draft(studio.Ours.Id, studio.Clock.Now.AddSeconds(-i / 900), i % 2 == 0 ? "even" : "odd", new() { Input = i }, i));
        await Task.WhenAll(drafts.Append(Draft(studio.Theirs.Id, studio.Clock.Now, "even", new(), 0)).Select(d => studio.Get<UsageWriter>().RecordAsync(d, Cancel)));

        var all = await viewer.Get<UsageService>().ExportAsync(new(), Cancel).ToListAsync(Cancel);
        var even = await viewer.Get<UsageService>().ExportAsync(new() { Model = "even" }, Cancel).CountAsync(Cancel);

        Assert.Equal(Enumerable.Range(0, Calls).Select(i => (long)i), all.Select(u => u.InputTokens).Order());
        Assert.Equal(all.Select(u => u.At), all.Select(u => u.At).Order());
        Assert.Equal((Calls + 1) / 2, even);
    }

    private static UsageDraft Draft(Guid organization, DateTime at, string model, CallUsage usage, long? cost) => new()
    {
        OrganizationId = organization,
        At = at,
        Operation = UsageOperation.Chat,
        Outcome = UsageOutcome.Succeeded,
        ProviderName = "Ours",
        Model = model,
        Usage = usage,
        Cost = cost,
    };
}
