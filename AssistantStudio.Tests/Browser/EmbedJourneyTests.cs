using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>An assistant on the page of another site.</summary>
public sealed class EmbedJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    private const string Question = "What is kept of a conversation?";

    [Fact]
    public async Task Administrator_OpensAnAssistantToASite_AndItsVisitorsTalkToIt()
    {
        var (slug, name) = await AddAssistantAsync();
        var key = "";
        await using var site = await LoopbackServer.StartAsync(context => PageAsync(context, key));
        var admin = await OpenAdminAsync();
        await admin.GoAsync($"/assistants/{slug}/embed");
        await admin.SeesAsync("Not on any site yet");
        await admin.Page.Locator("#f-origins").FillAsync("http://shop.example");
        await admin.PressAsync("Save the settings");
        await admin.SeesAsync("is not encrypted");
        await admin.Page.Locator("#f-origins").FillAsync(OriginOf(site));
        await admin.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Visitors may talk to it" }).CheckAsync();
        await admin.Page.Locator("#f-greeting").FillAsync("Welcome to the shop.");
        await admin.Page.Locator("#f-accent").FillAsync("#ffdd00");
        await admin.PressAsync("Save the settings");
        await admin.SeesAsync("Pages of the named sites show it");
        var line = await admin.Page.GetByLabel("The line", new() { Exact = true }).InnerTextAsync();
        Assert.Matches($"^<script src=\"{Browser.Address}/embed/pk_[0-9A-Za-z]+\\.js\" async></script>$", line);
        await admin.InspectEverywhereAsync("an assistant on other sites");
        key = KeyOf(line);

        var visitor = await OpenOnAsync(site);
        await visitor.PressAsync($"Open {name}");
        await visitor.SeesAsync("Welcome to the shop.");
        await Assertions.Expect(Box(visitor)).ToBeFocusedAsync();
        await Box(visitor).FillAsync(Question);
        await Box(visitor).PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator(".msg .sources")).ToContainTextAsync("Sources: [");
        await Assertions.Expect(visitor.Button("Send")).ToBeVisibleAsync();
        await visitor.InspectAsync("a page with an assistant");

        // Another page of the site, in the same tab.
        await visitor.Page.ReloadAsync();
        await Assertions.Expect(visitor.Page.Locator(".msg.you")).ToContainTextAsync(Question);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = name })).ToBeVisibleAsync();
        await Box(visitor).PressAsync("Escape");
        await Assertions.Expect(visitor.Button($"Open {name}")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.PressAsync("New conversation");
        await Assertions.Expect(visitor.Page.GetByText(Question, new() { Exact = true })).ToHaveCountAsync(1); // Suggested, not said.
        await Assertions.Expect(visitor.Page.Locator(".msg.you")).ToHaveCountAsync(0);

        // Everybody's pages lose it when the key is replaced.
        await admin.Page.SetViewportSizeAsync(Visitor.Desktop.Width, Visitor.Desktop.Height);
        await admin.PressAsync("New key…");
        await admin.SeesAsync("Every page with the present line stops showing the assistant");
        await admin.PressAsync("Make a new key");
        await Assertions.Expect(admin.Page.GetByLabel("The line", new() { Exact = true })).Not.ToContainTextAsync(key);
        await Box(visitor).FillAsync("Hello?");
        await visitor.PressAsync("Send");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be reached");
        await Assertions.Expect(Box(visitor)).ToHaveValueAsync("Hello?");
        visitor.Forgive(f => f.Contains("/embed/", StringComparison.Ordinal) || f.StartsWith("console:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_OfASiteThatIsNotNamed_ShowsNothing()
    {
        var (slug, _) = await AddAssistantAsync();
        var key = await OpenToAsync(slug, "https://www.shop.example");
        await using var site = await LoopbackServer.StartAsync(context => PageAsync(context, key));
        var visitor = await OpenOnAsync(site);
        var warned = visitor.Page.WaitForConsoleMessageAsync(new() { Predicate = m => m.Text.StartsWith("The assistant is not shown: it is not open to", StringComparison.Ordinal) });

        await visitor.Page.ReloadAsync();
        await warned;

        await Assertions.Expect(visitor.Page.Locator("[data-assistant-embed]")).ToHaveCountAsync(0);
        visitor.Forgive(f => f.Contains("/embed/", StringComparison.Ordinal) || f.StartsWith("console:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Visitor_OnAPhone_HasTheWholeScreen()
    {
        var (slug, name) = await AddAssistantAsync();
        var key = "";
        await using var site = await LoopbackServer.StartAsync(context => PageAsync(context, key));
        key = await OpenToAsync(slug, OriginOf(site));
        var visitor = await OpenOnAsync(site, phone: true);

        await visitor.PressAsync($"Open {name}");
        var panel = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = name });
        await Assertions.Expect(panel).ToHaveAttributeAsync("aria-modal", "true");
        var bounds = (await panel.BoundingBoxAsync())!;

        Assert.Equal((0, 0, Visitor.Phone.Width, Visitor.Phone.Height), ((int)bounds.X, (int)bounds.Y, (int)bounds.Width, (int)bounds.Height));
        await visitor.Button(Question).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".msg .sources")).ToBeVisibleAsync();
        await visitor.InspectAsync("a page with an assistant on a phone");

        // Nothing behind it is reached by the keyboard.
        await visitor.Button("New conversation").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Shift+Tab");
        await Assertions.Expect(visitor.Button("Send")).ToBeFocusedAsync();
        await visitor.PressAsync("Close");
        await Assertions.Expect(panel).ToBeHiddenAsync();
    }

    /// <summary>What models and people write becomes text, whatever it looks like.</summary>
    [Fact]
    public async Task Reply_ThatLooksLikeMarkup_IsText()
    {
        var (slug, name) = await AddAssistantAsync();
        var key = "";
        await using var site = await LoopbackServer.StartAsync(context => PageAsync(context, key));
        key = await OpenToAsync(slug, OriginOf(site), "Hello <img src=x onerror=alert(1)> **bold** [site](https://www.shop.example/help) [bad](javascript:alert(1))\n\n- one\n- `two <b>`\n\n| a | b |\n|---|---|\n| 1 | <i>2</i> |");
        var visitor = await OpenOnAsync(site);

        await visitor.PressAsync($"Open {name}");
        var hello = visitor.Page.Locator(".msg").First;

        await Assertions.Expect(hello).ToContainTextAsync("Hello <img src=x onerror=alert(1)> bold site [bad](javascript:alert(1))");
        await Assertions.Expect(hello.Locator("img, i")).ToHaveCountAsync(0);
        await Assertions.Expect(hello.Locator("li")).ToHaveTextAsync(["one", "two <b>"]);
        await Assertions.Expect(hello.Locator("td")).ToHaveTextAsync(["1", "<i>2</i>"]);
        await Assertions.Expect(hello.Locator("a")).ToHaveAttributeAsync("rel", "noopener noreferrer nofollow");
    }

    /// <summary>The program is played here, so that its answer comes as slowly as the test wants.</summary>
    [Fact]
    public async Task Reply_ThatComesInPiecesAndBreaksOff_IsShownAsItComesAndThenWhole()
    {
        var (second, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var studio = await LoopbackServer.StartAsync(context => PlayAsync(context, second.Task, end.Task));
        await using var site = await LoopbackServer.StartAsync(context => context.Response.WriteAsync(
            $"<!doctype html><html lang=\"en\"><head><link rel=\"icon\" href=\"data:,\"><title>Shop</title></head><body><h1>Shop</h1><script src=\"{OriginOf(studio)}/embed/pk_played.js\" async></script></body></html>"));
        var visitor = await OpenAsync(OriginOf(site));
        visitor.Allow(OriginOf(studio));
        await visitor.GoAsync("/");
        await visitor.PressAsync("Open Played");
        await Box(visitor).FillAsync("Hello");
        await Box(visitor).PressAsync("Enter");
        var answer = visitor.Page.Locator(".msg").Last;

        await Assertions.Expect(answer).ToContainTextAsync("First words,");
        await Assertions.Expect(visitor.Button("Stop")).ToBeVisibleAsync();
        await Assertions.Expect(answer).Not.ToContainTextAsync("second words");
        second.SetResult();
        await Assertions.Expect(answer).ToContainTextAsync("First words, second words");
        end.SetResult();

        await Assertions.Expect(answer).ToContainTextAsync("First words, second words, and the end.");
        await Assertions.Expect(visitor.Button("Send")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("[role=status]")).ToContainTextAsync("and the end.");
        await Assertions.Expect(visitor.Page.Locator(".msg.you")).ToHaveCountAsync(1);
        visitor.Forgive(f => f.StartsWith("console:", StringComparison.Ordinal));
    }

    private static async Task PlayAsync(HttpContext context, Task second, Task end)
    {
        var response = context.Response;
        response.Headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        response.Headers.AccessControlAllowHeaders = "Content-Type, X-Embed-Session";
        switch (context.Request.Method, context.Request.Path.Value!.Split('/')[^1])
        {
            case ("OPTIONS", _):
                return;
            case (_, "pk_played.js"):
                await EmbedScript.Shared.ExecuteAsync(context);
                return;
            case (_, "settings"):
                await response.WriteAsJsonAsync(new { title = "Played", greeting = "", suggestions = Array.Empty<string>(), accent = "#08687f", ink = "#ffffff", position = "right", theme = "auto", maxMessageLength = 100 });
                return;
            case (_, "sessions"):
                await response.WriteAsJsonAsync(new { token = "played" });
                return;
            case ("GET", "messages"):
                await response.WriteAsJsonAsync(new { messages = new[] { Message("user", "Hello"), Message("assistant", "First words, second words, and the end.") } });
                return;
        }

        response.ContentType = "text/event-stream";
        await SayAsync(response, "First words,");
        await second;
        await SayAsync(response, " second words");
        await end;
        context.Abort();
    }

    private static object Message(string role, string content) => new { id = Guid.NewGuid(), role, state = "complete", content, sources = Array.Empty<object>() };

    private static async Task SayAsync(HttpResponse response, string text)
    {
        await response.WriteAsync($"event: delta\ndata: {{\"text\":\"{text}\"}}\n\n");
        await response.Body.FlushAsync();
    }

    private static ILocator Box(Visitor visitor) => visitor.Page.GetByLabel("Your message");

    private static string OriginOf(LoopbackServer site) => site.At("127.0.0.1").GetLeftPart(UriPartial.Authority);

    private static string KeyOf(string line) => line.Split("/embed/")[1].Split(".js")[0];

    /// <summary>Whatever the page loads from the program is what it is there for.</summary>
    private async Task<Visitor> OpenOnAsync(LoopbackServer site, bool phone = false)
    {
        var visitor = await OpenAsync(OriginOf(site), phone);
        visitor.Allow(Browser.Address + "/embed/");
        await visitor.GoAsync("/");
        return visitor;
    }

    private async Task PageAsync(HttpContext context, string key)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; img-src data:; script-src {Browser.Address}; connect-src {Browser.Address}";
        await context.Response.WriteAsync(
            $"<!doctype html><html lang=\"en\"><head><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"data:,\"><title>Shop</title></head><body><main><h1>Shop</h1><p>Parcels.</p></main><script src=\"{Browser.Address}/embed/{key}.js\" async></script></body></html>");
    }

    private async Task<string> OpenToAsync(string slug, string origin, string greeting = "") => await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), async services =>
    {
        var id = await services.GetRequiredService<AssistantService>().IdOfAsync(slug, CancellationToken.None);
        return (await services.GetRequiredService<EmbedService>().SetAsync(id, StudioEnvironment.Production, new() { Enabled = true, Origins = [origin], Greeting = greeting }, CancellationToken.None)).PublicKey!;
    });

    /// <summary>Answers in production, with the guide as what it knows.</summary>
    private async Task<(string Slug, string Name)> AddAssistantAsync() => await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), async services =>
    {
        var guide = (await services.GetRequiredService<SourceService>().ListAsync(CancellationToken.None)).First(s => s.Name.Contains("guide", StringComparison.OrdinalIgnoreCase));
        var made = (await services.GetRequiredService<AssistantService>().CreateAsync(
            new()
            {
                Name = $"Shop {Guid.NewGuid().ToString("N")[..6]}",
                Type = AssistantType.Support,
                Visibility = AssistantVisibility.Organization,
                Model = new(null, BuiltInChatClient.ModelId), // Whatever other tests have the organisation prefer.
                KnowledgeSources = [guide.Id],
                SuggestedQuestions = [Question],
            },
            null,
            CancellationToken.None)).Assistant;
        await services.ToProductionAsync(made.Id);
        return (made.Slug, made.Name);
    });
}
