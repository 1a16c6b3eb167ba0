using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>
/// One Chromium and one running program with sample data for the browser tests of a collection. Chromium is where CHROMIUM_PATH says or
/// where systems install it; without it the tests are skipped, or fail with REQUIRE_BROWSER=1.
/// </summary>
public sealed class StudioBrowser : IAsyncLifetime
{
    public const string Journeys = "Journeys in a browser";

    /// <summary>Every page and panel by itself: as long as all journeys together, and beside them.</summary>
    public const string Pages = "Pages in a browser";
    public const string Password = "a phrase of the others";

    /// <summary>A busy machine is slow, not wrong: what is not there yet is waited for.</summary>
    public const int PatienceMilliseconds = 20_000;

    private static readonly string[] s_usualPlaces =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private StudioHost? _host;
    private string? _adminState;

    public StudioHost Host => _host ?? throw new InvalidOperationException("Open a visitor first.");

    public string Address { get; private set; } = "";

    private static string? Executable =>
        new[] { Environment.GetEnvironmentVariable("CHROMIUM_PATH") }.Concat(s_usualPlaces).FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is not { } executable)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        _host = await StudioHost.CreateAsync(sampleData: true);
        Address = _host.Listen();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,

            // A container often runs as root, where Chromium's sandbox does not start; the only pages opened are ours.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>A browser of its own with one page, signed in nowhere.</summary>
    public Task<Visitor> OpenAsync(string? address = null, string? state = null, bool phone = false)
    {
        if (_browser is null)
        {
            const string Missing = "No Chromium: install it, or set CHROMIUM_PATH to its executable.";
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_BROWSER") == "1", Missing);
            Assert.Skip(Missing);
        }

        return Visitor.OpenAsync(_browser, address ?? Address, state, phone);
    }

    /// <summary>The administrator, signed in once for all tests.</summary>
    public async Task<Visitor> OpenAdminAsync(bool phone = false)
    {
        if (_adminState is null)
        {
            var first = await OpenAsync();
            await first.SignInAsync(StudioHost.AdminEmail, StudioHost.AdminPassword);
            _adminState = await first.Page.Context.StorageStateAsync();
            await first.CloseAsync();
        }

        return await OpenAsync(state: _adminState, phone: phone);
    }

    /// <summary>A new user of a role, not signed in.</summary>
    public async Task<Colleague> AddUserAsync(Role role)
    {
        var email = $"{role}-{Guid.NewGuid():N}@ours.example".ToLowerInvariant();
        var invitation = await Host.AsAsync(await Host.AdminAsync(), s => s.GetRequiredService<AccountLinkService>().InviteAsync(email, role, CancellationToken.None));
        var joined = await Host.Services.GetRequiredService<AccountLinkUse>()
            .AcceptInvitationAsync(invitation.Token, $"Colleague {email[..14]}", Password, null, CancellationToken.None);
        return new(joined.UserId, email);
    }

    public async Task OpenNetworkAsync(string network)
    {
        await CloseNetworksAsync();
        await Host.AsAsync(await Host.AdminAsync(), s => s.GetRequiredService<AllowedNetworkService>().CreateAsync(network, null, CancellationToken.None));
    }

    /// <summary>No private address is allowed from here on, whatever tests before this one allowed.</summary>
    public async Task CloseNetworksAsync() => await Host.AsAsync(await Host.AdminAsync(), async services =>
    {
        var networks = services.GetRequiredService<AllowedNetworkService>();
        foreach (var row in (await networks.ListAsync(new(), CancellationToken.None)).Items)
        {
            await networks.DeleteAsync(row.Id, row.RowVersion, CancellationToken.None);
        }

        return true;
    });

    /// <summary>What an administrator does to somebody, elsewhere.</summary>
    public async Task ChangeUserAsync(Colleague user, UserChange change)
    {
        await Host.AsAsync(await Host.AdminAsync(), async services =>
        {
            var users = services.GetRequiredService<UserService>();
            return await users.ChangeAsync(user.Id, change with { RowVersion = (await users.GetAsync(user.Id, CancellationToken.None)).RowVersion }, CancellationToken.None);
        });
    }
}

public sealed record Colleague(Guid Id, string Email);

[CollectionDefinition(StudioBrowser.Journeys)]
public sealed class JourneyCollection : ICollectionFixture<StudioBrowser>;

[CollectionDefinition(StudioBrowser.Pages)]
public sealed class PageCollection : ICollectionFixture<StudioBrowser>;
