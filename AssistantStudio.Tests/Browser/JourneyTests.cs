using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>From a program that nobody has opened yet to a log in which all that happened is written.</summary>
public sealed class JourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    private const string Email = "first@tarnwick.example";
    private const string Password = "twelve ships at anchor";

    [Fact]
    public async Task FirstHour_SetUpToAuditLog_Works()
    {
        var host = EndLast(await StudioHost.CreateAsync(setUp: false));
        var admin = await OpenAsync(host.Listen());
        var address = host.ClientOptions.BaseAddress.ToString().TrimEnd('/');

        await SetUpAsync(admin, host.Services.GetRequiredService<SetupLink>().Token);
        var key = await TurnOnTwoStepsAsync(admin);
        await SignInAgainAsync(admin, key);
        var link = await InviteAsync(admin);
        var editor = await OpenAsync(address);
        await AcceptAsync(editor, link);
        await IsKeptFromUsersAsync(editor);
        var token = await CreateKeyAsync(editor);
        await CallAsync(address, token);
        await ReadLogAsync(admin);
    }

    private static async Task SetUpAsync(Visitor admin, string token)
    {
        await admin.GoAsync($"/account/set-up?token={token}");
        await admin.FillAsync("Organisation", "Tarnwick Logistics");
        await admin.FillAsync("Your name", "First Administrator");
        await admin.FillAsync("Your e-mail address", Email);
        await admin.Page.Locator("input[type=password]").FillAsync(Password);
        await admin.Page.GetByText("Empty", new() { Exact = true }).ClickAsync();
        await admin.PressAsync("Create organisation");
        await admin.SeesTitleAsync("Home");

        await admin.GoAsync($"/account/set-up?token={token}");
        await admin.SeesAsync("This link does not work.");
    }

    private static async Task<string> TurnOnTwoStepsAsync(Visitor admin)
    {
        await admin.GoAsync("/profile");
        await admin.Page.GetByLabel("Your password").FillAsync(Password);
        await admin.PressAsync("Set up two-step sign-in");
        var key = (await admin.Page.Locator(".key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal).Trim();
        await admin.FillAsync("The code that the app shows", Code(key, TimeSpan.Zero));
        await admin.PressAsync("Turn it on");
        await Assertions.Expect(admin.Page.Locator(".codes li")).Not.ToHaveCountAsync(0);
        await admin.PressAsync("I have kept them");
        await admin.SeesAsync("recovery codes left");
        return key;
    }

    private static async Task SignInAgainAsync(Visitor admin, string key)
    {
        await admin.Page.Locator("summary.av-button").ClickAsync();
        await admin.PressAsync("Sign out");
        await admin.SeesTitleAsync("Sign in");
        await admin.SignInAsync(Email, Password);
        await admin.SeesTitleAsync("Enter the code");

        // The code of this half minute is used up; the next one is taken already, as clocks differ.
        await admin.FillAsync("Code", Code(key, TimeSpan.FromSeconds(30)));
        await admin.PressAsync("Sign in");
        await admin.SeesTitleAsync("Home");
    }

    private static async Task<string> InviteAsync(Visitor admin)
    {
        await admin.GoAsync("/administration/users");
        await admin.PressAsync("Invite a user");
        await admin.FillAsync("E-mail address", "editor@tarnwick.example");
        await admin.PressAsync("Make the invitation");
        var link = await admin.Page.Locator(".secret-value code").InnerTextAsync();
        await admin.PressAsync("Close the panel");
        await Assertions.Expect(admin.Page.Locator("[aria-label=Invitations]").GetByText("editor@tarnwick.example").First).ToBeVisibleAsync();
        return link;
    }

    private static async Task AcceptAsync(Visitor editor, string link)
    {
        await editor.GoAsync(link);
        await editor.FillAsync("Your name", "New Editor");
        await editor.Page.Locator("input[type=password]").FillAsync("a harbour in the north");
        await editor.PressAsync("Join Tarnwick Logistics");
        await editor.SeesTitleAsync("Home");
    }

    private static async Task IsKeptFromUsersAsync(Visitor editor)
    {
        await editor.GoAsync("/administration/api-keys");
        await Assertions.Expect(editor.Page.GetByRole(AriaRole.Link, new() { Name = "Users", Exact = true })).ToHaveCountAsync(0);
        await editor.GoAsync("/administration/users");
        await editor.SeesTitleAsync("Not allowed");
        editor.Forgive(f => f.Contains("403", StringComparison.Ordinal));
    }

    private static async Task<string> CreateKeyAsync(Visitor editor)
    {
        await editor.GoAsync("/administration/api-keys");
        await editor.Button("Create a key").First.ClickAsync();
        await editor.FillAsync("Name", "Shop, order status");
        await editor.PressAsync("Create the key");
        var token = await editor.Page.Locator(".secret-value code").InnerTextAsync();
        await editor.PressAsync("Close the panel");
        await editor.SeesAsync("Shop, order status");
        return token;
    }

    private static async Task CallAsync(string address, string token)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var me = await client.GetFromJsonAsync<JsonElement>("/api/v1/me");
        Assert.Equal("New Editor", me.GetProperty("name").GetString());
        using var users = await client.GetAsync("/api/v1/users");
        Assert.Equal(HttpStatusCode.Forbidden, users.StatusCode);
        using var created = await client.PostAsJsonAsync("/api/v1/environment-settings", new { environment = "testing", name = "CRM_ADDRESS", value = "https://crm.example" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
    }

    private static async Task ReadLogAsync(Visitor admin)
    {
        await admin.GoAsync("/administration/audit");
        var rows = await admin.Page.Locator(".data-list tbody tr").AllInnerTextsAsync();
        foreach (var (what, who) in new[]
        {
            ("CRM_ADDRESS", "New Editor"), ("Shop, order status", "New Editor"), ("editor@tarnwick.example", "First Administrator"),
            ("two-step", "First Administrator"), ("Tarnwick Logistics", ""),
        })
        {
            Assert.Contains(rows, row => row.Contains(what, StringComparison.OrdinalIgnoreCase) && row.Contains(who, StringComparison.Ordinal));
        }
    }

    private static string Code(string key, TimeSpan ahead) => Totp.Code(key, TimeProvider.System.GetUtcNow() + ahead);
}
