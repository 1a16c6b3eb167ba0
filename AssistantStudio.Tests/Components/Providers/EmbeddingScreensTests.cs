using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Core.Providers.EmbeddingRuns;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Components.Providers;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Providers;

/// <summary>The tab of the embedding models on the real services, an SQLite database and a vendor on this machine.</summary>
public sealed class EmbeddingScreensTests : StudioComponentTest, IAsyncLifetime
{
    private EmbeddingScene _scene = null!;
    private TestScope _scope = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scene = await EmbeddingScene.CreateAsync();
        Services.AddSingleton(_scene.Studio.Get<ChangeFeed>());
        Use(Role.Editor);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public void Page_WithoutAProvider_ListsTheBuiltInModelAndSaysWhatElseThereIs()
    {
        var page = RenderPage();

        Assert.Equal(["hashed-ngrams-1"], Names(page));
        Assert.Equal(["Built-in, needs no key and no file", "On this machine", "384", "free", "Ready"], Cells(page, 0));
        Assert.Contains("finds words and their parts, not meanings", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ProviderIsAddedElsewhere_ListsItsModel()
    {
        var page = RenderPage();

        await _scene.TargetAsync();
        Clock.Advance(ShellLimits.LiveReloadPause);

        page.WaitForAssertion(() => Assert.Equal(["hashed-ngrams-1", EmbeddingScene.Model], Names(page)));
        Assert.Equal(["Vendor", "On this machine", "1,536", "$0.02", "Not tried yet"], Cells(page, 1));
        Assert.DoesNotContain("finds words and their parts", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ProviderWithoutAKnownModel_SaysToEnterItsModels()
    {
        await _scope.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "Own machine" }, null, Cancel);
        await _scope.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "Resting", Active = false }, null, Cancel);

        var page = RenderPage();

        Assert.StartsWith("Own machine could embed", Assert.Single(page.FindAll(".tile-notes li")).TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("/ai/providers", page.Find(".tile-notes li a").GetAttribute("href"));
    }

    [Fact]
    public void Page_ForAViewer_HasNothingToPress()
    {
        Use(Role.Viewer);

        var page = RenderPage();

        Assert.Single(Names(page));
        Assert.Empty(page.FindAll("form, button"));
    }

    [Fact]
    public async Task Check_TenLinesAndAnEmptyOne_ShowsTheFiguresAndWhyOneFailed()
    {
        var page = RenderPage();
        string[] lines = [.. EmbeddingScene.Texts(10)];

        await WriteAsync(page, [.. lines[..4], "", .. lines[4..]]);
        await page.Find("form").SubmitAsync();

        page.WaitForElement(".check-result");
        var figures = page.FindAll(".kpi .v").Select(v => v.TextContent).ToArray();
        Assert.Equal(("10", "20", "$0.00", "384"), (figures[0], figures[2], figures[3], figures[4]));
        Assert.Equal("1 of 11 without a vector", page.Find(".kpi .d").TextContent);
        Assert.Equal(["5", "(empty)", "There is nothing to embed: the text is empty, or nobody could see it."], page.FindAll(".check-result tbody td").Select(c => c.TextContent));
        Assert.Contains("Likeness of any two lines", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_TheSampleLines_AreEnoughToJudge()
    {
        var page = RenderPage();

        await page.Find("form .lnk").ClickAsync(new());
        await page.Find("form").SubmitAsync();

        Assert.Equal("Nothing speaks against these vectors.", page.WaitForElement(".check-result .note b").TextContent);
        Assert.Empty(page.FindAll(".check-result table"));
    }

    [Fact]
    public async Task Check_NothingWritten_SaysSoBesideTheField()
    {
        var page = RenderPage();

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Write some texts.", page.Find("#f-check-texts-help").TextContent));
        Assert.Empty(page.FindAll(".check-result"));
    }

    [Fact]
    public async Task Check_OfAVendor_ShowsProgressAndStops()
    {
        await _scene.TargetAsync(ProviderKind.OpenAiCompatible);
        var (isAsked, isOver) = (new TaskCompletionSource(), new TaskCompletionSource());
        _scene.Instead = async (asked, context) =>
        {
            if (asked.Contains("text 0"))
            {
                return false;
            }

            isAsked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            isOver.TrySetResult();
            return true;
        };
        var page = RenderPage();
        await page.FindAll("table button")[1].ClickAsync(new());
        Assert.Contains(EmbeddingScene.Model, page.Find("#f-check-model option[selected]").TextContent, StringComparison.Ordinal);
        Assert.Equal("The texts stay on this machine.", page.Find("#f-check-model-help").TextContent);
        await WriteAsync(page, EmbeddingScene.Texts(40));

        var submitted = page.Find("form").SubmitAsync();
        await isAsked.Task.WaitAsync(Cancel);
        Assert.Equal("progressbar", page.WaitForElement(".bar").GetAttribute("role"));
        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Stop the check").ClickAsync(new());
        await submitted;

        page.WaitForElement(".check-result");
        Assert.StartsWith("Stopped.", page.Find(".check-result .note").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("24 of 40 without a vector", page.Find(".kpi .d").TextContent);
        Assert.Contains("And 4 more.", page.Markup, StringComparison.Ordinal);
        await isOver.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Check_WithAWrongKey_SaysWhyItEnded()
    {
        await _scene.TargetAsync(key: "wrong-key-0123456789");
        var page = RenderPage();
        await page.FindAll("table button")[1].ClickAsync(new());
        await WriteAsync(page, EmbeddingScene.Texts(3));

        await page.Find("form").SubmitAsync();

        Assert.Contains("The check ended early. Vendor does not accept this key.", page.WaitForElement(".check-result .note.bad").TextContent, StringComparison.Ordinal);
        Assert.Equal("3 of 3 without a vector", page.Find(".kpi .d").TextContent);
    }

    [Fact]
    public async Task Page_LeftWhileAModelIsChecked_StopsAsking()
    {
        await _scene.TargetAsync();
        var (isAsked, isOver) = (new TaskCompletionSource(), new TaskCompletionSource());
        _scene.Instead = async (_, context) =>
        {
            isAsked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            isOver.TrySetResult();
            return true;
        };
        var page = RenderPage();
        await page.FindAll("table button")[1].ClickAsync(new());
        await WriteAsync(page, EmbeddingScene.Texts(3));
        var submitted = page.Find("form").SubmitAsync();
        await isAsked.Task.WaitAsync(Cancel);

        await DisposeComponentsAsync();

        await submitted;
        await isOver.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Page_TryingModelsIsSwitchedOff_SaysSoInsteadOfTheCheck()
    {
        await using var admin = _scene.Studio.As(Role.OrgAdmin);
        await admin.Get<AiSettingService>().PutAsync(new FeaturePolicy { Trials = false }, null, Cancel);

        var page = RenderPage();

        Assert.StartsWith("Trying models is switched off here. An administrator", page.Find(".note").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form, table button"));

        await admin.Get<AiSettingService>().PutAsync(new FeaturePolicy(), null, Cancel);
        Clock.Advance(ShellLimits.LiveReloadPause);
        page.WaitForElement("form");
    }

    [Fact]
    public void Page_NothingChosen_TheBuiltInModelIsTheOrganisations()
    {
        var page = RenderPage();

        Assert.Equal("hashed-ngrams-1", page.Find("#embedding-chosen").TextContent);
        Assert.Equal(["On this machine", "384", "free"], page.FindAll(".chosen-facts dd").Select(d => d.TextContent));
        Assert.Empty(page.FindAll(".note"));
    }

    [Fact]
    public async Task Choice_OfAnotherModel_IsStoredAndThePageFollows()
    {
        var target = await _scene.TargetAsync();
        var page = RenderPage();
        var panel = await RenderPanelAsync();
        Assert.Empty(panel.FindAll("#f-dimensions, .note"));

        await panel.Find("#f-choice-model").ChangeAsync(new() { Value = panel.FindAll("option")[1].GetAttribute("value") });
        Assert.StartsWith("Searches go on with the old vectors.", panel.Find(".note").TextContent.Trim(), StringComparison.Ordinal);
        await panel.Find("#f-dimensions").ChangeAsync(new() { Value = "512" });
        await panel.Find("form").SubmitAsync();

        var stored = await _scope.Get<AiSettingService>().GetAsync<EmbeddingPreference>(Cancel);
        Assert.Equal(new() { ProviderId = target.ProviderId, Model = EmbeddingScene.Model, Dimensions = 512 }, stored.Value);
        Assert.Equal("Chosen", Assert.Single(Services.GetRequiredService<NotificationService>().Messages).Summary);
        Clock.Advance(ShellLimits.LiveReloadPause);
        page.WaitForAssertion(() => Assert.Equal(EmbeddingScene.Model, page.Find("#embedding-chosen").TextContent));
        Assert.Equal("512", page.FindAll(".chosen-facts dd")[1].TextContent);
        Assert.Contains("your organisation's", page.FindAll(".embedding-models tbody tr")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains(EmbeddingScene.Model, page.Find("#f-check-model option[selected]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choice_SomebodyElseWasFaster_ShowsBoth()
    {
        var target = await _scene.TargetAsync();
        var panel = await RenderPanelAsync();
        await using var other = _scene.Studio.As(Role.OrgAdmin);
        await other.Get<AiSettingService>().PutAsync(new EmbeddingPreference { ProviderId = target.ProviderId, Model = EmbeddingScene.Model, Dimensions = 256 }, null, Cancel);
        await panel.Find("#f-choice-model").ChangeAsync(new() { Value = panel.FindAll("option")[1].GetAttribute("value") });

        await panel.Find("form").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Contains("256", panel.Find(".stale").TextContent, StringComparison.Ordinal));
        Assert.Equal(256, (await other.Get<AiSettingService>().GetAsync<EmbeddingPreference>(Cancel)).Value.Dimensions);
    }

    [Fact]
    public async Task Page_ChosenProviderIsSwitchedOffOrGone_SaysSo()
    {
        var target = await _scene.TargetAsync();
        await _scope.Get<AiSettingService>().PutAsync(new EmbeddingPreference { ProviderId = target.ProviderId, Model = "another-embedding" }, null, Cancel);

        var page = RenderPage();

        Assert.StartsWith("another-embedding is not here any more.", page.Find(".note.warn").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains("hashed-ngrams-1", page.Find("#f-check-model option[selected]").TextContent, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<EmbeddingChoicePanel>> RenderPanelAsync()
    {
        var models = await _scope.Get<EmbeddingModelService>().ListAsync(Cancel);
        var chosen = await _scope.Get<AiSettingService>().GetAsync<EmbeddingPreference>(Cancel);
        return Render<EmbeddingChoicePanel>(p => p.Add(c => c.Models, models).Add(c => c.Chosen, chosen));
    }

    private static IEnumerable<string> Names(IRenderedComponent<EmbeddingsPage> page) => page.FindAll(".embedding-models .mono").Select(n => n.TextContent);

    private static string[] Cells(IRenderedComponent<EmbeddingsPage> page, int row) =>
        [.. page.FindAll(".embedding-models tbody tr")[row].QuerySelectorAll(".sub, td[data-l]").Select(c => c.TextContent.Trim())];

    private static Task WriteAsync(IRenderedComponent<EmbeddingsPage> page, IEnumerable<string> lines) =>
        page.Find("#f-check-texts").ChangeAsync(new() { Value = string.Join('\n', lines) });

    private IRenderedComponent<EmbeddingsPage> RenderPage()
    {
        var page = Render<EmbeddingsPage>();
        page.WaitForElement(".embedding-models");
        return page;
    }

    private void Use(Role role)
    {
        _scope = _scene.Studio.As(role);
        Access.Become(_scope.Access.Grant);
        Services.AddSingleton(_scope.Get<IntegrationService>());
        Services.AddSingleton(_scope.Get<EmbeddingModelService>());
        Services.AddSingleton(_scope.Get<EmbeddingCheckService>());
        Services.AddSingleton(_scope.Get<AiSettingService>());
        Services.AddSingleton(_scope.Get<AuditService>());
        Services.AddScoped<ILastChanges, AuditedChanges>();
    }
}
