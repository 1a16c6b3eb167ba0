using System.Globalization;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>An assistant from its first word to its clone, and two people at one assistant.</summary>
public sealed partial class AssistantJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    private const float Patience = 15_000;

    private static readonly LocatorAssertionsToContainTextOptions s_patient = new() { Timeout = Patience };

    [Fact]
    public async Task Assistant_FromNothingToAClone_ByOnePerson()
    {
        var admin = await OpenAdminAsync();
        var page = admin.Page;
        var code = Code();
        var name = $"Harbour pilot {code}";

        // By keyboard alone.
        await admin.GoAsync("/assistants/new");
        await page.Locator("#type-Support").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#f-name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(name);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#f-instructions")).ToBeFocusedAsync();
        await admin.InspectEverywhereAsync("wizard, instructions");
        await page.Locator("#wizard-next").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#wizard-next")).ToHaveTextAsync("Create assistant");
        await admin.InspectEverywhereAsync("wizard, review");
        await page.Locator("#wizard-next").PressAsync("Enter");
        await admin.SeesTitleAsync(name);

        // A prompt with variables, linked with a condition.
        await AddPromptAsync(admin, $"Berths {code}", "Name a berth for {{ship}}.");
        await AddPromptAsync(admin, $"Otherwise {code}", "Ask which ship it is.");
        await admin.GoAsync($"/assistants/harbour-pilot-{code}/prompts");
        await LinkAsync(admin, "Add a secondary", $"Berths {code}", "berth");
        await LinkAsync(admin, "Add a fallback", $"Otherwise {code}", null);
        await Assertions.Expect(page.Locator(".hidden-link")).ToContainTextAsync($"Never answers: “{name}” comes first");
        await page.GetByLabel($"Actions for Berths {code}").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make primary" }).Locator("visible=true").ClickAsync();
        await Assertions.Expect(page.Locator(".link-list").First).ToContainTextAsync($"Berths {code}");

        // The resolver explains.
        await page.Locator("[id='f-variables.ship']").FillAsync("Aurora");
        await page.Locator("#f-message").FillAsync("I need a berth");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".resolver .preview")).ToHaveTextAsync("Name a berth for Aurora.");
        await page.Locator("#f-message").FillAsync("Good morning");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".why")).ToContainTextAsync("but the message reads otherwise");
        await admin.InspectEverywhereAsync("prompts of an assistant");

        // Version, edit, compare, restore.
        await SaveVersionAsync(admin, "First");
        await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await page.Locator("#f-greeting").FillAsync("Ahoy.");
        await Assertions.Expect(page.Locator(".save-line")).ToContainTextAsync("Saved", s_patient);
        await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Versions" }).ClickAsync();
        await admin.PressAsync("Compare with the draft: version 1");
        await Assertions.Expect(page.Locator(".field-diff ins").First).ToContainTextAsync("Ahoy");
        await admin.InspectEverywhereAsync("versions of an assistant compared");
        await admin.PressAsync("Restore version 1…");
        await admin.PressAsync("Restore the version");
        await admin.SeesAsync("Kept before version 1 was restored");
        await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Assertions.Expect(page.Locator("#f-greeting")).Not.ToHaveValueAsync("Ahoy.");

        // Clone, and find it by a misspelt name.
        await page.GetByLabel($"More actions for {name}").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clone…" }).ClickAsync();
        await page.Locator("#f-clone-name").FillAsync($"Lighthouse keeper {code}");
        await admin.PressAsync("Clone the assistant");
        await admin.SeesTitleAsync($"Lighthouse keeper {code}");
        await Assertions.Expect(page.Locator(".tree")).ToContainTextAsync(name);
        await admin.GoAsync("/assistants?q=Lighthuose");
        await Assertions.Expect(page.Locator("td.assistant-name", new() { HasTextString = $"Lighthouse keeper {code}" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task DoubleClick_OnWhatMakesSomething_MakesOne()
    {
        var admin = await OpenAdminAsync();
        var page = admin.Page;
        var code = Code();
        await admin.GoAsync("/assistants/new");
        await page.Locator("#wizard-next").ClickAsync();
        await page.Locator("#f-name").FillAsync($"Twice {code}");
        await page.Locator("#wizard-next").ClickAsync();
        await Assertions.Expect(page.Locator("#f-instructions")).ToBeFocusedAsync();
        await page.Locator("#wizard-next").ClickAsync();
        await Assertions.Expect(page.Locator("#wizard-next")).ToHaveTextAsync("Create assistant");

        await page.Locator("#wizard-next").DblClickAsync();

        await admin.SeesTitleAsync($"Twice {code}");
        await admin.SettleAsync();
        await page.GetByLabel($"More actions for Twice {code}").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clone…" }).ClickAsync();
        await page.Locator("#f-clone-name").FillAsync($"Cloned {code}");
        await admin.Button("Clone the assistant").DblClickAsync();
        await admin.SeesTitleAsync($"Cloned {code}");

        await admin.GoAsync($"/assistants?q={code}");
        await Assertions.Expect(page.Locator("td.assistant-name")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task TwoPeople_AtOneAssistant_LoseNothing()
    {
        var code = Code();
        var row = await Browser.Host.AsAsync(
            await Browser.Host.AdminAsync(),
            s => s.GetRequiredService<AssistantService>().CreateAsync(new AssistantInput { Name = $"Shared {code}" }, null, CancellationToken.None));
        var first = await OpenAdminAsync();
        var (second, _) = await OpenAsAsync(Role.OrgAdmin);
        await first.GoAsync($"/assistants/{row.Assistant.Slug}");
        await second.GoAsync($"/assistants/{row.Assistant.Slug}");
        await Assertions.Expect(first.Page.Locator(".present")).ToContainTextAsync("is here too", s_patient);

        // In different fields, both are kept and each sees the other's.
        await first.Page.Locator("#f-description").FillAsync("Said by the first");
        await second.Page.Locator("#f-greeting").FillAsync("Said by the second");
        await Assertions.Expect(second.Page.Locator("#f-description")).ToHaveValueAsync("Said by the first", new() { Timeout = Patience });
        await Assertions.Expect(first.Page.Locator("#f-greeting")).ToHaveValueAsync("Said by the second", new() { Timeout = Patience });

        // In the same field, the later one sees both and chooses.
        await first.Page.Locator("#f-instructions").FillAsync("First's rules");
        await second.Page.Locator("#f-instructions").FillAsync("Second's rules");
        var late = await FirstWithNoticeAsync(first, second);
        await late.InspectEverywhereAsync("somebody else saved the same field");
        await late.PressAsync("Compare with yours");
        await Assertions.Expect(late.Page.Locator(".stale-value")).ToHaveCountAsync(2);
        await late.Page.GetByRole(AriaRole.Radio, new() { Name = "Yours" }).CheckAsync();
        await late.PressAsync("Save with these choices");
        var mine = late == first ? "First's rules" : "Second's rules";
        await Assertions.Expect(late.Page.Locator("#f-instructions")).ToHaveValueAsync(mine);
        var other = late == first ? second : first;
        await Assertions.Expect(other.Page.Locator("#f-instructions")).ToHaveValueAsync(mine, new() { Timeout = Patience });
    }

    [Fact]
    public async Task Suggestions_AllOfThem_LeadToTheLink()
    {
        var code = Code();
        var row = await Browser.Host.AsAsync(
            await Browser.Host.AdminAsync(),
            async s =>
            {
                foreach (var number in Enumerable.Range(1, 4))
                {
                    await s.GetRequiredService<PromptService>().CreateAsync(
                        new PromptInput { Title = $"Lighthouse {code} {number}", Tags = [code] }, new PromptContent { Content = "Say when the light turns.", Publish = true }, CancellationToken.None);
                }

                return await s.GetRequiredService<AssistantService>().CreateAsync(new AssistantInput { Name = $"Lighthouse {code}", Tags = [code] }, "Answer.", CancellationToken.None);
            });
        var admin = await OpenAdminAsync();
        await admin.GoAsync($"/assistants/{row.Assistant.Slug}/prompts");
        await Assertions.Expect(admin.Page.Locator(".suggestions li")).ToHaveCountAsync(3);
        await admin.InspectEverywhereAsync("suggested prompts");

        await admin.Page.Locator("button", new() { HasTextRegex = ShowAll() }).ClickAsync();
        await admin.InspectEverywhereAsync("all suggested prompts");
        var panel = admin.Page.GetByRole(AriaRole.Dialog);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = $"Link… Lighthouse {code} 4" }).ClickAsync();

        await Assertions.Expect(panel.Locator("#f-promptId-now")).ToHaveTextAsync($"Lighthouse {code} 4");
        await admin.PressAsync("Link the prompt");
        await admin.SeesAsync("Never answers");
        await admin.Page.Locator(".hidden-link button").ClickAsync();
        await Assertions.Expect(panel.Locator("[id='f-conditions[0].subject']")).ToBeFocusedAsync();
    }

    [GeneratedRegex(@"^\s*Show all \d+\s*$")]
    private static partial Regex ShowAll();

    private static async Task<Visitor> FirstWithNoticeAsync(Visitor one, Visitor other)
    {
        var (notice, otherNotice) = (one.Page.Locator(".note.warn"), other.Page.Locator(".note.warn"));
        var found = await Task.WhenAny(notice.WaitForAsync(new() { Timeout = Patience }), otherNotice.WaitForAsync(new() { Timeout = Patience }));
        await found;
        return await notice.CountAsync() > 0 ? one : other;
    }

    private static string Code() => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];

    private static async Task AddPromptAsync(Visitor admin, string title, string content)
    {
        await admin.GoAsync("/prompts");
        await admin.PressAsync("New prompt");
        await admin.FillAsync("Title", title);
        await admin.Page.Locator("#f-content").FillAsync(content);
        await admin.PressAsync("Create the prompt");
        await admin.SeesTitleAsync(title);
        await admin.PressAsync("Publish v1");
        await admin.PressAsync("Publish the version");
        await admin.SeesAsync("Version 1 runs from now on.");
    }

    private static async Task LinkAsync(Visitor admin, string button, string prompt, string? message)
    {
        await admin.PressAsync(button);
        var panel = admin.Page.GetByRole(AriaRole.Dialog);
        await panel.Locator("input[type=search]").FillAsync(prompt);
        await panel.Locator(".pick-list button").Filter(new() { HasTextString = prompt }).First.ClickAsync();
        if (message is not null)
        {
            await admin.PressAsync("Add a condition");
            await panel.GetByLabel("What to look at").SelectOptionAsync(nameof(ConditionSubject.Message));
            await panel.Locator("[id='f-conditions[0].value']").FillAsync(message);
            await Assertions.Expect(panel.Locator(".sentence")).ToHaveTextAsync($"When the message contains {message}.");
        }

        await admin.PressAsync("Link the prompt");
        await Assertions.Expect(panel).ToHaveCountAsync(0);
    }

    private static async Task SaveVersionAsync(Visitor admin, string note)
    {
        await admin.PressAsync("Save version…");
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await admin.InspectEverywhereAsync("saving a version");
        await admin.FillAsync("What changed", note);
        await admin.PressAsync("Save version 1");
        await admin.SeesAsync("This is version 1.");
    }
}
