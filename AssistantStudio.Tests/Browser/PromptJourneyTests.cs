using AssistantStudio.Core.Prompts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>A prompt from its first word to a published version, and what the editor's script does in a real browser.</summary>
public sealed class PromptJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Variables_OnADesktop_StandUnderTheirHeadings()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/prompts/refund-policy-answer");

        // Looked at together, and until the page has found its place.
        await admin.Page.WaitForFunctionAsync("""
            () => {
              const lefts = cells => [...document.querySelectorAll('table.variables ' + cells)].map(c => c.getBoundingClientRect().left).join();
              return lefts('thead th') !== '' && lefts('thead th') === lefts('tbody tr:first-child td');
            }
            """);
    }

    [Fact]
    public async Task Prompt_FromNothingToPublished_ByOnePerson()
    {
        var admin = await OpenAdminAsync();
        var title = $"Greeting {Guid.NewGuid():N}";
        await CreateAsync(admin, title, "Dear {{customer}}.");
        var text = admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "Text of the prompt" });

        await admin.PressAsync("Save as new version");
        await admin.SeesAsync("Version 2 is the draft now.");
        await text.FocusAsync();
        await admin.Page.Keyboard.PressAsync("Control+End");
        await admin.Page.Keyboard.TypeAsync(" Your order {{order}} is {{#if late}}late{{/if}}.");
        await admin.PressAsync("Add the variable order");
        await admin.PressAsync("Add the variable late");
        await admin.Page.Locator("#f-preview-customer").FillAsync("Ada");
        await admin.Page.Locator("#f-preview-order").FillAsync("4817");
        await admin.Page.Locator("#f-preview-late").FillAsync("1");
        await admin.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(admin.Page.Locator(".preview")).ToHaveTextAsync("Dear Ada. Your order 4817 is late.");
        await admin.InspectEverywhereAsync("prompt editor with values");

        await admin.PressAsync("Save draft");
        await Assertions.Expect(admin.Page.Locator(".save-state")).ToContainTextAsync("Saved");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Versions" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Compare version 1" }).CheckAsync();
        await admin.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Compare version 2" }).CheckAsync();
        await admin.PressAsync("Compare v1 with v2");
        await Assertions.Expect(admin.Page.Locator(".diff-view ins").First).ToContainTextAsync("Your order");
        await admin.InspectEverywhereAsync("versions compared");

        await admin.PressAsync("Publish version 2");
        await admin.PressAsync("Publish the version");
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Button, new() { Name = "Labels of version 2" })).ToBeVisibleAsync();
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator("tbody")).ToContainTextAsync("Published a version of");
    }

    [Fact]
    public async Task Editor_Faults_AreMarkedAndReachedByKeyboard()
    {
        var admin = await OpenAdminAsync();
        await CreateAsync(admin, $"Faults {Guid.NewGuid():N}", "One\n");
        var text = admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "Text of the prompt" });
        await text.FillAsync("One\nDear {{customer");

        await admin.SeesAsync("This tag is not closed.");

        await Assertions.Expect(admin.Page.Locator(".tpl-layer .tl.fault")).ToHaveTextAsync("Dear {{customer");
        await Assertions.Expect(admin.Button("Publish v1")).ToBeDisabledAsync();
        await admin.InspectEverywhereAsync("prompt editor with faults");
        await admin.Button("Line 2, column 6").PressAsync("Enter");
        await Assertions.Expect(text).ToBeFocusedAsync();
        Assert.Equal(9, await text.EvaluateAsync<int>("a => a.selectionStart"));
        await Assertions.Expect(admin.Page.Locator(".save-state")).ToContainTextAsync("Saved");
    }

    [Fact]
    public async Task Editor_LongText_BreaksLinesLikeItsPictureAndArrivesWhole()
    {
        var admin = await OpenAdminAsync();
        var title = $"Long {Guid.NewGuid():N}";
        await CreateAsync(admin, title, "x");
        var content = string.Join('\n', Enumerable.Range(1, 1_000).Select(i => $"{i}: a line with {{{{name}}}} and {new string('w', i % 90)} 漢字 🙂"));
        var text = admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "Text of the prompt" });

        // As pasting does it, without the time a browser takes to insert a long text.
        await text.EvaluateAsync("(area, content) => { area.focus(); area.value = content; area.dispatchEvent(new Event('input', { bubbles: true })); }", content);
        await admin.PressAsync("Save draft");

        await Assertions.Expect(admin.Page.Locator(".save-state")).ToContainTextAsync("Saved");
        var heights = await text.EvaluateAsync<int[]>("a => [a.scrollHeight, a.previousElementSibling.scrollHeight]");
        Assert.Equal(heights[1], heights[0]);
        var stored = await Browser.Host.AsAsync(
            await Browser.Host.AdminAsync(), async s => (await s.GetRequiredService<PromptService>().ListAsync(new PromptListQuery { Search = title }, CancellationToken.None)).Items[0]);
        var version = await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), s => s.GetRequiredService<PromptService>().GetAsync(stored.Key, CancellationToken.None));
        Assert.Equal(content, version.Latest.Content);
    }

    [Fact]
    public async Task Editor_LeftWithUnsavedNewVersion_Asks()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/prompts/tone-of-voice");
        await admin.PressAsync("Edit as a new version");
        await admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "Text of the prompt" }).FillAsync("Something else");

        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Versions" }).ClickAsync();

        await admin.PressAsync("Stay on the page");
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "Text of the prompt" })).ToHaveValueAsync("Something else");
    }

    private static async Task CreateAsync(Visitor admin, string title, string content)
    {
        await admin.GoAsync("/prompts");
        await admin.PressAsync("New prompt");
        await admin.FillAsync("Title", title);
        await admin.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tags" }).FillAsync("journey");
        await admin.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(admin.Button("Remove the tag journey")).ToBeVisibleAsync();
        await admin.Page.Locator("#f-content").FillAsync(content);
        await admin.PressAsync("Create the prompt");
        await admin.SeesTitleAsync(title);
        await admin.SettleAsync();
    }
}
