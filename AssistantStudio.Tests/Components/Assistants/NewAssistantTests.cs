using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Components.Assistants;
using Bunit;
using Radzen.Blazor;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

public sealed class NewAssistantTests : AssistantScreensTest
{
    [Fact]
    public async Task Wizard_AType_EndsInAnAssistantWithAPublishedPrimaryPrompt()
    {
        var page = Render<NewAssistantPage>();
        Assert.Equal(AssistantTypes.All.Select(t => t.Title), page.FindAll(".types b").Select(b => b.TextContent));
        await page.Find("#type-Support").ChangeAsync(new() { Value = "on" });
        await NextAsync(page);
        await page.Find("#f-name").InputAsync("Returns desk");
        Assert.Equal("returns-desk", page.Find("#f-slug").GetAttribute("placeholder"));
        await NextAsync(page);
        Assert.Contains("Variable: customer.", Text(page, "#f-content-help"), StringComparison.Ordinal);
        await NextAsync(page);
        Assert.Contains("Published as version 1 and linked as primary, with the variable customer.", Text(page, ".review"), StringComparison.Ordinal);

        await NextAsync(page);

        page.WaitForAssertion(() => Assert.EndsWith("/assistants/returns-desk", Navigation.Uri, StringComparison.Ordinal));
        var made = await Ben.Get<AssistantService>().GetAsync("returns-desk", Cancel);
        Assert.Equal(AssistantTypes.Of(AssistantType.Support).Start.Instructions, made.Content.Instructions);
        var link = Assert.Single(await Ben.Get<PromptLinkService>().ListAsync(made.Assistant.Id, Cancel));
        Assert.Equal((PromptRole.Primary, 1, null), (link.Role, link.UsedVersion, link.Problem));
    }

    [Fact]
    public async Task Leave_NameTypedInTheSecondStep_AsksFirst()
    {
        var dialog = Render<RadzenDialog>();
        Navigation.NavigateTo("/assistants/new");
        var page = Render<NewAssistantPage>();
        await NextAsync(page);
        Assert.Empty(page.FindAll("[data-unsaved]"));
        await page.Find("#f-name").InputAsync("Returns desk");

        Navigation.NavigateTo("/prompts");

        dialog.WaitForElement(".studio-confirm");
        await PressAsync(dialog, "Stay on the page");
        Assert.EndsWith("/assistants/new", Navigation.Uri, StringComparison.Ordinal);
        Assert.Single(page.FindAll("[data-unsaved]"));
    }

    [Fact]
    public async Task Next_WithoutAName_StaysAndSaysSoAtTheField()
    {
        var page = Render<NewAssistantPage>();
        await NextAsync(page);

        await NextAsync(page);

        Assert.Equal("Enter a name.", Text(page, "#f-name-help"));
        Assert.Equal("true", page.Find("#f-name").GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task Next_ShortNameTaken_SaysSoAtTheField()
    {
        await AddAsync();
        var page = Render<NewAssistantPage>();
        await NextAsync(page);
        await page.Find("#f-name").InputAsync("Another");
        await page.Find("#f-slug").InputAsync("returns-desk");

        await NextAsync(page);

        Assert.StartsWith("“returns-desk” is taken.", Text(page, "#f-slug-help"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Back_AfterTyping_KeepsItAndWhatTheTypeSuggestsFollowsAnotherType()
    {
        var page = Render<NewAssistantPage>();
        await NextAsync(page);
        await page.Find("#f-name").InputAsync("Poet");
        await NextAsync(page);
        await page.Find("#f-greeting").ChangeAsync(new() { Value = "Good evening." });
        await PressAsync(page, "Back");
        await PressAsync(page, "Back");
        await page.Find("#type-Creative").ChangeAsync(new() { Value = "on" });
        await NextAsync(page);
        Assert.Equal("Poet", page.Find("#f-name").GetAttribute("value"));

        await NextAsync(page);

        Assert.Equal("Good evening.", page.Find("#f-greeting").GetAttribute("value"));
        Assert.Equal(AssistantTypes.Of(AssistantType.Creative).Start.Instructions, page.Find("#f-instructions").GetAttribute("value"));
    }

    [Fact]
    public async Task Wizard_ATemplate_ClonesItWithPromptsOfItsOwn()
    {
        var basis = await AddAsync("Basis", prompt: "Be kind to {{customer}}.");
        await Ben.Get<AssistantService>().ChangeAsync(basis.Id, new AssistantInput { IsTemplate = true }, Cancel);
        Navigation.NavigateTo("/assistants/new?from=basis");
        var page = Render<NewAssistantPage>();
        page.WaitForElement("#type-basis");
        await NextAsync(page);
        await page.Find("#f-name").InputAsync("From the basis");
        await NextAsync(page);

        await NextAsync(page);

        page.WaitForAssertion(() => Assert.EndsWith("/assistants/from-the-basis", Navigation.Uri, StringComparison.Ordinal));
        var made = await Ben.Get<AssistantService>().GetAsync("from-the-basis", Cancel);
        Assert.Equal((basis.Id, false), (made.ParentId, made.Assistant.IsTemplate));
        var (own, original) = (await Ben.Get<PromptLinkService>().ListAsync(made.Assistant.Id, Cancel), await Ben.Get<PromptLinkService>().ListAsync(basis.Id, Cancel));
        Assert.NotEqual(Assert.Single(original).PromptId, Assert.Single(own).PromptId);
    }

    private static Task NextAsync(IRenderedComponent<NewAssistantPage> page) => page.Find("form").SubmitAsync();
}
