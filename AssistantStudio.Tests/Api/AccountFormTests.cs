using System.Net;
using System.Text.RegularExpressions;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Account forms that are refused: a readable page with the right status, and no noise in the log.</summary>
public sealed partial class AccountFormTests : IAsyncLifetime
{
    private readonly KeptLog _log = new();
    private StudioHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await StudioHost.CreateAsync(
        settings: new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Information" },
        configure: s => s.AddSingleton<ILoggerProvider>(_log));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/account/sign-in", "Load the page again")]
    [InlineData("/account/forgot", "Load the page again")]
    [InlineData("/account/password?token=x", "Load the page again")]
    [InlineData("/account/invitation?token=x", "Load the page again")]
    [InlineData("/account/set-up?token=x", "Load the page again")]
    public async Task Post_WithoutTheToken_SaysWhatToDo(string path, string offer)
    {
        using var browser = Browser();

        using var reply = await browser.CallAsync(HttpMethod.Post, path, new FormUrlEncodedContent([new("_handler", "x")]));

        await IsPageAsync(reply, HttpStatusCode.BadRequest, "This page was open too long");
        var page = await reply.TextAsync();
        Assert.Contains(offer, page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{path}\"", page, StringComparison.Ordinal);
        Assert.Empty(_log.Noise);
    }

    [Theory]
    [InlineData("/account/sign-out")]
    [InlineData("/account/switch-organization")]
    public async Task PostOfASession_WithoutTheToken_SaysWhatToDoAndChangesNothing(string path)
    {
        using var browser = Browser();
        await SignInAsync(browser);

        using var reply = await browser.CallAsync(HttpMethod.Post, path, new FormUrlEncodedContent([new("organizationId", Guid.NewGuid().ToString())]));

        await IsPageAsync(reply, HttpStatusCode.BadRequest, "This page was open too long");
        Assert.DoesNotContain("Load the page again", await reply.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync(HttpMethod.Get, "/api/v1/me")).StatusCode);
        Assert.Empty(_log.Noise);
    }

    [Theory]
    [InlineData("/account/sign-out")]
    [InlineData("/account/switch-organization")]
    public async Task PostOfASession_OfAStranger_LeadsToTheSignInPage(string path)
    {
        using var browser = Browser();

        using var reply = await browser.CallAsync(HttpMethod.Post, path, new FormUrlEncodedContent([]));

        Assert.Equal((HttpStatusCode.Redirect, "/account/sign-in"), (reply.StatusCode, reply.Headers.Location?.OriginalString));
        Assert.Empty(_log.Noise);
    }

    [Theory]
    [InlineData("5a1ad000-0000-4000-8000-000000000001", HttpStatusCode.NotFound, "Not found")]
    [InlineData("no-id", HttpStatusCode.BadRequest, "This request cannot be read")]
    public async Task Switch_ToNoOrganisationOfTheirs_IsRefusedCalmly(string id, HttpStatusCode status, string title)
    {
        using var browser = Browser();
        await SignInAsync(browser);
        var token = (await (await browser.CallAsync(HttpMethod.Get, "/account/antiforgery")).JsonAsync()).GetProperty("token").GetString()!;

        using var reply = await browser.CallAsync(
            HttpMethod.Post, "/account/switch-organization", new FormUrlEncodedContent([new("organizationId", id)]), ("X-Antiforgery-Token", token));

        await IsPageAsync(reply, status, title);
        Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync(HttpMethod.Get, "/api/v1/me")).StatusCode);
        Assert.Empty(_log.Noise);
    }

    [Fact]
    public async Task Page_ThatIsNotThere_IsShownInsideTheApp()
    {
        using var browser = Browser();
        await SignInAsync(browser);

        using var reply = await browser.CallAsync(HttpMethod.Get, "/no/such/page");

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.Contains("blazor.web", await reply.TextAsync(), StringComparison.Ordinal);
    }

    private static async Task IsPageAsync(HttpResponseMessage reply, HttpStatusCode status, string title)
    {
        var page = await reply.TextAsync();
        Assert.Equal((status, "text/html"), (reply.StatusCode, reply.Content.Headers.ContentType?.MediaType));
        Assert.Contains($"<h1>{title}</h1>", page, StringComparison.Ordinal);
        Assert.Contains("account-card", page, StringComparison.Ordinal);
    }

    private HttpClient Browser() => _host.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new("https://localhost") });

    private static async Task SignInAsync(HttpClient browser)
    {
        using var page = await browser.CallAsync(HttpMethod.Get, "/account/sign-in");
        var form = HiddenField().Matches(await page.TextAsync()).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        form["Input.Email"] = StudioHost.AdminEmail;
        form["Input.Password"] = StudioHost.AdminPassword;
        using var signedIn = await browser.CallAsync(HttpMethod.Post, "/account/sign-in", new FormUrlEncodedContent(form));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" ?/>""")]
    private static partial Regex HiddenField();

    /// <summary>Keeps what a refused form must not write: errors, and stack traces at any level.</summary>
    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Noise { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error || (logLevel >= LogLevel.Information && exception is not null))
            {
                Noise.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
