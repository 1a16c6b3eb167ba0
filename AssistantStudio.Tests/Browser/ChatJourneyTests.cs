using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>Talking to an assistant without any provider: it quotes what it knows.</summary>
public sealed class ChatJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    private const string Question = "How do I read the audit log?";

    [Fact]
    public async Task Playground_AskedOpenedEditedAndSwitchedBack_ShowsWhatWasSaidEachTime()
    {
        var slug = await AddAssistantAsync();
        var admin = await OpenAdminAsync();
        await admin.GoAsync($"/assistants/{slug}/playground");
        var box = admin.Page.Locator(".composer textarea");

        await box.FillAsync(Question);
        await box.PressAsync("Enter");
        await Assertions.Expect(admin.Button("Good reply")).ToBeVisibleAsync();
        await Assertions.Expect(box).ToHaveValueAsync("");
        await Assertions.Expect(box).ToBeFocusedAsync();
        var first = await admin.Page.Locator(".ma-text").InnerTextAsync();
        await admin.InspectEverywhereAsync("a trial conversation");

        // A source opens beside the text, and leads to its document.
        await admin.Page.SetViewportSizeAsync(Visitor.Desktop.Width, Visitor.Desktop.Height);
        var mark = admin.Page.Locator(".cit").First;
        await mark.ClickAsync();
        var card = admin.Page.Locator(".cite[open] .cite-card");
        await Assertions.Expect(card).ToBeVisibleAsync();
        await admin.InspectEverywhereAsync("a source of a reply");
        var document = await card.GetByRole(AriaRole.Link, new() { Name = "Open the document" }).GetAttributeAsync("href");
        await admin.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(card).ToHaveCountAsync(0);

        await admin.PressAsync("Edit your message");
        await admin.Page.Locator(".mu-edit textarea").FillAsync("How do I restore a backup?");
        await admin.InspectEverywhereAsync("a message that is written anew");
        await admin.PressAsync("Send again");
        await Assertions.Expect(admin.Page.Locator(".mu")).ToHaveTextAsync("How do I restore a backup?");
        await Assertions.Expect(admin.Page.Locator(".mu-row .branches")).ToContainTextAsync("2 of 2");
        await Assertions.Expect(admin.Button("Good reply")).ToBeVisibleAsync();
        await admin.PressAsync("Previous version");
        await Assertions.Expect(admin.Page.Locator(".mu")).ToHaveTextAsync(Question);
        Assert.Equal(first, await admin.Page.Locator(".ma-text").InnerTextAsync());

        // The trial stands in the address.
        await admin.Page.ReloadAsync();
        await Assertions.Expect(admin.Page.Locator(".mu")).ToHaveTextAsync(Question);
        await admin.GoAsync(document!);
        await Assertions.Expect(admin.Page.Locator(".marked").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Chat_OfAMember_IsFoundKeptRatedAndDeleted()
    {
        var slug = await AddAssistantAsync();
        var (member, _) = await OpenAsAsync(Role.Member);
        await member.Page.GetByRole(AriaRole.Link, new() { Name = "Open the chat" }).ClickAsync();
        await member.SeesTitleAsync("Chat");
        await member.Page.Locator($"a[href='/chat/with/{slug}']").ClickAsync();
        await member.Button("What is kept of a conversation?").ClickAsync();
        await Assertions.Expect(member.Button("Good reply")).ToBeVisibleAsync();
        await member.Page.WaitForURLAsync("**/chat/*-*");

        await member.PressAsync("Bad reply");
        await member.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Not complete" }).CheckAsync();
        await member.InspectEverywhereAsync("feedback on a reply");
        await member.PressAsync("Send feedback");
        await member.SeesAsync("Thank you, noted.");

        await member.Page.ReloadAsync();
        await member.SettleAsync();
        await member.SeesAsync("What is kept of a conversation?");
        await MoreAsync(member, "Rename…");
        await member.Page.Locator("#f-title").FillAsync("What is kept");
        await member.InspectEverywhereAsync("renaming a conversation");
        await member.PressAsync("Rename");
        await member.SeesTitleAsync("What is kept");
        await MoreAsync(member, "End and rate…");
        await member.Page.GetByRole(AriaRole.Radio, new() { Name = "Very well" }).CheckAsync();
        await member.InspectEverywhereAsync("ending a conversation");
        await member.PressAsync("End the conversation");
        await member.SeesAsync("This conversation has ended.");
        await member.InspectEverywhereAsync("a conversation that has ended");
        await MoreAsync(member, "Delete…");
        await member.PressAsync("Delete the conversation");
        await member.SeesTitleAsync("Chat");
        await member.SeesAsync("What you talk about is kept here");
    }

    private static async Task MoreAsync(Visitor member, string entry)
    {
        await member.Page.SetViewportSizeAsync(Visitor.Desktop.Width, Visitor.Desktop.Height);
        await member.Page.Locator("summary[aria-label='More actions for this conversation']").ClickAsync();
        await member.Button(entry).ClickAsync();
    }

    /// <summary>In use, with the guide as what it knows. Its short name.</summary>
    private async Task<string> AddAssistantAsync() => await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), async services =>
    {
        var guide = (await services.GetRequiredService<SourceService>().ListAsync(CancellationToken.None)).First(s => s.Name.Contains("guide", StringComparison.OrdinalIgnoreCase));
        var assistants = services.GetRequiredService<AssistantService>();
        var made = (await assistants.CreateAsync(
            new AssistantInput
            {
                Name = $"Guide {Guid.NewGuid().ToString("N")[..6]}",
                Type = AssistantType.Support,
                Visibility = AssistantVisibility.Organization,
                Model = new(null, BuiltInChatClient.ModelId), // Whatever other tests have the organisation prefer.
                KnowledgeSources = [guide.Id],
                SuggestedQuestions = ["What is kept of a conversation?"],
            },
            null,
            CancellationToken.None)).Assistant;
        await services.ToProductionAsync(made.Id);
        return made.Slug;
    });
}
