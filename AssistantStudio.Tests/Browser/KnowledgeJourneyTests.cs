using System.Text;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>From a file to the passage in it that answers a question, and on to a test question and an assistant that knows it.</summary>
public sealed class KnowledgeJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task File_UploadedAskedAboutAndOpened_BecomesATestQuestionAndWhatAnAssistantKnows()
    {
        var name = "Depots " + Guid.NewGuid().ToString("N")[..6];
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/knowledge");
        await admin.PressAsync("Add a source");
        await admin.FillAsync("Name", name);
        await admin.PressAsync("Add the source");
        await admin.Button($"Add files to {name}").ClickAsync();
        await admin.ChooseFilesAsync(
            new() { Name = "strandhavn.md", MimeType = "text/markdown", Buffer = Encoding.UTF8.GetBytes("# Strandhavn\n\n## Opening\n\nThe quay of Strandhavn opens at four.\n\n## Ice\n\nWhen the fjord is frozen, parcels wait in Bergvik.") },
            new() { Name = "broken.pdf", MimeType = "application/pdf", Buffer = Encoding.UTF8.GetBytes("%PDF-1.4 and nothing else") });
        await admin.SeesAsync("2 / 2 taken");
        await admin.Page.Keyboard.PressAsync("Escape");
        var row = admin.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await Assertions.Expect(row).ToContainTextAsync("1 could not be read");
        await row.GetByRole(AriaRole.Button, new() { Name = "See why" }).ClickAsync();
        await admin.SeesAsync("broken.pdf");
        await admin.Page.Keyboard.PressAsync("Escape");

        await admin.GoAsync("/knowledge/search");
        await admin.Page.Locator("#question").FillAsync("where do parcels wait when the fjord is frozen");
        await admin.PressAsync("Search");
        var first = admin.Page.Locator(".passages > li").First;
        await Assertions.Expect(first).ToContainTextAsync("Bergvik");
        await admin.Button("This is right: save passage 1 as the answer of a test question").ClickAsync();
        await Assertions.Expect(first).ToContainTextAsync("Saved as a test question");
        await admin.InspectEverywhereAsync("a search of knowledge");
        await first.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(admin.Page.Locator("p.marked")).ToContainTextAsync("parcels wait in Bergvik");
        await admin.InspectEverywhereAsync("a document with a passage marked");
        await admin.Page.GoBackAsync();
        await Assertions.Expect(admin.Page.Locator("#question")).ToHaveValueAsync("where do parcels wait when the fjord is frozen");
        await Assertions.Expect(first).ToContainTextAsync("Bergvik");

        await admin.GoAsync("/knowledge/questions");
        await admin.PressAsync("Ask all questions");
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "where do parcels wait" })).ToContainTextAsync("place 1");
        await admin.InspectEverywhereAsync("test questions that were asked");

        await ChooseSourceAsync(admin, name);
    }

    private static async Task ChooseSourceAsync(Visitor admin, string source)
    {
        await admin.GoAsync("/assistants");
        await admin.Page.Locator("main a[href^='/assistants/']:not([href='/assistants/new'])").First.ClickAsync();
        await admin.SettleAsync();
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Knowledge" }).Last.ClickAsync();
        var box = admin.Page.GetByRole(AriaRole.Checkbox, new() { Name = source });
        await box.CheckAsync();
        await admin.PressAsync("Save knowledge");
        await admin.SeesAsync("What it knows is part of its next version.");
        await admin.Page.ReloadAsync();
        await Assertions.Expect(box).ToBeCheckedAsync();
        await admin.InspectEverywhereAsync("the knowledge of an assistant");
    }
}
