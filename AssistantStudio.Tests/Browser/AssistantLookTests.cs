using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>What assistants are known by and found by, with a keyboard in a real browser.</summary>
public sealed class AssistantLookTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task IconAndColour_ByKeyboard_AreSavedAndBreakNoRule()
    {
        var made = await AddAsync(new AssistantInput { Name = "Lamp keeper", Type = AssistantType.Support });
        var admin = await OpenAdminAsync();
        var page = admin.Page;
        await admin.GoAsync("/assistants/" + made.Slug);

        await page.Locator(".look-fields summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Radio, new() { Name = "By type" }).First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("[data-look]")).ToHaveTextAsync("Speech bubble, by type");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(page.Locator("[data-look]")).ToHaveTextAsync("Speech bubble, indigo");

        await Assertions.Expect(page.Locator(".save-line")).ToContainTextAsync("Saved");
        await Assertions.Expect(page.Locator(".ph .look-indigo")).ToBeVisibleAsync();
        await admin.InspectEverywhereAsync("icon and colour");
        await admin.GoAsync("/assistants/" + made.Slug);
        await Assertions.Expect(page.Locator("[data-look]")).ToHaveTextAsync("Speech bubble, indigo");
    }

    [Fact]
    public async Task OwnerFilter_ByKeyboard_FindsThePersonAmongMany()
    {
        var people = new List<Colleague>();
        foreach (var number in Enumerable.Range(0, 9))
        {
            people.Add(await Browser.AddUserAsync(Role.Editor));
            await AddAsync(new AssistantInput { Name = FormattableString.Invariant($"Owned {number}"), OwnerId = people[^1].Id });
        }

        var chosen = people[4].Email[..14];
        var admin = await OpenAdminAsync();
        var page = admin.Page;
        await admin.GoAsync("/assistants?sort=name");

        await page.Locator(".filter summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".pick-menu input")).ToBeVisibleAsync();
        await admin.InspectEverywhereAsync("owner filter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(chosen);
        await Assertions.Expect(page.Locator(".pick-menu [role=status]")).ToHaveTextAsync("1 found");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("td.assistant-name a")).ToHaveTextAsync(["Owned 4"]);
        await Assertions.Expect(page.Locator(".filter summary")).ToContainTextAsync(chosen);
        await Assertions.Expect(page.Locator(".filter summary")).ToBeFocusedAsync();
    }

    /// <summary>Between two letters: faster than anybody types, slower than a paste.</summary>
    private const float FastTypistMilliseconds = 25;

    [Fact]
    public async Task Search_TypedFast_LosesNoLetter()
    {
        const string typed = "the quick brown fox jumps over the lazy dog";
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/assistants");

        await admin.Page.Locator("[data-list-search]").FocusAsync();
        await admin.Page.Keyboard.TypeAsync(typed, new() { Delay = FastTypistMilliseconds });

        await admin.SeesAsync($"Nothing matches “{typed}”");
        await Assertions.Expect(admin.Page.Locator("[data-list-search]")).ToHaveValueAsync(typed);
    }

    [Fact]
    public async Task Cards_SelectedOnes_AreMarkedAndBreakNoRule()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/assistants?layout=cards");

        await admin.Page.GetByLabel("Select all on this page").CheckAsync();

        await Assertions.Expect(admin.Page.Locator(".bulk")).ToContainTextAsync("selected");
        await Assertions.Expect(admin.Page.Locator(".assistant-card .pick input:not(:checked)")).ToHaveCountAsync(0);
        await admin.InspectEverywhereAsync("selected cards");
    }

    [Fact]
    public async Task History_JoinedSaves_OpenInAPanelThatBreaksNoRule()
    {
        var made = await AddAsync(new AssistantInput { Name = "Often saved" });
        foreach (var greeting in new[] { "One", "Two", "Three" })
        {
            await Browser.Host.AsAsync(
                await Browser.Host.AdminAsync(), services => services.GetRequiredService<AssistantService>().ChangeAsync(made.Id, new AssistantInput { Greeting = greeting }, CancellationToken.None));
        }

        var admin = await OpenAdminAsync();
        await admin.GoAsync($"/assistants/{made.Slug}/history");
        await admin.InspectEverywhereAsync("joined saves");
        var line = admin.Button("Changed the assistant Often saved 3 times");
        await line.PressAsync("Enter");
        var panel = admin.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(panel.Locator("tbody tr")).ToHaveCountAsync(3);
        await admin.InspectEverywhereAsync("panel of joined saves");
        await admin.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(panel).ToHaveCountAsync(0);
        await Assertions.Expect(line).ToBeFocusedAsync();
    }

    private async Task<AssistantRow> AddAsync(AssistantInput input) => await Browser.Host.AsAsync(
        await Browser.Host.AdminAsync(), async services => (await services.GetRequiredService<AssistantService>().CreateAsync(input, null, CancellationToken.None)).Assistant);
}
