using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Core.Usage;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Components.Providers;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Providers;

/// <summary>Who answers and which rules hold, on the real services and a vendor on this machine.</summary>
public sealed class AgentScreensTests : StudioComponentTest, IAsyncLifetime
{
    private BudgetScene _scene = null!;
    private TestScope _scope = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scene = await BudgetScene.CreateAsync();
        Services.AddSingleton(_scene.Studio.Get<ChangeFeed>());
        Use(Role.OrgAdmin);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public void Page_WithoutAProvider_LeadsToTheProviders()
    {
        var page = RenderPage();

        Assert.Equal("/ai/providers", page.Find(".empty a.btn.p").GetAttribute("href"));
        Assert.Contains("No answer is kept.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answering_ByDifficulty_IsSavedAndTried()
    {
        var provider = await _scene.AddProviderAsync("Vendor");
        var page = RenderPage();

        await page.Find("#f-answering-model").ChangeAsync(new() { Value = provider.ToString() });
        await Labelled(page, "Easy questions go to cheaper models").ChangeAsync(new() { Value = true });
        await page.Find("#f-answering-simple").ChangeAsync(new() { Value = provider.ToString() });
        Assert.Equal(
            ["Provider, complex questions", "Provider, moderate questions", "Provider, simple questions", "Provider, who judges when it does not show"],
            Form(page, "Save who answers").QuerySelectorAll(".model-pick select").Select(s => s.GetAttribute("aria-label")));
        Assert.Equal("Save who answers", Assert.Single(page.FindAll(".btn.p")).TextContent.Trim());
        await Form(page, "Save who answers").SubmitAsync();

        await WaitForAsync(page, async () => (await DecidedAsync<AnsweringPreference>()).ByDifficulty);
        var saved = await DecidedAsync<AnsweringPreference>();
        Assert.Equal((new(provider, BudgetScene.Model), new(provider, BudgetScene.Model), null), (saved.Model, saved.Simple, saved.Moderate));
    }

    [Fact]
    public async Task Answering_ByDifficultyWithoutModels_IsRefusedBesideTheField()
    {
        await _scene.AddProviderAsync("Vendor");
        var page = RenderPage();

        await Labelled(page, "Easy questions go to cheaper models").ChangeAsync(new() { Value = true });
        await Form(page, "Save who answers").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Choose who answers what is complex.", page.Find("#f-answering-model-help").TextContent));
    }

    [Fact]
    public async Task Trial_NobodyAnswers_SaysWhatToDo()
    {
        await _scene.AddProviderAsync("Vendor");
        var page = RenderPage();

        await page.Find("#f-answering-text").ChangeAsync(new() { Value = "Hello" });
        await Form(page, "Ask").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("choose a model first", page.Find(".err").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_Saved_Hold()
    {
        var provider = await _scene.AddProviderAsync("Vendor");
        var page = RenderPage();

        await Labelled(page, "Vendor").ChangeAsync(new() { Value = true });
        await Form(page, "Save these rules").SubmitAsync();
        await page.Find("#f-maxPerRequest").ChangeAsync(new() { Value = "0.5" });
        await Form(page, "Save this limit").SubmitAsync();
        await WaitForAsync(page, async () => (await DecidedAsync<CostPolicy>()).MaxPerRequest is not null);

        Assert.Equal([provider], (await DecidedAsync<ModelPolicy>()).AllowedProviders);
        Assert.Equal(500_000_000, (await DecidedAsync<CostPolicy>()).MaxPerRequest);
    }

    [Fact]
    public async Task Conversations_WhoLooksAndHowLong_AreSaved()
    {
        var provider = await _scene.AddProviderAsync("Vendor");
        var page = RenderPage();

        await page.Find("#f-conversations-model").ChangeAsync(new() { Value = provider.ToString() });
        await Form(page, "Save who looks").SubmitAsync();
        await page.Find("#f-keepDays").ChangeAsync(new() { Value = "365" });
        await page.Find("#f-idleHours").ChangeAsync(new() { Value = "48" });
        await Form(page, "Save how long").SubmitAsync();
        await WaitForAsync(page, async () => (await DecidedAsync<ConversationPolicy>()).KeepDays is not null);

        Assert.Equal(new(provider, BudgetScene.Model), (await DecidedAsync<ConversationPreference>()).Model);
        Assert.Equal(new() { KeepDays = 365, IdleHours = 48 }, await DecidedAsync<ConversationPolicy>());
    }

    [Fact]
    public async Task Conversations_WithoutHours_IsRefusedBesideTheField()
    {
        var page = RenderPage();

        await page.Find("#f-idleHours").ChangeAsync(new() { Value = "" });
        await Form(page, "Save how long").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Say after how many hours.", page.Find("#f-idleHours-help").TextContent));
    }

    [Fact]
    public async Task Rules_ForAViewer_AreWords()
    {
        var provider = await _scene.AddProviderAsync("Vendor");
        await _scene.DecideAsync(new ModelPolicy { AllowedProviders = [provider] });
        await _scene.DecideAsync(new CostPolicy { MaxPerRequest = 500_000_000 });
        Use(Role.Viewer);

        var page = RenderPage();

        Assert.Empty(page.FindAll("form, button"));
        Assert.Contains("1 provider may be asked.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("One call may cost up to $0.50.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("The built-in methods find titles, topics and summaries.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Conversations are kept until somebody deletes them, trials for 7 days.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_OfNothing_IsRefusedBesideTheField()
    {
        var page = RenderPage();

        await page.Find("#f-maxPerRequest").ChangeAsync(new() { Value = "0" });
        await Form(page, "Save this limit").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("More than $0, and at most $1,000,000.", page.Find("#f-maxPerRequest-help").TextContent));
    }

    [Fact]
    public async Task Switches_SomebodyElseWasFaster_BothAreShown()
    {
        var page = RenderPage();
        await Labelled(page, "Keep answers").ChangeAsync(new() { Value = true });
        await _scene.DecideAsync(new FeaturePolicy { AnswerCache = false, CacheHours = 48, Trials = false });

        await Form(page, "Save the switches").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Somebody else changed this", page.Markup, StringComparison.Ordinal));
        Assert.Equal((false, 48), ((await DecidedAsync<FeaturePolicy>()).AnswerCache, (await DecidedAsync<FeaturePolicy>()).CacheHours));
    }

    private async Task<T> DecidedAsync<T>()
        where T : class, IAiSetting<T>, new()
    {
        await using var admin = _scene.Studio.As(Role.OrgAdmin);
        return (await admin.Get<AiSettingService>().GetAsync<T>(Cancel)).Value;
    }

    private static async Task WaitForAsync(IRenderedComponent<AgentsPage> page, Func<Task<bool>> isSo)
    {
        await Eventually.GetAsync(isSo, so => so);
        page.Render();
    }

    private static AngleSharp.Dom.IElement Labelled(IRenderedComponent<AgentsPage> page, string label) =>
        page.FindAll("label.check").Single(l => l.TextContent.TrimStart().StartsWith(label, StringComparison.Ordinal)).QuerySelector("input")!;

    private static AngleSharp.Dom.IElement Form(IRenderedComponent<AgentsPage> page, string button) =>
        page.FindAll("form").Single(f => f.QuerySelectorAll("button[type=submit]").Any(b => b.TextContent.Trim() == button));

    private IRenderedComponent<AgentsPage> RenderPage()
    {
        var page = Render<AgentsPage>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".skeleton")));
        return page;
    }

    private void Use(Role role)
    {
        _scope = _scene.Studio.As(role);
        Access.Become(_scope.Access.Grant);
        Services.AddSingleton(_scope.Get<ModelService>());
        Services.AddSingleton(_scope.Get<IntegrationService>());
        Services.AddSingleton(_scope.Get<AiSettingService>());
        Services.AddSingleton(_scope.Get<AnsweringService>());
        Services.AddSingleton(_scope.Get<AnswerCacheService>());
        Services.AddSingleton(_scope.Get<UsageService>());
        Services.AddSingleton(_scope.Get<AuditService>());
        Services.AddScoped<ILastChanges, AuditedChanges>();
    }
}
