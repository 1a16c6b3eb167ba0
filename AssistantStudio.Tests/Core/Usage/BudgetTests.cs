using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Usage;

public sealed class BudgetTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Calls_ManyAtOnceAgainstAHardBudget_NeverOverspendItAndFlowAgainInTheNextPeriod(DatabaseProvider provider)
    {
        const int Calls = 200;
        const int Tokens = 50_000; // Of this model two cents.
        await using var scene = await BudgetScene.CreateAsync(provider);
        var id = await scene.AddProviderAsync("Vendor");
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar);
        scene.Bill(Tokens);

        var errors = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
        {
            using var client = await scene.OpenAsync(id);
            return await Record.ExceptionAsync(() => client.GetResponseAsync("Hello", new() { MaxOutputTokens = Tokens }, Cancel));
        }));

        Assert.All(errors.OfType<Exception>(), e => Assert.IsType<LimitExceededException>(e));
        var now = await scene.Budgets.GetAsync(budget.Id, Cancel);
        Assert.Equal((await scene.RecordsAsync()).Sum(r => r.Cost), now.Spent);
        Assert.Equal(0, now.Reserved);
        Assert.InRange(now.Spent, BudgetScene.Dollar * 9 / 10, BudgetScene.Dollar); // As much as fits, and never more.
        Assert.Equal(errors.Count(e => e is null), (await scene.RecordsAsync()).Count);

        scene.Studio.Clock.Advance(TimeSpan.FromDays(1));
        using var next = await scene.OpenAsync(id);
        Assert.Equal("OK", (await next.GetResponseAsync("Hello", new() { MaxOutputTokens = Tokens }, Cancel)).Text);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Call_WhoseEndNobodySaw_IsSettledFromItsReservationAndMarkedAsEstimated(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        var id = await scene.AddProviderAsync("Vendor");
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar);
        var worst = Worst(scene, id, cost: 300_000_000);
        await scene.Studio.Get<BudgetDesk>().ReserveAsync(new(worst, TimeSpan.FromHours(1)), Cancel);
        Assert.Equal((0, 300_000_000), Of(await scene.Budgets.GetAsync(budget.Id, Cancel)));
        var lost = scene.Studio.Get<LostCalls>();
        Assert.Equal(0, await lost.SettleAsync(Cancel)); // It may still be on its way.

        scene.Studio.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, await lost.SettleAsync(Cancel));
        var record = Assert.Single(await scene.RecordsAsync());
        Assert.Equal((UsageOutcome.Lost, true, 300_000_000L, 7L), (record.Outcome, record.IsEstimated, record.Cost, record.OutputTokens));
        Assert.Equal((300_000_000, 0), Of(await scene.Budgets.GetAsync(budget.Id, Cancel)));
        Assert.Equal(0, await lost.SettleAsync(Cancel));
    }

    [Fact]
    public async Task Call_OfAnEarlierRunOfTheProgram_IsSettledAtTheNextStart()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar);
        await scene.Studio.Get<BudgetDesk>().ReserveAsync(new(Worst(scene, Guid.NewGuid(), cost: 5), TimeSpan.FromHours(1)), Cancel);

        await using var restarted = TestStudio.Restart(scene.Studio);
        await ((LostCalls)restarted.GetService(typeof(LostCalls))!).SettleAsync(Cancel);

        Assert.Equal(UsageOutcome.Lost, Assert.Single(await scene.RecordsAsync()).Outcome);
        Assert.Equal((5, 0), Of(await scene.Budgets.GetAsync(budget.Id, Cancel)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Calls_ThatEndWhileTheyAreSettledAsLost_AreGivenBackOnce(DatabaseProvider provider)
    {
        const int Calls = 20;
        await using var scene = await BudgetScene.CreateAsync(provider);
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar, period: BudgetPeriod.Month);
        var (desk, writer) = (scene.Studio.Get<BudgetDesk>(), scene.Studio.Get<UsageWriter>());
        var worst = Worst(scene, Guid.NewGuid(), cost: 1_000);
        var permits = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => desk.ReserveAsync(new(worst, TimeSpan.FromHours(1)), Cancel)));
        scene.Studio.Clock.Advance(TimeSpan.FromHours(2));
        var lost = scene.Studio.Get<LostCalls>();

        // At the same time, as on several nodes.
        await Task.WhenAll(
            Task.Run(() => lost.SettleAsync(Cancel), Cancel), Task.Run(() => lost.SettleAsync(Cancel), Cancel),
            Task.WhenAll(permits.Reverse().Select(p => Task.Run(() => writer.RecordAsync(worst with { At = p.At, Cost = 600, ReservationId = p.ReservationId }, Cancel), Cancel))));

        var records = await scene.RecordsAsync();
        Assert.Equal(Calls, records.Count(r => r.Outcome == UsageOutcome.Succeeded));
        Assert.InRange(records.Count, Calls, 2 * Calls); // Lost, and then it had an end after all: both stand in the ledger.
        Assert.Equal((records.Sum(r => r.Cost!.Value), 0), Of(await scene.Budgets.GetAsync(budget.Id, Cancel)));
    }

    [Fact]
    public async Task Start_WhenLostCallsCannotBeSettled_GoesOn()
    {
        await using var scene = await BudgetScene.CreateAsync();
        await using (var db = await scene.Studio.OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync("DROP TABLE \"CallReservations\"", Cancel);
        }

        var lost = scene.Studio.Get<LostCalls>();
        await Assert.ThrowsAnyAsync<Exception>(() => lost.SettleAsync(Cancel));
        await lost.StartAsync(Cancel);
        await lost.StopAsync(Cancel);
    }

    [Fact]
    public async Task Call_OverMidnight_CountsInThePeriodThatHeldItBack()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var id = await scene.AddProviderAsync("Vendor");
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar);
        scene.Bill(1_000, before: () =>
        {
            scene.Studio.Clock.Advance(TimeSpan.FromDays(1));
            return Task.CompletedTask;
        });
        var began = scene.Studio.Clock.Now;
        using var client = await scene.OpenAsync(id);

        await client.GetResponseAsync("Hello", cancellationToken: Cancel);

        Assert.Equal((0, 0), Of(await scene.Budgets.GetAsync(budget.Id, Cancel))); // Of today.
        var record = Assert.Single(await scene.RecordsAsync());
        Assert.Equal((began, true), (record.At, record.Cost > 0));
        await using var db = await scene.Studio.OpenAsync();
        Assert.Equal((began.Date, 0), await db.Set<BudgetBook>().Select(b => new ValueTuple<DateTime, long>(b.Start, b.Reserved)).SingleAsync(Cancel));
    }

    [Fact]
    public async Task Model_WithoutAPrice_IsRefusedUnderAHardBudgetAndNotAsked()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var id = await scene.AddProviderAsync("Vendor", "house-model");
        using var client = await scene.OpenAsync(id);
        var alert = await scene.AddBudgetAsync(BudgetScene.Dollar, BudgetAction.Alert);
        await client.GetResponseAsync("Hello", cancellationToken: Cancel);
        Assert.Null(Assert.Single(await scene.RecordsAsync()).Cost); // Nobody minds, and nobody calls it free.
        var asked = scene.Vendor.Asked;

        await scene.Budgets.ChangeAsync(alert.Id, new() { Amount = BudgetScene.Dollar, Action = BudgetAction.Stop, Period = BudgetPeriod.Day }, null, Cancel);
        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));

        Assert.Equal("house-model has no price here, and under the daily budget of the organisation every call needs one. Enter its price among the models, or use another.", refused.Message);
        Assert.Equal(asked, scene.Vendor.Asked);
    }

    [Fact]
    public async Task Call_ThatTheVendorRefuses_GivesTheRoomBack()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var id = await scene.AddProviderAsync("Vendor");
        var budget = await scene.AddBudgetAsync(BudgetScene.Dollar / 100);
        using var client = await scene.OpenAsync(id);
        scene.Vendor.Instead = async context =>
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsJsonAsync(new { error = new { message = "No", code = "invalid_api_key" } }, Cancel);
            return true;
        };

        for (var i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));
        }

        Assert.Equal((0, 0), Of(await scene.Budgets.GetAsync(budget.Id, Cancel)));
        Assert.Equal(5, (await scene.RecordsAsync()).Count);
    }

    [Fact]
    public async Task Budget_UsedUp_LeadsToTheCheaperModel()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var (dear, cheap) = (await scene.AddProviderAsync("Dear", "gpt-4.1"), await scene.AddProviderAsync("Cheap"));
        await scene.Budgets.CreateAsync(
            new() { Scope = BudgetScope.Provider, Key = dear.ToString(), Amount = 20_000_000, Action = BudgetAction.Degrade, Period = BudgetPeriod.Day, CheaperProviderId = cheap, CheaperModel = BudgetScene.Model }, Cancel);
        scene.Bill(2_000); // Of the dear one 1.6 cents.
        using var client = await scene.OpenAsync(dear);

        await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 2_000 }, Cancel);
        await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 2_000 }, Cancel);

        Assert.Equal([("Dear", "gpt-4.1"), ("Cheap", BudgetScene.Model)], (await scene.RecordsAsync()).Select(r => (r.ProviderName, r.Model)));
    }

    [Fact]
    public async Task Call_WhenItCannotBeWrittenDown_IsNotMade()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var id = await scene.AddProviderAsync("Vendor");
        using var client = await scene.OpenAsync(id);
        await using (var db = await scene.Studio.OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync("DROP TABLE \"CallReservations\"", Cancel);
        }

        await Assert.ThrowsAsync<UnavailableException>(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));

        Assert.Equal(0, scene.Vendor.Asked);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Thresholds_Reached_AreToldOnceEach(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        var budget = await scene.Budgets.CreateAsync(new() { Amount = 1_000, Thresholds = [100, 50, 80], Period = BudgetPeriod.Month }, Cancel);
        var (writer, watch) = (scene.Studio.Get<UsageWriter>(), scene.Studio.Get<BudgetWatch>());
        async Task<int> SpendAsync(long cost)
        {
            await writer.RecordAsync(Worst(scene, Guid.NewGuid(), cost), Cancel);
            await watch.LookAsync(scene.Studio.Ours.Id, Cancel);
            await watch.LookAsync(scene.Studio.Ours.Id, Cancel);
            return (await scene.Budgets.GetAsync(budget.Id, Cancel)).Told;
        }

        var told = new List<int>();
        foreach (var cost in new long[] { 499, 1, 299, 300 })
        {
            told.Add(await SpendAsync(cost));
        }

        Assert.Equal([0, 50, 50, 100], told);
        Assert.Equal(2, (await scene.Studio.AuditAsync()).Count(action => action == "budget.reached"));
    }

    private static UsageDraft Worst(BudgetScene scene, Guid provider, long cost) => new()
    {
        OrganizationId = scene.Studio.Ours.Id,
        At = scene.Studio.Clock.Now,
        Operation = UsageOperation.Chat,
        Outcome = UsageOutcome.Succeeded,
        ProviderId = provider,
        ProviderName = "Vendor",
        Model = BudgetScene.Model,
        Usage = new() { Input = 3, Output = 7 },
        Cost = cost,
    };

    private static (long Spent, long Reserved) Of(BudgetRow row) => (row.Spent, row.Reserved);
}
