using System.Collections.Frozen;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Usage;

/// <summary>A provider or a model that a budget leads to is not taken away from under it.</summary>
public sealed class BudgetUsersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task DeleteProvider_ThatABudgetLeadsTo_IsRefusedOrReplacedThere(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        var (cheap, other) = (await scene.AddProviderAsync("Cheap"), await scene.AddProviderAsync("Other"));
        var budget = await scene.Budgets.CreateAsync(new() { Amount = 5, Action = BudgetAction.Degrade, CheaperProviderId = cheap, CheaperModel = "small" }, Cancel);
        await using var editor = scene.Studio.As(Role.Editor);
        var providers = editor.Get<IntegrationService>();

        var refused = await Assert.ThrowsAsync<ConflictException>(() => providers.DeleteAsync(cheap, null, null, Cancel));
        var user = Assert.Single(await providers.UsersOfAsync(cheap, Cancel));
        await providers.DeleteAsync(cheap, other, null, Cancel);

        Assert.Contains("Cheap is used by the monthly budget of the organisation.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("budget", budget.Id), (user.Kind, user.Id));
        var now = await scene.Budgets.GetAsync(budget.Id, Cancel);
        Assert.Equal((other, BudgetScene.Model, "Test Editor", budget.RowVersion + 1), (now.CheaperProviderId, now.CheaperModel, now.UpdatedBy, now.RowVersion));
        await using var db = await scene.Studio.OpenAsync();
        Assert.Contains(other.ToString(), (await db.Set<AuditEntry>().SingleAsync(a => a.Action == "budget.changed", Cancel)).Changes, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task DeleteProvider_WithABudgetOfItsOwn_TakesItAlongAndNoOther(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        var (gone, stays) = (await scene.AddProviderAsync("Gone"), await scene.AddProviderAsync("Stays"));
        foreach (var key in new[] { gone, stays })
        {
            // Its own way out leads back to itself: that must not hold it either.
            await scene.Budgets.CreateAsync(
                new() { Scope = BudgetScope.Provider, Key = key.ToString(), Amount = 5, Action = BudgetAction.Degrade, CheaperProviderId = key, CheaperModel = "small" }, Cancel);
        }

        await using var editor = scene.Studio.As(Role.Editor);

        await editor.Get<IntegrationService>().DeleteAsync(gone, null, null, Cancel);

        Assert.Equal("Stays", Assert.Single(await scene.Budgets.ListAsync(Cancel)).Name);
        await using var db = await scene.Studio.OpenAsync();
        Assert.Equal("Monthly budget of Gone", (await db.Set<AuditEntry>().SingleAsync(a => a.Action == "budget.deleted", Cancel)).SubjectName);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Shutdowns_OfModelsThatOnlyPreferencesAndBudgetsName_NameThem(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        var vendor = await scene.AddProviderAsync("Vendor");
        await using var editor = scene.Studio.As(Role.Editor);
        var models = editor.Get<ModelService>();
        foreach (var name in new[] { "answers", "judges", "embeds", "cheap", "unused" })
        {
            await models.SaveAsync(new() { Name = name, Capabilities = ModelCapabilities.Chat, ContextWindow = 1_000, ShutdownDate = new(2026, 5, 1) }, null, Cancel);
        }

        await scene.DecideAsync(new AnsweringPreference { Model = new(vendor, "answers"), Simple = new(vendor, "answers"), Moderate = new(vendor, null), Classifier = new(vendor, "judges") });
        await scene.DecideAsync(new EmbeddingPreference { ProviderId = vendor, Model = "embeds" });
        await scene.Budgets.CreateAsync(new() { Amount = 5, Action = BudgetAction.Degrade, CheaperProviderId = vendor, CheaperModel = "cheap" }, Cancel);

        var shutdowns = await models.ShutdownsAsync(Cancel);

        Assert.Equal(
            [
                ("answers", "the preference “Question answering”"), ("cheap", "the monthly budget of the organisation"),
                ("embeds", "the preference “Embedding model”"), ("judges", "the preference “Question answering”"),
            ],
            shutdowns.Select(s => (s.Model, Assert.Single(s.Users).Name!)));
        Assert.Equal(["judges"], (await models.UsersOfAsync("judges", Cancel)).Select(u => u.Model));
    }

    [Fact]
    public async Task Users_ForSomebodyWhoMayNotSeeUsage_AreWithoutTheNameOfTheSubject()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var cheap = await scene.AddProviderAsync("Cheap");
        await scene.Budgets.CreateAsync(new() { Amount = 5, Action = BudgetAction.Degrade, CheaperProviderId = cheap, CheaperModel = "small" }, Cancel);
        await using var narrowed = scene.Studio.As(scene.Studio.GrantOf(Role.Viewer) with { Permissions = new[] { Permission.ProvidersView }.ToFrozenSet() });

        Assert.Equal("a budget", Assert.Single(await narrowed.Get<IntegrationService>().UsersOfAsync(cheap, Cancel)).Name);
    }
}
