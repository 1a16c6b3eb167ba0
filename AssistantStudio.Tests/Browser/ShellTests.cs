using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

public sealed class ShellTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Heading_OfANewPage_TakesTheFocusFromNobodyWhoWasFaster()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Prompts" }).First.ClickAsync();
        await admin.SeesTitleAsync("Prompts");
        await Assertions.Expect(admin.Page.Locator("h1")).ToBeFocusedAsync();

        await admin.Button("New prompt").FocusAsync();
        await admin.Page.EvaluateAsync("() => Studio.focusHeading('h1')"); // As it comes when the server is slow.

        await Assertions.Expect(admin.Button("New prompt")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Page_GoneTo_IsMadeOnce()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/");
        await admin.Page.EvaluateAsync(
            """
            () => {
              window.headings = [];
              const titles = node => node.querySelectorAll ? [...(node.matches("h1") ? [node] : []), ...node.querySelectorAll("h1")] : [];
              new MutationObserver(changes => changes.flatMap(c => [...c.addedNodes]).flatMap(titles).forEach(h => window.headings.includes(h) || window.headings.push(h)))
                .observe(document.body, { childList: true, subtree: true });
            }
            """);
        foreach (var title in new[] { "Prompts", "Assistants", "Home" })
        {
            await admin.Page.GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).First.ClickAsync();
            await admin.SeesTitleAsync(title);
            await admin.SettleAsync();
            await Assertions.Expect(admin.Page.Locator("h1")).ToBeFocusedAsync();
        }

        Assert.Equal(3, await admin.Page.EvaluateAsync<int>("() => window.headings.length"));
    }

    [Fact]
    public async Task Form_LeftWithChanges_AsksFirst()
    {
        var (viewer, _) = await OpenAsAsync(Role.Viewer);
        await viewer.GoAsync("/profile");
        await viewer.FillAsync("Name", "Another name");
        await viewer.Page.Keyboard.PressAsync("Tab");
        var home = viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Home", Exact = true });

        await home.ClickAsync();
        await viewer.PressAsync("Stay on the page");
        await viewer.SeesTitleAsync("Your profile");
        await Assertions.Expect(viewer.Page.Locator("#f-name")).ToHaveValueAsync("Another name");

        await home.ClickAsync();
        await viewer.PressAsync("Drop the changes");
        await viewer.SeesTitleAsync("Home");
    }

    [Fact]
    public async Task Theme_Chosen_IsThereAfterReloadAndInAnotherBrowser()
    {
        var (here, user) = await OpenAsAsync(Role.Viewer);
        await here.PressAsync("Switch between light and dark");
        await Assertions.Expect(here.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await here.Page.ReloadAsync();
        await here.SettleAsync();
        await Assertions.Expect(here.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        var there = await OpenAsync();
        await there.SignInAsync(user.Email, StudioBrowser.Password);
        await there.SeesTitleAsync("Home");
        await Assertions.Expect(there.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task List_SearchFilterSort_LiveInTheAddressAndBackReturns()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/administration/environments");
        await admin.Page.Locator("[data-list-search]").FillAsync("ADDRESS");
        await Assertions.Expect(admin.Page).ToHaveURLAsync(Query("q=ADDRESS"));
        await admin.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(admin.Page).ToHaveURLAsync(Query("q=ADDRESS.*sort=-name"));

        await admin.Page.GoBackAsync();
        await Assertions.Expect(admin.Page).ToHaveURLAsync(Query("q=ADDRESS$"));
        await Assertions.Expect(admin.Page.Locator("[data-list-search]")).ToHaveValueAsync("ADDRESS");

        await admin.GoAsync("/administration/environments?kind=secret&sort=-name&q=nothing-like-this");
        await Assertions.Expect(admin.Page.Locator("[data-list-search]")).ToHaveValueAsync("nothing-like-this");
        await admin.PressAsync("Clear all");
        await Assertions.Expect(admin.Page).ToHaveURLAsync(Query("^[^q]*sort=-name$"));
    }

    [Fact]
    public async Task Audit_SecondPage_LivesInTheAddress()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/administration/audit?size=5");
        await admin.PressAsync("Next");
        await Assertions.Expect(admin.Page).ToHaveURLAsync(Query("page=2"));
        await admin.SettleAsync();
        await Assertions.Expect(admin.Page.Locator(".pg [role=status]")).ToContainTextAsync("6");

        await admin.Page.GoBackAsync();
        await Assertions.Expect(admin.Button("Previous")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Connection_Cut_ComesBackToTheSameCircuit()
    {
        var (_, user) = await OpenAsAsync(Role.Viewer);
        var proxy = EndLast(new CuttingProxy(new Uri(Browser.Address).Port));
        var viewer = await OpenAsync($"http://127.0.0.1:{proxy.Port}");
        await viewer.SignInAsync(user.Email, StudioBrowser.Password);
        await viewer.SeesTitleAsync("Home");
        await viewer.GoAsync("/profile");
        await viewer.FillAsync("Name", "Typed before the cut");
        await viewer.Page.Keyboard.PressAsync("Tab");

        proxy.Cut();
        await viewer.SeesAsync("Connection lost");
        proxy.Open();

        await Assertions.Expect(viewer.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await viewer.PressAsync("Save the name");
        await viewer.SeesAsync("Saved");
        await Assertions.Expect(viewer.Page.Locator("#f-name")).ToHaveValueAsync("Typed before the cut");
        viewer.ForgiveCut();
    }

    [Fact]
    public async Task Connection_CutAndThePageForgotten_LocksItAndHandsOutWhatWasTyped()
    {
        await using var host = await StudioHost.CreateAsync(configure: services => services.Configure<CircuitOptions>(o => o.DisconnectedCircuitMaxRetained = 0));
        var proxy = EndLast(new CuttingProxy(new Uri(host.Listen()).Port));
        var admin = await OpenAsync($"http://127.0.0.1:{proxy.Port}");
        await admin.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await admin.SignInAsync(StudioHost.AdminEmail, StudioHost.AdminPassword);
        await admin.SeesTitleAsync("Home");
        await admin.GoAsync("/profile");
        await admin.FillAsync("Name", "Typed before the restart");

        proxy.Cut();
        await admin.SeesAsync("Connection lost");
        proxy.Open();

        var notice = admin.Page.GetByRole(AriaRole.Alertdialog, new() { Name = "Not connected: this page has ended" });
        await Assertions.Expect(notice).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(admin.Page.Locator(".live")).ToHaveTextAsync("Not connected", new() { UseInnerText = true });
        await Assertions.Expect(admin.Page.Locator("#f-name")).ToHaveAttributeAsync("readonly", "");
        await Assertions.Expect(admin.Page.Locator("button:has-text('Save the name')")).ToHaveJSPropertyAsync("inert", true);
        await Assertions.Expect(notice.GetByRole(AriaRole.Button, new() { Name = "Copy what I typed" })).ToBeFocusedAsync();
        admin.ForgiveCut();
        await admin.InspectEverywhereAsync("the page that has ended");
        await admin.PressAsync("Copy what I typed");
        await admin.SeesAsync("Copied");
        Assert.Equal("Name\nTyped before the restart", await admin.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));

        await admin.PressAsync("Load again");
        await Assertions.Expect(notice).ToBeHiddenAsync();
        await Assertions.Expect(admin.Page.Locator("#f-name")).Not.ToHaveValueAsync("Typed before the restart");
        await admin.Page.GotoAsync("about:blank");
    }

    [Fact]
    public async Task Connection_CutWithNothingTyped_SaysThatNothingIsLost()
    {
        await using var host = await StudioHost.CreateAsync(configure: services => services.Configure<CircuitOptions>(o => o.DisconnectedCircuitMaxRetained = 0));
        var proxy = EndLast(new CuttingProxy(new Uri(host.Listen()).Port));
        var admin = await OpenAsync($"http://127.0.0.1:{proxy.Port}");
        await admin.SignInAsync(StudioHost.AdminEmail, StudioHost.AdminPassword);
        await admin.SeesTitleAsync("Home");

        proxy.Cut();
        await admin.SeesAsync("Connection lost");
        proxy.Open();

        await Assertions.Expect(admin.Page.GetByText("Nothing you typed is lost.").And(admin.Page.Locator(":visible"))).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(admin.Button("Copy what I typed")).ToHaveCountAsync(0);
        admin.ForgiveCut();
        await admin.Page.GotoAsync("about:blank");
    }

    [Fact]
    public async Task Assets_OfTheFirstPage_AreServedAndNotEmpty()
    {
        var viewer = await OpenAsync();
        await viewer.GoAsync("/account/sign-in");
        var sheets = await viewer.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('link[rel=stylesheet]')].map(l => l.href)");
        using var client = new HttpClient();

        Assert.Contains(sheets, s => s.Contains("/css/tokens.", StringComparison.Ordinal));
        foreach (var sheet in sheets)
        {
            Assert.NotEmpty(await client.GetStringAsync(sheet));
        }

        Assert.Equal("grid", await viewer.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.account')).display"));
    }

    private static Regex Query(string pattern) => new(pattern.StartsWith('^') ? @"\?" + pattern[1..] : pattern);
}
