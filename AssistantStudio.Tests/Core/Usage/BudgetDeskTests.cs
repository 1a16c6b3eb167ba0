using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Usage;

public sealed class BudgetDeskTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reserve_CancelledWhileItIsWritten_HoldsNothingBack()
    {
        var slow = new SlowDatabase();
        await using var scene = await BudgetScene.CreateAsync(configure: slow.AddTo);
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar);
        await using var desk = scene.Studio.Get<BudgetDesk>();
        using var stop = new CancellationTokenSource();

        var held = slow.HoldNext();
        var reserving = desk.ReserveAsync(new(Draft(scene, Guid.NewGuid(), "m", 300_000_000), s_hour), stop.Token);
        await stop.CancelAsync();
        held.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reserving);
        await desk.DisposeAsync(); // What it still writes is written then.
        Assert.Equal((0, 0), await StandAsync(scene, budget));
        await using var db = await scene.Studio.OpenAsync();
        Assert.Equal(0, await db.Set<CallReservation>().CountAsync(Cancel));
    }

    [Fact]
    public async Task Reserve_CancelledBefore_WritesNothing()
    {
        await using var scene = await BudgetScene.CreateAsync();
        await scene.AddBudgetAsync(BudgetScene.Dollar);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => scene.Studio.Get<BudgetDesk>().ReserveAsync(new(Draft(scene, Guid.NewGuid(), "m", 1), s_hour), new CancellationToken(canceled: true)));

        await using var db = await scene.Studio.OpenAsync();
        Assert.Equal((0, 0), (await db.Set<CallReservation>().CountAsync(Cancel), await db.Set<BudgetBook>().CountAsync(Cancel)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_OfACallWithARefusalAndAnAnswer_SettlesBothAtOnce(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar);
        var paid = Draft(scene, Guid.NewGuid(), "m", 300_000_000);
        var permit = await scene.Studio.Get<BudgetDesk>().ReserveAsync(new(paid, s_hour), Cancel);
        var commits = 0;
        using var listening = scene.Studio.Get<ChangeFeed>().SubscribeAll(UsageWriter.Topic, _ => commits++);

        await Sink(scene).TakeAsync([Under(permit, paid) with { Outcome = UsageOutcome.Failed, Cost = 0 }, Under(permit, paid) with { Cost = 200_000_000, Attempt = 2 }]);

        Assert.Equal((200_000_000, 0), await StandAsync(scene, budget));
        Assert.Equal([0L, 200_000_000L], (await scene.RecordsAsync()).OrderBy(r => r.Attempt).Select(r => r.Cost));
        Assert.Equal(1, commits);
    }

    /// <summary>As long as the dearer attempt is not in the ledger, its budget holds it back.</summary>
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_OfACallThatCannotBeStoredWhole_GivesNothingBack(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar);
        var paid = Draft(scene, Guid.NewGuid(), "m", 300_000_000);
        var permit = await scene.Studio.Get<BudgetDesk>().ReserveAsync(new(paid, s_hour), Cancel);

        await Assert.ThrowsAsync<UnavailableException>(
            () => Sink(scene).TakeAsync([Under(permit, paid) with { Outcome = UsageOutcome.Failed, Cost = 0 }, Under(permit, paid) with { OrganizationId = Guid.NewGuid() }]));

        Assert.Equal((0, 300_000_000), await StandAsync(scene, budget));
        Assert.Empty(await scene.RecordsAsync());
    }

    [Fact]
    public async Task Reserve_OfACheaperModel_IsRefusedByEveryOtherBudgetThatIsUsedUp()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var (first, second) = (await scene.AddProviderAsync("First"), await scene.AddProviderAsync("Second"));
        await scene.Budgets.CreateAsync(Leading(BudgetScope.Organization, null, first, "small"), Cancel);
        await scene.Budgets.CreateAsync(Leading(BudgetScope.Provider, first.ToString(), second, "tiny"), Cancel);
        var desk = scene.Studio.Get<BudgetDesk>();
        async Task<string?> RefusalAsync(Guid provider, string model)
        {
            var error = await Record.ExceptionAsync(() => desk.ReserveAsync(new(Draft(scene, provider, model, 11), s_hour), Cancel));
            return error is null ? null : Assert.IsType<LimitExceededException>(error).Message.Split(" has ")[0].Split(" is used up")[0];
        }

        // The organisation's own way out is closed by the budget of the provider, and the way out of that one by the organisation's.
        Assert.Equal("The daily budget of this provider", await RefusalAsync(first, "small"));
        Assert.Equal("The daily budget of the organisation", await RefusalAsync(second, "tiny"));

        // Only the very model of the very provider.
        Assert.Equal("The daily budget of the organisation", await RefusalAsync(second, "small"));
        Assert.NotNull(await RefusalAsync(first, "tiny"));
    }

    [Fact]
    public async Task Reserve_OfTheModelThatABudgetLeadsTo_IsNotRefusedByIt()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var provider = await scene.AddProviderAsync("First");
        var budget = await scene.Budgets.CreateAsync(Leading(BudgetScope.Organization, null, provider, "small"), Cancel);

        var permit = await scene.Studio.Get<BudgetDesk>().ReserveAsync(new(Draft(scene, provider, "small", 11), s_hour), Cancel);

        Assert.False(permit.IsLimited);
        Assert.Equal((0, 11), await StandAsync(scene, budget)); // It counts all the same.
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Reserve_UnderSeveralBudgets_CountsEachWithItsOwnSum(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        var (first, second) = (await scene.AddProviderAsync("First"), await scene.AddProviderAsync("Second"));
        var budgets = new Dictionary<string, BudgetRow>();
        foreach (var (name, scope, key, period) in new (string, BudgetScope, string?, BudgetPeriod)[]
        {
            ("day", BudgetScope.Organization, null, BudgetPeriod.Day), ("month", BudgetScope.Organization, null, BudgetPeriod.Month),
            ("first", BudgetScope.Provider, first.ToString(), BudgetPeriod.Day), ("second", BudgetScope.Provider, second.ToString(), BudgetPeriod.Month),
            ("chat", BudgetScope.Operation, "chat", BudgetPeriod.Month), ("summary", BudgetScope.Operation, "summary", BudgetPeriod.Day),
        })
        {
            budgets[name] = await scene.Budgets.CreateAsync(new() { Scope = scope, Key = key, Period = period, Amount = 1_000, Action = BudgetAction.Stop }, Cancel);
        }

        var writer = scene.Studio.Get<UsageWriter>();
        await writer.RecordAsync(Draft(scene, first, "m", 100), Cancel);
        await writer.RecordAsync(Draft(scene, second, "m", 20), Cancel);
        await writer.RecordAsync(Draft(scene, second, "m", 3) with { At = scene.Studio.Clock.Now.AddDays(-1), Operation = UsageOperation.Summary }, Cancel);

        Assert.Equal(
            [("chat", 120L), ("day", 120), ("first", 100), ("month", 123), ("second", 23), ("summary", 0)],
            await Task.WhenAll(budgets.OrderBy(b => b.Key, StringComparer.Ordinal).Select(async b => (b.Key, (await StandAsync(scene, b.Value)).Spent))));
        var desk = scene.Studio.Get<BudgetDesk>();
        await desk.ReserveAsync(new(Draft(scene, second, "m", 877), s_hour), Cancel); // To the last digit of the month.
        await Assert.ThrowsAsync<LimitExceededException>(() => desk.ReserveAsync(new(Draft(scene, second, "m", 1), s_hour), Cancel));
    }

    [Fact]
    public async Task Reserve_UnderSeveralBudgets_ReadsAllTheirSumsInOneStatement()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var provider = await scene.AddProviderAsync("First");
        await scene.AddBudgetAsync(1_000);
        await scene.AddBudgetAsync(1_000, period: BudgetPeriod.Month);
        await scene.Budgets.CreateAsync(new() { Scope = BudgetScope.Provider, Key = provider.ToString(), Amount = 1_000 }, Cancel);

        var queries = await QueryPlans.OfAsync(scene.Studio.Folder, () => scene.Studio.Get<BudgetDesk>().ReserveAsync(new(Draft(scene, provider, "m", 1), s_hour), Cancel));

        var sums = Assert.Single(queries, q => q.Sql.Contains("UsageRollups", StringComparison.Ordinal));
        Assert.False(sums.ReadsWholeTable || sums.WalksThroughOrganization, sums.ToString());
    }

    private static BudgetInput Leading(BudgetScope scope, string? key, Guid provider, string model) => new()
    {
        Scope = scope,
        Key = key,
        Period = BudgetPeriod.Day,
        Amount = 10,
        Action = BudgetAction.Degrade,
        CheaperProviderId = provider,
        CheaperModel = model,
    };

    private static LedgerSink Sink(BudgetScene scene) => new(scene.Studio.Get<UsageWriter>());

    private static UsageDraft Under(CallPermit permit, UsageDraft draft) => draft with { At = permit.At, ReservationId = permit.ReservationId };

    private static async Task<(long Spent, long Reserved)> StandAsync(BudgetScene scene, BudgetRow budget)
    {
        var now = await scene.Budgets.GetAsync(budget.Id, Cancel);
        return (now.Spent, now.Reserved);
    }

    private static UsageDraft Draft(BudgetScene scene, Guid provider, string model, long cost) => new()
    {
        OrganizationId = scene.Studio.Ours.Id,
        At = scene.Studio.Clock.Now,
        Operation = UsageOperation.Chat,
        Outcome = UsageOutcome.Succeeded,
        ProviderId = provider,
        ProviderName = "Vendor",
        Model = model,
        Cost = cost,
    };
}
