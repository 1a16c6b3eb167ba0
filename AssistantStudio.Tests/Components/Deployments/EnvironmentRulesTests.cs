using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class EnvironmentRulesTests : DeploymentScreensTest
{
    [Fact]
    public void Page_AsItComes_ShowsFourEnvironmentsInPlainWords()
    {
        var page = Open();

        Assert.Equal(["Development", "Testing", "Staging", "Production"], page.FindAll("article").Select(a => a.GetAttribute("aria-label")));
        Assert.Equal(
            ["Operators, administrators", "What stands in staging", "Need not agree", "Is needed, unless the model costs nothing", "None more: a warning needs a reason", "Those that the release names"],
            page.FindAll("article.prod dd").Select(d => d.TextContent.Trim()));
        Assert.Equal("The draft, or any version", page.FindAll("article.dev dd")[1].TextContent);
        Assert.Equal("/administration/environments?environment=Production", page.Find("article.prod footer a").GetAttribute("href"));
        Assert.Equal(4, page.FindAll("button").Count);
    }

    [Fact]
    public async Task Page_ForWhoeverMayNotChangeThem_SaysWhoMay()
    {
        await using var viewer = Scene.Studio.As(Scene.Studio.GrantOf(Role.Viewer));
        Use(viewer);

        var page = Open();

        Assert.Empty(page.FindAll("button"));
        Assert.Equal("You can read the rules. An administrator can change them.", page.Find(".rules-reader").TextContent);
    }

    [Fact]
    public async Task Panel_Saved_ChangesTheRulesAndSaysSoOnThePage()
    {
        var (one, other) = (await AddProviderAsync("Live account"), await AddProviderAsync("Test account"));
        var page = Open();
        var panel = await OpenPanelAsync(StudioEnvironment.Testing);
        await CheckAsync(panel, "Editors", false);
        await CheckAsync(panel, "It comes from development", false);
        await CheckAsync(panel, "A second person agrees", true);
        await CheckAsync(panel, "Knowledge", true);
        await PressAsync(panel, "Ask another provider here");
        await panel.Find("[aria-label='Instead of, line 1']").ChangeAsync(new() { Value = one.ToString() });
        Assert.Equal(["Choose a provider", "Live account", "Test account"], panel.FindAll("[aria-label='Ask, line 1'] option").Select(o => o.TextContent));
        await panel.Find("[aria-label='Ask, line 1']").ChangeAsync(new() { Value = other.ToString() });

        await panel.Find("form").SubmitAsync();

        var rule = await RuleAsync(StudioEnvironment.Testing);
        Assert.Equal([Role.Operator, Role.OrgAdmin], rule.Deployers);
        Assert.Equal((false, true, false), (rule.FromPrevious, rule.NeedsApproval, rule.NeedsBudget));
        Assert.Equal(["knowledge_indexed"], rule.RequiredChecks);
        Assert.Equal(other, Assert.Single(rule.Providers, p => p.Key == one).Value);
        page.WaitForAssertion(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Contains("Instead of Live account, Test account is asked", string.Join(' ', page.FindAll("article.test dd").Select(d => d.TextContent)), StringComparison.Ordinal);
        });
        Assert.StartsWith("Changed by", page.Find("article.test footer").TextContent.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Choose both providers, or remove the line.")]
    [InlineData("same", "A provider needs nobody else in place of itself: remove the line.")]
    public async Task Panel_WithALineThatMeansNothing_SaysSoBesideIt(string second, string message)
    {
        var one = await AddProviderAsync("Live account");
        await AddProviderAsync("Test account");
        var panel = await OpenPanelAsync(StudioEnvironment.Testing);
        await PressAsync(panel, "Ask another provider here");
        await panel.Find("[aria-label='Instead of, line 1']").ChangeAsync(new() { Value = one.ToString() });
        await panel.Find("[aria-label='Ask, line 1']").ChangeAsync(new() { Value = second == "same" ? one.ToString() : second });

        await panel.Find("form").SubmitAsync();

        Assert.Equal(message, Text(panel, "#f-providers-help"));
        Assert.Empty((await RuleAsync(StudioEnvironment.Testing)).Providers);
        await PressAsync(panel, "Remove");
        Assert.Empty(panel.FindAll(".rule-swap"));
    }

    [Fact]
    public async Task Panel_SomebodyElseWasFaster_ShowsBothVersions()
    {
        var panel = await OpenPanelAsync(StudioEnvironment.Staging);
        await Scene.RuleAsync(StudioEnvironment.Staging, new() { NeedsApproval = true, NeedsBudget = true });
        await CheckAsync(panel, "A second person agrees", true);
        await CheckAsync(panel, "Model", true);

        await panel.Find("form").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Contains("Checks that must pass", panel.Markup, StringComparison.Ordinal));
        Assert.Empty((await RuleAsync(StudioEnvironment.Staging)).RequiredChecks);
    }

    [Fact]
    public async Task Panel_OfProduction_OffersNoRoleThatCouldNotDeployThere()
    {
        var panel = await OpenPanelAsync(StudioEnvironment.Production);

        Assert.Equal(["Operators", "Administrators, always"], panel.FindAll("#f-deployers label").Select(l => l.TextContent.Trim()));
        Assert.True(panel.FindAll("#f-deployers input")[1].HasAttribute("disabled"));
    }

    private IRenderedComponent<EnvironmentRulesPage> Open()
    {
        var page = Render<EnvironmentRulesPage>();
        page.WaitForElement("article");
        return page;
    }

    private async Task<IRenderedComponent<EnvironmentRulePanel>> OpenPanelAsync(StudioEnvironment environment)
    {
        var (rule, providers) = (await RuleAsync(environment), (await Scene.Admin.Get<IntegrationService>().ListAsync(new(), Cancel)).Items);
        return Render<EnvironmentRulePanel>(p => p.Add(x => x.Rule, rule).Add(x => x.Providers, providers));
    }

    private async Task<EnvironmentRuleRow> RuleAsync(StudioEnvironment environment) =>
        (await Scene.Admin.Get<EnvironmentRuleService>().ListAsync(Cancel)).Single(r => r.Environment == environment);

    private async Task<Guid> AddProviderAsync(string name) =>
        (await Scene.Admin.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.Ollama, Name = name }, null, Cancel)).Id;

    private static Task CheckAsync(IRenderedComponent<EnvironmentRulePanel> panel, string label, bool value) =>
        panel.FindAll("label.check").First(l => l.TextContent.Trim().StartsWith(label, StringComparison.Ordinal)).QuerySelector("input")!.ChangeAsync(new() { Value = value });
}
