using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>Opens visitors and closes them after the test, which fails when something went wrong in one of their browsers.</summary>
[Collection(StudioBrowser.Journeys)]
public abstract class BrowserTest(StudioBrowser browser) : IAsyncLifetime
{
    private readonly List<Visitor> _visitors = [];
    private readonly List<IAsyncDisposable> _servers = [];

    protected StudioBrowser Browser => browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        var faults = new List<Exception>();
        foreach (var visitor in _visitors)
        {
            try
            {
                await visitor.CloseAsync();
            }
            catch (Exception e)
            {
                faults.Add(e);
            }
        }

        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
        if (faults.Count > 0)
        {
            throw faults.Count == 1 ? faults[0] : new AggregateException(faults);
        }
    }

    protected async Task<Visitor> OpenAsync(string? address = null, bool phone = false) => Keep(await browser.OpenAsync(address, phone: phone));

    protected async Task<Visitor> OpenAdminAsync(bool phone = false) => Keep(await browser.OpenAdminAsync(phone));

    /// <summary>Somebody new of this role, signed in.</summary>
    protected async Task<(Visitor Visitor, Colleague User)> OpenAsAsync(Role role)
    {
        var visitor = await OpenAsync();
        var user = await browser.AddUserAsync(role);
        await visitor.SignInAsync(user.Email, StudioBrowser.Password);
        await visitor.SeesTitleAsync("Home");
        return (visitor, user);
    }

    /// <summary>Ends after the visitors have left: a page whose server goes away complains.</summary>
    protected T EndLast<T>(T server)
        where T : IAsyncDisposable
    {
        _servers.Add(server);
        return server;
    }

    private Visitor Keep(Visitor visitor)
    {
        _visitors.Add(visitor);
        return visitor;
    }
}
