using System.Net;
using System.Net.Sockets;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Webhooks;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Webhooks;

/// <summary>The screens of webhooks on the real services and an SQLite database; no name of a host is known.</summary>
public sealed class WebhookScreensTests : StudioComponentTest, IAsyncLifetime
{
    private TestStudio _studio = null!;
    private TestScope _scope = null!;

    private WebhookService Webhooks => _scope.Get<WebhookService>();

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync(
            configure: s => s.AddSingleton<HostResolver>((_, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))));
        _scope = _studio.As(Role.OrgAdmin);
        Access.Become(_scope.Access.Grant);
        Services.AddSingleton(_studio.Get<ChangeFeed>());
        Services.AddSingleton(_scope.Get<WebhookService>());
        Services.AddSingleton(_scope.Get<WebhookDeliveryService>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Form_Filled_ShowsTheSecretOnceAndTheListFollows()
    {
        var page = Render<WebhookListPage>();
        page.WaitForAssertion(() => Assert.Contains("No webhooks yet", page.Markup, StringComparison.Ordinal));
        var panel = Render<WebhookPanel>();

        await panel.Find("#f-name").ChangeAsync(new() { Value = "Shop" });
        await panel.Find("#f-url").ChangeAsync(new() { Value = "https://shop.test/hook" });
        await panel.FindAll("#f-events input")[1].ChangeAsync(new() { Value = true });
        await panel.Find("form").SubmitAsync();

        var created = Assert.Single((await Webhooks.ListAsync(new(), CancellationToken.None)).Items);
        Assert.Equal(("Shop", "https://shop.test/hook", "conversation.ended", true), (created.Name, created.Url, Assert.Single(created.Events), created.Active));
        var secret = panel.WaitForElement(".secret-value code").TextContent;
        Assert.Equal(created.SecretHint, $"whsec_…{secret.TrimEnd('=')[^4..]}");
        Clock.Advance(ShellLimits.LiveReloadPause);
        page.WaitForAssertion(() => Assert.Contains("https://shop.test/hook", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Nothing sent yet", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WithoutAnything_SaysWhatIsMissingBesideTheFields()
    {
        var panel = Render<WebhookPanel>();

        await panel.Find("form").SubmitAsync();

        string Beside(string field) => panel.Find($"#f-{field}-help").TextContent.Trim();
        Assert.Equal(
            ("Enter a name that says who receives the messages.", "Enter the address that the messages are sent to.", "Choose at least one event."),
            (Beside("name"), Beside("url"), Beside("events")));
    }

    [Fact]
    public async Task Page_OfAWebhook_ShowsWhatWasSentAndSendsAgain()
    {
        var created = await Webhooks.CreateAsync(new() { Name = "Shop", Url = "https://shop.test/hook", Events = [WebhookEvents.ConversationEnded.Name] }, CancellationToken.None);
        await _scope.Get<WebhookDeliveryService>().SendTestAsync(created.Webhook.Id, CancellationToken.None);
        await _studio.Get<WebhookCourier>().DeliverDueAsync(CancellationToken.None);

        var page = Render<WebhookPage>(p => p.Add(w => w.WebhookId, created.Webhook.Id));

        page.WaitForAssertion(() => Assert.Contains("Given up", page.Find("tbody").TextContent, StringComparison.Ordinal));
        Assert.Contains("The host name shop.test cannot be found.", page.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Contains("no answer", page.Find("tbody").TextContent, StringComparison.Ordinal);
        await page.Find("button[aria-label='Send again: webhook.test']").ClickAsync(new());
        Clock.Advance(ShellLimits.LiveReloadPause);
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        Assert.Contains("Waiting", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panel_OfADelivery_ShowsTheMessage()
    {
        var created = await Webhooks.CreateAsync(new() { Name = "Käse & Co", Url = "https://shop.test/hook", Events = [WebhookEvents.ConversationEnded.Name] }, CancellationToken.None);
        var test = await _scope.Get<WebhookDeliveryService>().SendTestAsync(created.Webhook.Id, CancellationToken.None);

        var panel = Render<WebhookDeliveryPanel>(p => p.Add(d => d.WebhookId, created.Webhook.Id).Add(d => d.DeliveryId, test.Id));

        var message = panel.WaitForElement("pre").TextContent;
        Assert.Contains("\"type\": \"webhook.test\"", message, StringComparison.Ordinal);
        Assert.Contains("\"webhookName\": \"Käse & Co\"", message, StringComparison.Ordinal);
        Assert.Contains(test.EventId.ToString(), message, StringComparison.Ordinal);
    }
}
