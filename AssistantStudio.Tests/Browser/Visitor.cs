using System.Collections.Concurrent;
using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>
/// Somebody at a browser. Whatever goes wrong beside what the test looks at is collected: console errors, script errors,
/// failed requests and requests to another host. <see cref="CloseAsync"/> fails when there was any.
/// </summary>
public sealed class Visitor
{
    public static readonly ViewportSize Desktop = new() { Width = 1440, Height = 900 };
    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    private static readonly AxeRunOptions s_axe = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>The other theme has the same elements in other colours.</summary>
    private static readonly AxeRunOptions s_axeOfColours = new()
    {
        ResultTypes = [ResultType.Violations],
        RunOnly = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] },
    };

    private readonly string _address;
    private readonly ConcurrentQueue<string> _faults = new();
    private string? _allowed;

    private Visitor(IPage page, string address)
    {
        Page = page;
        _address = address;
        page.Console += (_, message) => Note(message.Type == "error", $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.Response += (_, response) => Note(response.Status >= 400, $"{response.Status.ToString(CultureInfo.InvariantCulture)} {response.Url}");
        page.Request += (_, request) => Note(IsForeign(request.Url), $"foreign: {request.Url}");
    }

    public IPage Page { get; }

    public static async Task<Visitor> OpenAsync(IBrowser browser, string address, string? state, bool phone)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address,
            StorageState = state,
            ViewportSize = phone ? Phone : Desktop,
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = ColorScheme.Light,
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
        });
        context.SetDefaultTimeout(StudioBrowser.PatienceMilliseconds);
        return new(await context.NewPageAsync(), address);
    }

    /// <summary>For a page that loads something from another host on purpose: what it is loaded from.</summary>
    public void Allow(string address) => _allowed = address;

    /// <summary>Opens an address and waits until what it shows is there.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await SettleAsync();
    }

    public async Task SettleAsync()
    {
        await Assertions.Expect(Page.Locator("h1").First).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("[aria-busy=true], .skeleton, .list-wait")).ToHaveCountAsync(0);
    }

    public async Task SignInAsync(string email, string password)
    {
        await GoAsync("/account/sign-in");
        await FillAsync("E-mail address", email);
        await Page.Locator("input[type=password]").FillAsync(password);
        await PressAsync("Sign in");
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task PressAsync(string button) => Button(button).ClickAsync();

    public Task FillAsync(string label, string text) => Page.GetByRole(AriaRole.Textbox, new() { Name = label }).FillAsync(text);

    public async Task ChooseAsync(string field, string option)
    {
        await Page.Locator("#f-" + field).ClickAsync();
        await Page.Locator(".rz-dropdown-item:visible", new() { HasTextString = option }).First.ClickAsync();
    }

    /// <summary>A file that is chosen before the field listens is not seen.</summary>
    public async Task ChooseFilesAsync(params FilePayload[] files)
    {
        await Page.WaitForFunctionAsync("() => document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await Page.Locator("input[type=file]").SetInputFilesAsync(files);
    }

    public Task SeesAsync(string text) => Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public Task SeesTitleAsync(string title) => Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);

    /// <summary>What the accessibility rules and the width of the window say about what is shown now.</summary>
    public Task InspectAsync(string where) => InspectAsync(where, s_axe);

    private async Task InspectAsync(string where, AxeRunOptions axe)
    {
        // A message that is fading away has the contrast of something that is going.
        await Page.EvaluateAsync("() => document.querySelectorAll('.rz-notification-item-wrapper').forEach(e => e.style.setProperty('opacity', '1', 'important'))");
#pragma warning disable CS0618 // There are no frames to look into, for which the other mode opens a second page and takes five times as long.
        var result = await Page.RunAxeLegacy(null, axe);
#pragma warning restore CS0618
        foreach (var violation in result.Violations)
        {
            var nodes = violation.Nodes.Where(n => !IsAllowed(violation.Id, n.Html)).ToArray();
            Note(nodes.Length > 0, $"{where}: {violation.Id}: {violation.Help}\n{string.Join('\n', nodes.Take(3).Select(n => $"    {n.Target}: {n.Html}\n      {string.Join("; ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message).Take(2))}"))}");
        }

        var tooWide = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Note(tooWide > 0, $"{where}: {tooWide.ToString(CultureInfo.InvariantCulture)} px wider than the window");
    }

    /// <summary>Both themes at both widths.</summary>
    public async Task InspectEverywhereAsync(string where)
    {
        foreach (var size in new[] { Desktop, Phone })
        {
            await Page.SetViewportSizeAsync(size.Width, size.Height);
            foreach (var theme in new[] { "light", "dark" })
            {
                await Page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; }", theme);
                await InspectAsync($"{where}, {theme}, {size.Width.ToString(CultureInfo.InvariantCulture)} px", theme == "light" ? s_axe : s_axeOfColours);
            }
        }
    }

    /// <summary>
    /// What a cut line brings with it: requests that fail, and events nobody can be told of while there is none, such as the
    /// focus that goes from a field to the notice.
    /// </summary>
    public void ForgiveCut() => Forgive(f => f.StartsWith("console:", StringComparison.Ordinal) || f.Contains("No interop methods are registered", StringComparison.Ordinal));

    /// <summary>Forgets faults that the test caused on purpose.</summary>
    public void Forgive(Func<string, bool> expected)
    {
        var kept = _faults.Where(f => !expected(f)).ToArray();
        _faults.Clear();
        foreach (var fault in kept)
        {
            _faults.Enqueue(fault);
        }
    }

    public async Task CloseAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed && Environment.GetEnvironmentVariable("BROWSER_PICTURES") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{TestContext.Current.Test?.UniqueID[..8]}-{Guid.NewGuid():N}.png") });
        }

        await Page.Context.CloseAsync();
        Assert.True(_faults.IsEmpty, string.Join('\n', _faults));
    }

    /// <summary>Radzen draws its side dialog as an aside with the role dialog: a matter of taste of the rules, which a reader gets right.</summary>
    private static bool IsAllowed(string rule, string html) =>
        rule == "aria-allowed-role" && html.StartsWith("<aside class=\"rz-dialog-side", StringComparison.Ordinal);

    private void Note(bool isFault, string fault)
    {
        if (isFault)
        {
            _faults.Enqueue(fault);
        }
    }

    private bool IsForeign(string url) =>
        !url.StartsWith(_address, StringComparison.Ordinal) && (_allowed is null || !url.StartsWith(_allowed, StringComparison.Ordinal)) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal);
}
