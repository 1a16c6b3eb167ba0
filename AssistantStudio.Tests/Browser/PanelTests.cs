using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>What opens over a page: faultless in both themes at both widths, closed by Escape, and the focus is back where it was.</summary>
[Collection(StudioBrowser.Pages)]
public sealed class PanelTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("/administration/users", "Invite a user")]
    [InlineData("/administration/users", "Administrator")]
    [InlineData("/administration/api-keys", "Create a key")]
    [InlineData("/administration/environments", "Add a variable")]
    [InlineData("/administration/environments", "Add a secret")]
    [InlineData("/administration/webhooks", "Add a webhook")]
    [InlineData("/administration/organizations", "Create an organisation")]
    [InlineData("/administration/network", "Allow a network")]
    [InlineData("/administration/organization", "Remove the sample data…")]
    [InlineData("/administration/audit?q=signed_in", "Signed in: Administrator")]
    [InlineData("/ai/providers", "Add a provider")]
    [InlineData("/ai/embeddings", "Choose another")]
    [InlineData("/knowledge", "Add a source")]
    [InlineData("/ai/usage", "Set a budget")]
    [InlineData("/ai/providers/models", "Import a list")]
    [InlineData("/ai/providers/models", "Add a model")]
    [InlineData("/ai/providers/models?q=gpt-5.6-sol", "gpt-5.6-sol")]
    [InlineData("/jobs", "Edit schedule of Clean up job history")]
    [InlineData("/assistants", "Import")]
    [InlineData("/assistants/delivery-tracker", "Add a capability")]
    [InlineData("/assistants/delivery-tracker", "Change…")]
    [InlineData("/assistants/delivery-tracker/prompts", "Add a secondary")]
    [InlineData("/assistants/delivery-tracker/versions", "Restore version 1…")]
    [InlineData("/assistants/delivery-tracker/deployments", "Deploy the draft… to development")]
    [InlineData("/deployments/rules", "Change… the rules of production")]
    [InlineData("/conversations", "Erase a person…")]
    [InlineData("/prompts", "New prompt")]
    [InlineData("/prompts/refund-policy-answer", "Edit details")]
    [InlineData("/prompts/refund-policy-answer", "Delete the prompt…")]
    [InlineData("/prompts/refund-policy-answer", "Publish v3")]
    [InlineData("/prompts/refund-policy-answer/versions", "Labels of version 1")]
    public async Task Panel_Open_HasNoFaultAndClosesOnEscape(string page, string button)
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync(page);
        await admin.Button(button).First.ClickAsync();
        var panel = admin.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(panel).ToBeVisibleAsync();
        Assert.True(await panel.EvaluateAsync<bool>("p => p.contains(document.activeElement)"), "Who types at once types in the page behind.");
        await Assertions.Expect(panel.Locator(".skeleton")).ToHaveCountAsync(0);

        await admin.InspectEverywhereAsync($"{page}, {button}");
        await admin.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(panel).ToHaveCountAsync(0);
        await Assertions.Expect(admin.Button(button).First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Escape_WithSomethingTyped_AsksBeforeItIsDropped()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/prompts");
        await admin.PressAsync("New prompt");
        var title = admin.Page.Locator("#f-title");
        await title.FillAsync("Typed and not saved");

        await admin.Page.Keyboard.PressAsync("Escape");
        await admin.PressAsync("Keep editing");
        await Assertions.Expect(title).ToHaveValueAsync("Typed and not saved");

        await admin.Page.Locator(".rz-dialog-mask, .rz-dialog-side-position-right ~ .rz-dialog-mask").First.ClickAsync(new() { Position = new() { X = 10, Y = 10 } });
        await admin.PressAsync("Drop the changes");
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/assistants", "Actions for Delivery tracker")]
    [InlineData("/assistants/delivery-tracker", "More actions for Delivery tracker")]
    public async Task Panel_OpenedFromAMenu_GivesTheFocusBackToTheMenu(string page, string menu)
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync(page);
        var button = admin.Page.Locator($"summary[aria-label='{menu}']");
        await button.FocusAsync();
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(admin.Page.Locator("details[open] .mi.danger")).ToBeFocusedAsync();
        await admin.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(admin.Page.Locator("details[open] .menu .mi").First).ToBeFocusedAsync();
        await admin.Page.Locator("details[open] .mi", new() { HasTextString = "Clone…" }).PressAsync("Enter");
        await Assertions.Expect(admin.Page.Locator("#f-clone-name")).ToBeVisibleAsync();

        await admin.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(button).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Save_PressedTwice_SavesOnceWithoutComplaint()
    {
        var name = "TWICE_" + Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/administration/environments");
        await admin.PressAsync("Add a variable");
        await admin.FillAsync("Name", name);
        await admin.FillAsync("Value", "x");

        await admin.Button("Save the variable").DblClickAsync();

        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(admin.Page.Locator("tbody tr", new() { HasTextString = name })).ToHaveCountAsync(1);
        await Assertions.Expect(admin.Page.Locator(".rz-notification-item")).ToHaveCountAsync(1);
        await Assertions.Expect(admin.Page.Locator(".rz-notification-item")).ToContainTextAsync("Saved");
    }

    [Fact]
    public async Task List_ReadAgainWhilePressing_KeepsTheButtonUnderTheFinger()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/jobs");
        var edit = admin.Button("Edit schedule of Clean up sign-ins and keys");
        await edit.HoverAsync();
        await admin.Page.Mouse.DownAsync();

        // Somebody starts a job, the list follows, and only then the finger goes up.
        await admin.Page.EvaluateAsync("() => document.querySelector('[aria-label=\"Run now: Clean up job history\"]').click()");
        await Assertions.Expect(admin.Page.Locator("tr", new() { HasTextString = "Clean up job history" }).First.GetByText("Succeeded")).ToBeVisibleAsync();
        await admin.Page.Mouse.UpAsync();

        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Control+k", "Search and commands")]
    [InlineData("?", "Keyboard shortcuts")]
    public async Task ShellDialog_OpenedByKey_HasNoFaultAndClosesOnEscape(string key, string name)
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/");
        await admin.Page.Keyboard.PressAsync(key);
        var dialog = admin.Page.GetByRole(AriaRole.Dialog, new() { Name = name });
        await Assertions.Expect(dialog).ToBeVisibleAsync();

        await admin.InspectEverywhereAsync(name);
        await admin.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Palette_TypedAndEntered_OpensThePage()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/");
        await admin.Page.Keyboard.PressAsync("Control+k");
        await admin.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search or run a command" }).FillAsync("audit");
        await admin.Page.Keyboard.PressAsync("Enter");

        await admin.SeesTitleAsync("Audit log");
    }

    [Fact]
    public async Task MobileMenu_Open_HasNoFaultAndLeadsOn()
    {
        var admin = await OpenAdminAsync(phone: true);
        await admin.GoAsync("/");
        await admin.PressAsync("Open menu");
        var menu = admin.Page.GetByRole(AriaRole.Dialog, new() { Name = "Menu" });
        await Assertions.Expect(menu).ToBeVisibleAsync();
        await admin.InspectAsync("menu");

        await menu.GetByRole(AriaRole.Link, new() { Name = "Administration" }).ClickAsync();

        await admin.SeesTitleAsync("Users");
        await Assertions.Expect(menu).ToBeHiddenAsync();
    }
}
