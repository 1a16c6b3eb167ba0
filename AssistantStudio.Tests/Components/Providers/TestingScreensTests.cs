using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Core.Providers.EmbeddingRuns;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Providers;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Providers;

/// <summary>Models and texts compared on the real services, with a vendor on this machine.</summary>
public sealed class TestingScreensTests : StudioComponentTest, IAsyncLifetime
{
    private EmbeddingScene _scene = null!;
    private TestScope _scope = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scene = await EmbeddingScene.CreateAsync();
        Use(Role.Editor);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Texts_WithoutAProvider_AreComparedByTheBuiltInEmbeddings()
    {
        var page = RenderPage();

        Assert.Contains("The built-in embeddings need no provider and no key.", page.Markup, StringComparison.Ordinal);
        await CompareAsync(page);

        var first = page.WaitForElement(".likeness tbody tr");
        Assert.Equal("1. Where is my parcel?", first.QuerySelector("th")!.TextContent);
        Assert.Equal("1.000", first.QuerySelector("td")!.TextContent);
        Assert.Equal("hashed-ngrams-1", page.Find(".facts dd").TextContent);
    }

    [Fact]
    public async Task Texts_ComparedAgain_NeitherTheOldNumbersNorTheOldErrorStay()
    {
        await _scene.TargetAsync();
        var page = RenderPage();
        await CompareAsync(page);
        page.WaitForElement(".likeness");

        _scene.Instead = (_, context) => EmbeddingScene.RefuseAsync(context, 400, "invalid_request_error", "No.");
        await CompareAsync(page);

        page.WaitForAssertion(() => Assert.Equal("Not compared", Assert.Single(Toasts.Messages).Summary));
        Assert.Empty(page.FindAll(".likeness"));

        _scene.Instead = null;
        await CompareAsync(page);

        page.WaitForElement(".likeness");
        Assert.Empty(Toasts.Messages);
    }

    [Theory]
    [InlineData(Role.Editor, "An administrator of your organisation can switch it on under AI agents, “People may try models”.")]
    [InlineData(Role.OrgAdmin, "Switch it on under AI agents, “People may try models”.")]
    public async Task Page_TryingModelsIsSwitchedOff_SaysWhatToDoInsteadOfTheForms(Role role, string advice)
    {
        await using var admin = _scene.Studio.As(Role.OrgAdmin);
        await admin.Get<AiSettingService>().PutAsync(new FeaturePolicy { Trials = false }, null, Cancel);
        Use(role);

        var page = RenderPage();

        Assert.EndsWith(advice, page.Find(".note").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("/ai/agents", page.Find(".note a").GetAttribute("href"));
        Assert.Empty(page.FindAll("form"));
    }

    private NotificationService Toasts => Services.GetRequiredService<NotificationService>();

    private static Task CompareAsync(IRenderedComponent<TestingPage> page) =>
        page.FindAll("form").Single(f => f.QuerySelector("#f-trial-texts") is not null).SubmitAsync();

    private IRenderedComponent<TestingPage> RenderPage()
    {
        var page = Render<TestingPage>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".skeleton")));
        return page;
    }

    private void Use(Role role)
    {
        _scope = _scene.Studio.As(role);
        Access.Become(_scope.Access.Grant);
        Services.AddSingleton(_scope.Get<IntegrationService>());
        Services.AddSingleton(_scope.Get<ModelService>());
        Services.AddSingleton(_scope.Get<ModelTrialService>());
        Services.AddSingleton(_scope.Get<AiSettingService>());
    }
}
