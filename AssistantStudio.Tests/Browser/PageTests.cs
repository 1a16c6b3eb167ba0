using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>
/// Every page that can be opened, in both themes at both widths: no accessibility violation, no error, nothing from
/// another host, nothing wider than the window. A new page is tested without a word here, unless it needs something.
/// </summary>
[Collection(StudioBrowser.Pages)]
public sealed class PageTests(StudioBrowser browser) : BrowserTest(browser)
{
    /// <summary>How to open the pages that an address alone does not open: what a parameter stands for, what must happen before.</summary>
    private static readonly Dictionary<string, Func<PageTests, Task<Visitor>>> s_openings = new()
    {
        ["/account/set-up"] = t => t.OpenSetUpAsync(),
        ["/account/code"] = t => t.OpenCodeAsync(),
        ["/account/invitation"] = t => t.OpenInvitationAsync(),
        ["/account/password"] = t => t.OpenPasswordAsync(),
        ["/administration"] = t => t.OpenLeadingOnAsync("/administration", "Users"),
        ["/ai"] = t => t.OpenLeadingOnAsync("/ai", "AI agents"),
        ["/administration/webhooks/{WebhookId:guid}"] = t => t.OpenWebhookAsync(),
        ["/prompts/{PromptKey}"] = t => t.OpenPromptAsync(""),
        ["/prompts/{PromptKey}/versions"] = t => t.OpenPromptAsync("/versions"),
        ["/prompts/{PromptKey}/assistants"] = t => t.OpenPromptAsync("/assistants"),
        ["/prompts/{PromptKey}/history"] = t => t.OpenPromptAsync("/history"),
        ["/assistants/{AssistantKey}"] = t => t.OpenAssistantAsync(""),
        ["/assistants/{AssistantKey}/playground"] = t => t.OpenAssistantAsync("/playground"),
        ["/chat/with/{Slug}"] = t => t.OpenChatAsync(),
        ["/chat/{ConversationId:guid}"] = t => t.OpenConversationAsync("/chat/"),
        ["/conversations/{ConversationId:guid}"] = t => t.OpenConversationAsync("/conversations/"),
        ["/assistants/{AssistantKey}/prompts"] = t => t.OpenAssistantAsync("/prompts"),
        ["/assistants/{AssistantKey}/knowledge"] = t => t.OpenAssistantAsync("/knowledge"),
        ["/assistants/{AssistantKey}/tools"] = t => t.OpenAssistantAsync("/tools"),
        ["/assistants/{AssistantKey}/deployments"] = t => t.OpenAssistantAsync("/deployments"),
        ["/assistants/{AssistantKey}/embed"] = t => t.OpenAssistantAsync("/embed"),
        ["/deployments/{Id:guid}"] = t => t.OpenDeploymentAsync(),
        ["/assistants/{AssistantKey}/versions"] = t => t.OpenAssistantAsync("/versions"),
        ["/assistants/{AssistantKey}/history"] = t => t.OpenAssistantAsync("/history"),
        ["/knowledge/documents/{Id:guid}"] = t => t.OpenDocumentAsync(),
        ["/error"] = t => t.OpenErrorAsync(),
        ["/not-found"] = t => t.OpenMissingAsync(),
    };

    public static TheoryData<string> Pages { get; } = [.. Routes().Select(r => r.Template).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Pages))]
    public async Task Page_InBothThemesAtBothWidths_HasNoFault(string template)
    {
        Assert.True(
            !template.Contains('{', StringComparison.Ordinal) || s_openings.ContainsKey(template),
            $"{template} has a parameter: say in {nameof(PageTests)} how it is opened.");
        var visitor = s_openings.TryGetValue(template, out var open) ? await open(this) : await OpenPlainAsync(template);

        await visitor.InspectEverywhereAsync(template);
    }

    [Fact]
    public void Openings_EachIsOfAPage() => Assert.Empty(s_openings.Keys.Except(Routes().Select(r => r.Template)));

    private static IEnumerable<(Type Page, string Template)> Routes() => typeof(Program).Assembly.GetTypes()
        .SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>().Select(r => (t, r.Template)));

    private async Task<Visitor> OpenPlainAsync(string template)
    {
        var isPublic = Routes().Single(r => r.Template == template).Page.IsDefined(typeof(AllowAnonymousAttribute), inherit: true);
        var visitor = isPublic ? await OpenAsync() : await OpenAdminAsync();
        await visitor.GoAsync(template);
        return visitor;
    }

    private async Task<Visitor> OpenSetUpAsync()
    {
        var fresh = EndLast(await StudioHost.CreateAsync(setUp: false));
        var visitor = await OpenAsync(fresh.Listen());
        await visitor.GoAsync($"/account/set-up?token={fresh.Services.GetRequiredService<SetupLink>().Token}");
        await visitor.SeesAsync("Organisation");
        return visitor;
    }

    private async Task<Visitor> OpenCodeAsync()
    {
        var visitor = await OpenAsync();
        var user = await Browser.AddUserAsync(Role.Viewer);
        var sessions = Browser.Host.Services.GetRequiredService<SessionService>();
        var session = await sessions.StartAsync(user.Id, persistent: false, null, null, CancellationToken.None);
        var grant = await sessions.ResolveAsync(session.Id, CancellationToken.None);
        await Browser.Host.AsAsync(grant!, async services =>
        {
            var account = services.GetRequiredService<AccountService>();
            var setup = await account.BeginTwoFactorAsync(StudioBrowser.Password, CancellationToken.None);
            return await account.FinishTwoFactorAsync(Totp.Code(setup.Key, TimeProvider.System.GetUtcNow()), CancellationToken.None);
        });
        await visitor.SignInAsync(user.Email, StudioBrowser.Password);
        await visitor.SeesTitleAsync("Enter the code");
        return visitor;
    }

    private async Task<Visitor> OpenInvitationAsync()
    {
        var visitor = await OpenAsync();
        var link = await Browser.Host.AsAsync(
            await Browser.Host.AdminAsync(),
            s => s.GetRequiredService<AccountLinkService>().InviteAsync($"{Guid.NewGuid():N}@ours.example", Role.Editor, CancellationToken.None));
        await visitor.GoAsync($"/account/invitation?token={link.Token}");
        await visitor.SeesTitleAsync("Join Ours");
        return visitor;
    }

    private async Task<Visitor> OpenPasswordAsync()
    {
        var visitor = await OpenAsync();
        var user = await Browser.AddUserAsync(Role.Viewer);
        var link = await Browser.Host.AsAsync(
            await Browser.Host.AdminAsync(), s => s.GetRequiredService<AccountLinkService>().MakePasswordLinkAsync(user.Id, CancellationToken.None));
        await visitor.GoAsync($"/account/password?token={link.Token}");
        await visitor.SeesAsync("Set the password");
        return visitor;
    }

    /// <summary>An address that leads on to its first tab.</summary>
    private async Task<Visitor> OpenLeadingOnAsync(string address, string title)
    {
        var visitor = await OpenAdminAsync();
        await visitor.GoAsync(address);
        await visitor.SeesTitleAsync(title);
        await visitor.SettleAsync();
        return visitor;
    }

    /// <summary>One that a test could not be delivered to.</summary>
    private async Task<Visitor> OpenWebhookAsync()
    {
        var visitor = await OpenAdminAsync();
        var name = "Receiver " + Guid.NewGuid().ToString("N")[..8];
        var id = await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), async s =>
        {
            var created = await s.GetRequiredService<WebhookService>().CreateAsync(
                new() { Name = name, Url = "https://receiver.invalid/hook", Events = [WebhookEvents.ConversationEnded.Name] }, CancellationToken.None);
            await s.GetRequiredService<WebhookDeliveryService>().SendTestAsync(created.Webhook.Id, CancellationToken.None);
            return created.Webhook.Id;
        });
        await visitor.GoAsync($"/administration/webhooks/{id}");
        await visitor.SeesTitleAsync(name);
        await Assertions.Expect(visitor.Page.Locator("tbody").GetByText("Given up")).ToBeVisibleAsync();
        await visitor.SettleAsync();
        return visitor;
    }

    /// <summary>One of the sample data.</summary>
    private async Task<Visitor> OpenPromptAsync(string tab)
    {
        var visitor = await OpenAdminAsync();
        await visitor.GoAsync("/prompts/refund-policy-answer" + tab);
        await visitor.SeesTitleAsync("Refund policy answer");
        await visitor.SettleAsync();
        return visitor;
    }

    /// <summary>One of the guide, which the sample data bring in.</summary>
    /// <summary>One of the sample data.</summary>
    private async Task<Visitor> OpenDeploymentAsync()
    {
        var visitor = await OpenAdminAsync();
        await visitor.GoAsync("/deployments");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Delivery tracker, version 1" }).First.ClickAsync();
        await visitor.SeesTitleAsync("Delivery tracker, version 1");
        await visitor.SettleAsync();
        return visitor;
    }

    private async Task<Visitor> OpenDocumentAsync()
    {
        var visitor = await OpenAdminAsync();
        await visitor.GoAsync("/knowledge/documents?q=audit-log");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Audit log", Exact = true }).ClickAsync();
        await visitor.SeesTitleAsync("Audit log");
        await visitor.SettleAsync();
        return visitor;
    }

    /// <summary>One of the sample data.</summary>
    private async Task<Visitor> OpenAssistantAsync(string tab)
    {
        var visitor = await OpenAdminAsync();
        await visitor.GoAsync("/assistants/returns-desk" + tab);
        await visitor.SeesTitleAsync("Returns desk");
        await visitor.SettleAsync();
        return visitor;
    }

    /// <summary>With one of the sample data.</summary>
    private async Task<Visitor> OpenChatAsync()
    {
        var visitor = await OpenAdminAsync();
        await visitor.GoAsync("/chat/with/returns-desk");
        await visitor.SeesTitleAsync("Returns desk");
        await visitor.SettleAsync();
        return visitor;
    }

    /// <summary>One with a message and a reply.</summary>
    private async Task<Visitor> OpenConversationAsync(string address)
    {
        var visitor = await OpenChatAsync();
        await visitor.Page.Locator(".composer textarea").FillAsync("How do I send something back?");
        await visitor.PressAsync("Send");
        await Assertions.Expect(visitor.Button("Good reply")).ToBeVisibleAsync();
        await visitor.Page.WaitForURLAsync("**/chat/*-*");
        await visitor.GoAsync(address + visitor.Page.Url[(visitor.Page.Url.LastIndexOf('/') + 1)..]);
        await visitor.SeesAsync("How do I send something back?");
        return visitor;
    }

    private async Task<Visitor> OpenErrorAsync()
    {
        var visitor = await OpenAsync();
        await visitor.GoAsync("/error");
        return visitor;
    }

    private async Task<Visitor> OpenMissingAsync()
    {
        var visitor = await OpenAdminAsync();
        await visitor.GoAsync("/no/such/page");
        await visitor.SeesTitleAsync("Not found");
        visitor.Forgive(f => f.Contains("404", StringComparison.Ordinal));
        return visitor;
    }
}
