using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Organizations;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Organizations;

public sealed class KeyAndSettingPanelTests : AdministrationScreensTest
{
    [Fact]
    public async Task Key_WithoutAName_SaysSoBesideTheField()
    {
        var panel = Render<NewApiKeyPanel>();

        await panel.Find("form").SubmitAsync();

        Assert.NotEqual("", ErrorOf(panel, "name"));
        Assert.Empty((await Person.Get<ApiKeyService>().ListAsync(new(), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Key_SentTwiceAtOnce_IsMadeOnceAndShownOnce()
    {
        var panel = Render<NewApiKeyPanel>();
        await panel.Find("#f-name").ChangeAsync(new() { Value = "Shop" });
        var form = panel.Find("form");

        await Task.WhenAll(form.SubmitAsync(), form.SubmitAsync());

        panel.WaitForAssertion(() => Assert.StartsWith("as_", panel.Find(".secret-value code").TextContent, StringComparison.Ordinal));
        var token = panel.Find(".secret-value code").TextContent;
        var key = Assert.Single((await Person.Get<ApiKeyService>().ListAsync(new(), CancellationToken.None)).Items);
        Assert.DoesNotContain(token, key.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, Render<NewApiKeyPanel>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variable_WithoutNameAndValue_SaysSoBesideTheField()
    {
        var panel = Render<EnvironmentSettingPanel>();
        await panel.Find("#f-name").ChangeAsync(new() { Value = "not allowed" });

        await panel.Find("form").SubmitAsync();

        Assert.NotEqual("", ErrorOf(panel, "name"));
        Assert.Empty((await Person.Get<EnvironmentService>().ListAsync(new(), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Variable_SentTwiceAtOnce_IsSavedOnceWithoutComplaint()
    {
        var panel = Render<EnvironmentSettingPanel>();
        await panel.Find("#f-name").ChangeAsync(new() { Value = "CRM_ADDRESS" });
        await panel.Find("#f-value").ChangeAsync(new() { Value = "https://crm.example" });
        var form = panel.Find("form");

        await Task.WhenAll(form.SubmitAsync(), form.SubmitAsync());

        var saved = Assert.Single((await Person.Get<EnvironmentService>().ListAsync(new(), CancellationToken.None)).Items);
        Assert.Equal(("CRM_ADDRESS", "https://crm.example", StudioEnvironment.Development), (saved.Name, saved.Value, saved.Environment));
        Assert.Empty(panel.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task Secret_OfARow_NeverShowsItsValue()
    {
        var secret = await Person.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Testing, "CRM_KEY", isSecret: true, "very-secret", CancellationToken.None);

        var panel = Render<EnvironmentSettingPanel>(p => p.Add(e => e.Setting, secret).Add(e => e.IsSecret, true));

        Assert.Equal("password", panel.Find("#f-value").GetAttribute("type"));
        Assert.DoesNotContain("very-secret", panel.Markup, StringComparison.Ordinal);
    }
}
