using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using Bunit;
using Radzen.Blazor;
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
    public async Task Key_Made_IsShownThisOnceInPlaceOfTheForm()
    {
        var panel = Render<NewApiKeyPanel>();
        await panel.Find("#f-name").ChangeAsync(new() { Value = "Shop" });

        await panel.Find("form").SubmitAsync();

        var token = panel.Find(".secret-value code").TextContent;
        Assert.StartsWith("as_", token, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("form"));
        var key = Assert.Single((await Person.Get<ApiKeyService>().ListAsync(new(), CancellationToken.None)).Items);
        Assert.DoesNotContain(token, key.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, Render<NewApiKeyPanel>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_WithALimit_IsStoredWithIt()
    {
        var panel = Render<NewApiKeyPanel>();
        await panel.Find("#f-name").ChangeAsync(new() { Value = "Shop" });
        await panel.Find("#f-requestsPerMinute").ChangeAsync(new() { Value = "1,200" });

        await panel.Find("form").SubmitAsync();

        Assert.Equal(1_200, Assert.Single((await Person.Get<ApiKeyService>().ListAsync(new(), CancellationToken.None)).Items).RequestsPerMinute);
        Assert.Empty(panel.FindAll("#f-assistants")); // Nothing answers anywhere yet.
    }

    [Fact]
    public async Task Key_ForAnAssistant_OffersThoseThatAnswerAndSaysItInTheList()
    {
        var assistants = Person.Get<AssistantService>();
        var desk = (await assistants.CreateAsync(new() { Name = "Returns desk", Type = AssistantType.Support }, "Answer politely.", CancellationToken.None)).Assistant;
        await assistants.CreateAsync(new() { Name = "Draft only", Type = AssistantType.Support }, null, CancellationToken.None);
        await Person.Get<IServiceProvider>().ToProductionAsync(desk.Id);

        var panel = Render<NewApiKeyPanel>();
        var offered = panel.FindComponent<RadzenDropDown<IEnumerable<Guid>>>();
        Assert.Equal(["Returns desk"], offered.Instance.Data!.Cast<AnsweringAssistant>().Select(a => a.Name));
        await panel.InvokeAsync(() => offered.Instance.ValueChanged.InvokeAsync([desk.Id]));
        await panel.Find("#f-name").ChangeAsync(new() { Value = "Shop" });
        await panel.Find("form").SubmitAsync();

        var list = Render<ApiKeyListPage>();
        list.WaitForElement("tbody tr");
        Assert.Contains("only Returns desk", list.Find("tbody").TextContent, StringComparison.Ordinal);
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
    public async Task Secret_OfARow_NeverShowsItsValue()
    {
        var secret = await Person.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Testing, "CRM_KEY", isSecret: true, "very-secret", CancellationToken.None);

        var panel = Render<EnvironmentSettingPanel>(p => p.Add(e => e.Setting, secret).Add(e => e.IsSecret, true));

        Assert.Equal("password", panel.Find("#f-value").GetAttribute("type"));
        Assert.DoesNotContain("very-secret", panel.Markup, StringComparison.Ordinal);
    }
}
