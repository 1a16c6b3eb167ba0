using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Assistants;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Usage;

public sealed class BudgetServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("amount", 0L)]
    [InlineData("amount", -1L)]
    [InlineData("amount", BudgetLimits.MaxAmount + 1)]
    public async Task Create_WithAnImpossibleAmount_SaysSoBesideTheField(string field, long amount)
    {
        await using var scene = await BudgetScene.CreateAsync();

        var wrong = await Assert.ThrowsAsync<ValidationException>(() => scene.Budgets.CreateAsync(new() { Amount = amount }, Cancel));

        Assert.Equal([field], wrong.Errors.Keys);
    }

    [Fact]
    public async Task Create_ForWhatIsNotThere_IsRefused()
    {
        await using var scene = await BudgetScene.CreateAsync();
        foreach (var scope in Enum.GetValues<BudgetScope>().Except([BudgetScope.Organization]))
        {
            var wrong = await Assert.ThrowsAsync<ValidationException>(() => scene.Budgets.CreateAsync(new() { Amount = 1, Scope = scope, Key = Guid.NewGuid().ToString() }, Cancel));
            Assert.Equal(["key"], wrong.Errors.Keys);
        }

        var thresholds = await Assert.ThrowsAsync<ValidationException>(() => scene.Budgets.CreateAsync(new() { Amount = 1, Thresholds = [0, 50], Action = BudgetAction.Degrade }, Cancel));
        Assert.Equal(["thresholds", "cheaperProviderId", "cheaperModel"], thresholds.Errors.Keys);
    }

    [Fact]
    public async Task Create_Twice_NamesTheOneThatIsThere()
    {
        await using var scene = await BudgetScene.CreateAsync();
        await scene.AddBudgetAsync(5);

        var wrong = await Assert.ThrowsAsync<ValidationException>(() => scene.AddBudgetAsync(7));

        Assert.Equal("The daily budget of the organisation is there already. Change that one.", wrong.Message);
    }

    [Fact]
    public async Task Rows_NameTheirSubjectsAndForecastTheEnd()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var provider = await scene.AddProviderAsync("Vendor");
        await using var editor = scene.Studio.As(Role.Editor);
        var assistant = await editor.AnAssistantAsync(name: "Helper");
        scene.Studio.Clock.Advance(new DateTime(2026, 3, 16, 12, 0, 0, DateTimeKind.Utc) - scene.Studio.Clock.Now); // Half of the month.
        await scene.Budgets.CreateAsync(new() { Amount = 1_000, Scope = BudgetScope.Provider, Key = provider.ToString() }, Cancel);
        await scene.Budgets.CreateAsync(new() { Amount = 1_000, Scope = BudgetScope.Assistant, Key = assistant.Id.ToString() }, Cancel);
        await scene.Budgets.CreateAsync(new() { Amount = 1_000, Scope = BudgetScope.Operation, Key = "embedding", Thresholds = [80, 50, 50] }, Cancel);
        await scene.Studio.Get<UsageWriter>().RecordAsync(
            new()
            {
                OrganizationId = scene.Studio.Ours.Id,
                At = scene.Studio.Clock.Now,
                Operation = UsageOperation.Embedding,
                Outcome = UsageOutcome.Succeeded,
                ProviderId = provider,
                ProviderName = "Vendor",
                Model = "m",
                Cost = 100,
            },
            Cancel);

        var rows = await scene.Budgets.ListAsync(Cancel);

        Assert.Equal(
            [("Vendor", 100, 200), ("Embedding", 100, 200), ("Helper", 0, 0)],
            rows.Select(r => (r.Name!, r.Spent, r.Forecast!.Value)));
        Assert.Equal([50, 80], rows[1].Thresholds);
    }

    [Fact]
    public async Task Change_OfSomebodyElsesVersion_IsAConflictAndNoOtherOrganisationSeesIt()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var budget = await scene.AddBudgetAsync(5);
        var input = new BudgetInput { Amount = 6, Period = BudgetPeriod.Day };
        await scene.Budgets.ChangeAsync(budget.Id, input, budget.RowVersion, Cancel);

        Assert.True((await Assert.ThrowsAsync<ConflictException>(() => scene.Budgets.ChangeAsync(budget.Id, input, budget.RowVersion, Cancel))).IsStale);
        await using var theirs = scene.Studio.As(Role.OrgAdmin, scene.Studio.Theirs);
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.Get<BudgetService>().GetAsync(budget.Id, Cancel));
        Assert.Empty(await theirs.Get<BudgetService>().ListAsync(Cancel));
        await using var editor = scene.Studio.As(Role.Editor);
        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<BudgetService>().DeleteAsync(budget.Id, null, Cancel));
    }
}
