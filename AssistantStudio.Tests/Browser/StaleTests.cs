using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>Two tabs of two people on the same thing.</summary>
public sealed class StaleTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task TwoTabs_SaveTheSameVariable_TheSecondChoosesByKeyboard()
    {
        var name = "STALE_" + Guid.NewGuid().ToString("N").ToUpperInvariant();
        var (first, second) = (await OpenAdminAsync(), await OpenAdminAsync());
        await first.GoAsync($"/administration/environments?q={name}");
        await first.Button("Add a variable").First.ClickAsync();
        await first.FillAsync("Name", name);
        await first.FillAsync("Value", "before");
        await first.PressAsync("Save the variable");
        await EditAsync(first, name, "first");
        await EditAsync(second, name, "second");
        await first.PressAsync("Save the variable");
        await first.SeesAsync("Saved");

        await second.PressAsync("Save the variable");

        var heading = second.Page.GetByRole(AriaRole.Heading, new() { Name = "Somebody else changed this while you were editing" });
        await Assertions.Expect(heading).ToBeFocusedAsync();
        var mine = second.Page.GetByRole(AriaRole.Radio, new() { Name = "Yours" });
        await Assertions.Expect(mine).ToHaveAccessibleDescriptionAsync("second");
        await second.InspectEverywhereAsync("stale variable");
        await heading.FocusAsync(); // The inspection takes it away.
        await second.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(mine).ToBeFocusedAsync();
        await second.Page.Keyboard.PressAsync("Space");
        await second.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(second.Button("Go on editing")).ToBeFocusedAsync();
        await second.Page.Keyboard.PressAsync("Tab");
        await second.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(second.Button("Save with these choices")).ToBeFocusedAsync();
        await second.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(second.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(first.Page.Locator(".data-list tbody")).ToContainTextAsync("second");
    }

    [Fact]
    public async Task Stale_RowDeletedInTheOtherTab_HasNoFault()
    {
        var name = "GONE_" + Guid.NewGuid().ToString("N").ToUpperInvariant();
        var (first, second) = (await OpenAdminAsync(), await OpenAdminAsync());
        await first.GoAsync($"/administration/environments?q={name}");
        await first.Button("Add a variable").First.ClickAsync();
        await first.FillAsync("Name", name);
        await first.FillAsync("Value", "before");
        await first.PressAsync("Save the variable");
        await EditAsync(second, name, "a line\n" + string.Join('\n', Enumerable.Repeat("more than fits", 20)));
        await first.Page.GetByRole(AriaRole.Button, new() { Name = $"Delete {name}" }).ClickAsync();
        await first.PressAsync("Delete the variable");
        await Assertions.Expect(first.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await second.PressAsync("Save the variable");

        await second.SeesAsync("This was deleted while you were editing");
        await second.InspectEverywhereAsync("deleted variable");
        await second.PressAsync("Discard what I typed…");
        await second.InspectEverywhereAsync("question before typed text is lost");
        await second.PressAsync("Discard what I typed");
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private static async Task EditAsync(Visitor visitor, string name, string value)
    {
        await visitor.GoAsync($"/administration/environments?q={name}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = $"Edit {name}" }).ClickAsync();
        await visitor.FillAsync("Value", value);
    }
}
