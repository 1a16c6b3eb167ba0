using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Providers;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Usage;

public sealed class UsageLedgerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_ByManyAtOnce_EachIsThereAndAddsUp(DatabaseProvider provider)
    {
        const int Calls = 300;
        await using var studio = await TestStudio.CreateAsync(provider);
        var writer = studio.Get<UsageWriter>();

        await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => writer.RecordAsync(Draft(studio.Ours) with { Cost = i % 3 == 0 ? null : 7 }, Cancel)));

        await using var db = await studio.OpenAsync();
        Assert.Equal(Calls, await db.Set<UsageRecord>().CountAsync(Cancel));
        var rollups = await db.Set<UsageRollup>().ToListAsync(Cancel);
        Assert.Equal(
            from period in Enum.GetValues<RollupPeriod>()
            from slice in Enum.GetValues<UsageSlice>().Except([UsageSlice.Deployment, UsageSlice.ApiKey]) // Nothing came by these.
            select (period, slice),
            rollups.Select(r => (r.Period, r.Slice)).Order());
        Assert.All(rollups, r => Assert.Equal((Calls, 100, 200 * 7L, Calls * 10L, Calls * 5L), (r.Calls, r.Unpriced, r.Cost, r.InputTokens, r.OutputTokens)));
        Assert.All(rollups, r => Assert.Equal(new DateTime(2026, 3, 1, r.Period == RollupPeriod.Hour ? 12 : 0, 0, 0, DateTimeKind.Utc), r.Start));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_OfAnOrganizationThatIsGone_TakesNobodyAlong(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var writer = studio.Get<UsageWriter>();
        var lost = Draft(studio.Ours) with { OrganizationId = Guid.NewGuid() };

        var good = Enumerable.Range(0, 20).Select(_ => writer.RecordAsync(Draft(studio.Ours), Cancel)).ToList();
        var bad = writer.RecordAsync(lost, Cancel);
        good.AddRange(Enumerable.Range(0, 20).Select(_ => writer.RecordAsync(Draft(studio.Ours), Cancel)));

        await Task.WhenAll(good);
        await Assert.ThrowsAsync<UnavailableException>(() => bad);
        await using var db = await studio.OpenAsync();
        Assert.Equal(40, await db.Set<UsageRecord>().CountAsync(Cancel));
        Assert.All(await db.Set<UsageRollup>().ToListAsync(Cancel), r => Assert.Equal(40, r.Calls));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Write_RolledBack_LeavesNothing(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using (var db = await studio.OpenAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
            await db.WriteUsageAsync([Draft(studio.Ours)], Cancel);
            await db.SaveChangesAsync(Cancel);
        }

        await using var after = await studio.OpenAsync();
        Assert.Equal((0, 0), (await after.Set<UsageRecord>().CountAsync(Cancel), await after.Set<UsageRollup>().CountAsync(Cancel)));
    }

    [Fact]
    public async Task Write_OutsideATransaction_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var db = await studio.OpenAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.WriteUsageAsync([Draft(studio.Ours)], Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Summary_OfAWeek_GroupsWhatIsOurs(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var now = studio.Clock.GetUtcNow().UtcDateTime;
        await using var viewer = studio.As(Role.Viewer);
        await using var editor = studio.As(Role.Editor);
        var stored = await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.BuiltIn, Name = "Ours" }, null, Cancel);
        var writer = studio.Get<UsageWriter>();
        await writer.RecordAsync(Draft(studio.Ours) with { At = now, ProviderId = stored.Id, Model = "a", Cost = 100 }, Cancel);
        await writer.RecordAsync(Draft(studio.Ours) with { At = now.AddDays(-1), ProviderId = Guid.NewGuid(), Model = "b", Cost = 300 }, Cancel);
        await writer.RecordAsync(Draft(studio.Ours) with { At = now.AddDays(-2), Model = "b", Cost = null, Outcome = UsageOutcome.Failed }, Cancel);
        await writer.RecordAsync(Draft(studio.Ours) with { At = now.AddDays(-30), Model = "old", Cost = 5_000 }, Cancel);
        await writer.RecordAsync(Draft(studio.Theirs) with { At = now, Cost = 7_000 }, Cancel);

        var summary = await viewer.Get<UsageService>().SummaryAsync(7, Cancel);

        Assert.Equal((3, 1, 1, 400, 200L), (summary.Totals.Calls, summary.Totals.Failed, summary.Totals.Unpriced, summary.Totals.Cost, summary.Totals.AverageCost));
        Assert.Equal(["Ours (deleted)", "Ours", "Tried before it was stored"], summary.Providers.Select(p => p.Name));
        Assert.Equal([("b", 2L), ("a", 1L)], summary.Models.Select(m => (m.Name, m.Totals.Calls)));
        Assert.Equal(7, summary.Series.Count);
        Assert.Equal([0L, 0, 0, 0, 0, 300, 100], summary.Series.Select(p => p.Totals.Cost));
        Assert.Equal(24, (await viewer.Get<UsageService>().SummaryAsync(1, Cancel)).Series.Count);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Summary_OfMoreThanAreShown_SumsUpTheRest(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var viewer = studio.As(Role.Viewer);
        var writer = studio.Get<UsageWriter>();
        var drafts = Enumerable.Range(1, UsageLimits.GroupsShown + 2).Select(i => Draft(studio.Ours) with { At = studio.Clock.Now, Model = $"m{i}", Cost = i * 1_000, Saved = i });
        await Task.WhenAll(drafts.Append(Draft(studio.Ours) with { At = studio.Clock.Now, Model = "m1", Cost = null, Outcome = UsageOutcome.Failed }).Select(d => writer.RecordAsync(d, Cancel)));

        var summary = await viewer.Get<UsageService>().SummaryAsync(7, Cancel);

        Assert.Equal(UsageLimits.GroupsShown + 1, summary.Models.Count);
        Assert.Equal("m52", summary.Models[0].Name);
        var rest = Assert.Single(summary.Models, m => m.IsRest);
        Assert.Same(summary.Models[^1], rest);
        Assert.Equal(("Others", Guid.Empty, new UsageSum(3, 1, 1, 30, 0, 15, 3_000, 300, 0, 3)), (rest.Name, rest.Id, rest.Totals)); // m1 twice and m2.
        Assert.DoesNotContain(summary.Operations, o => o.IsRest);
        Assert.DoesNotContain(summary.Users, u => u.IsRest);
    }

    [Fact]
    public async Task Summary_WithoutTheRight_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var member = studio.As(Role.Member);

        await Assert.ThrowsAsync<ForbiddenException>(() => member.Get<UsageService>().SummaryAsync(7, Cancel));
    }

    [Fact]
    public async Task Test_OfAProvider_StandsInTheLedgerToTheLastDigit()
    {
        await using var vendor = await VendorServer.StartAsync("Authorization", "gpt-5.5");
        var allowed = new Dictionary<string, string?> { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };
        await using var studio = await TestStudio.CreateAsync(settings: allowed);
        await using var editor = studio.As(Role.Editor);
        var input = new IntegrationInput { Kind = ProviderKind.OpenAi, BaseUrl = vendor.Origin, ApiKey = VendorServer.Key };

        var passed = await editor.Get<IntegrationTestService>().TestAsync(input, null, null, Cancel);
        vendor.Instead = async context =>
        {
            var isList = context.Request.Path.Value!.EndsWith("/models", StringComparison.Ordinal);
            context.Response.StatusCode = isList ? 200 : 500;
            if (!isList)
            {
                await context.Response.WriteAsJsonAsync(new { error = new { message = "Boom", type = "server_error" } }, Cancel);
            }

            return !isList;
        };
        var failed = await editor.Get<IntegrationTestService>().TestAsync(input, null, null, Cancel);

        Assert.Equal((true, false), (passed.Ok, failed.Ok));
        var records = (await editor.Get<UsageService>().ListAsync(new(), Cancel)).Items.OrderBy(r => r.Id).ToList();
        var price = ModelCatalogue.Shipped.Find("gpt-5.5")!.PriceOn(DateOnly.FromDateTime(studio.Clock.GetUtcNow().UtcDateTime))!;
        Assert.Equal(CallCost.Of(new() { Input = 12, Output = 1 }, price, studio.Clock.GetUtcNow().UtcDateTime)!.NanoDollars, records[0].Cost);
        Assert.Equal((UsageOutcome.Succeeded, UsageOperation.Test, 12L, 1L), (records[0].Outcome, records[0].Operation, records[0].InputTokens, records[0].OutputTokens));
        Assert.Equal((UsageOutcome.Failed, "overloaded", 0L), (records[1].Outcome, records[1].Fault, records[1].Cost)); // Nobody bills a refusal.
    }

    private static UsageDraft Draft(Organization organization) => new()
    {
        OrganizationId = organization.Id,
        At = new DateTime(2026, 3, 1, 12, 34, 56, DateTimeKind.Utc),
        Operation = UsageOperation.Chat,
        Outcome = UsageOutcome.Succeeded,
        ProviderName = "Ours",
        Model = "m",
        Usage = new() { Input = 10, Output = 5 },
        Cost = 7,
        LatencyMs = 100,
    };
}
