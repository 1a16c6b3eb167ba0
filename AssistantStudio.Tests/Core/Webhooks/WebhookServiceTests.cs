using System.Collections.Frozen;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Webhooks;

public sealed class WebhookServiceTests
{
    private static readonly string[] s_events = [WebhookEvents.ConversationStarted.Name, WebhookEvents.ConversationEnded.Name];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Create_Webhook_ShowsItsSecretOnceAndIsAudited(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var webhooks = admin.Get<WebhookService>();

        var created = await webhooks.CreateAsync(new() { Name = " Shop ", Url = "https://8.8.8.8/hook?shop=1", Events = [.. s_events.Reverse()] }, Cancel);

        var now = studio.Clock.Now;
        Assert.Equivalent(
            new WebhookRow(created.Webhook.Id, "Shop", "https://8.8.8.8/hook?shop=1", s_events, true, null, null, WebhookSignature.Hint(created.Secret), null, 0, 0, null, null, null, now, "Test OrgAdmin", now, "Test OrgAdmin", 1),
            await webhooks.GetAsync(created.Webhook.Id, Cancel));
        await using var db = await studio.OpenAsync();
        var stored = await db.Set<Webhook>().SingleAsync(Cancel);
        Assert.Equal(created.Secret, studio.Get<SecretProtector>().Unprotect(stored.Secret));
        var entry = await db.Set<AuditEntry>().SingleAsync(a => a.Action == "webhook.created", Cancel);
        Assert.DoesNotContain(stored.Secret, entry.Changes, StringComparison.Ordinal);
        Assert.Contains("conversation.started, conversation.ended", entry.Changes, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Update_Stale_IsAConflictAndOfAnotherOrganizationIsMissing(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        await using var theirs = studio.As(Role.OrgAdmin, studio.Theirs);
        var webhooks = admin.Get<WebhookService>();
        var input = new WebhookInput { Name = "Shop", Url = "https://8.8.8.8/", Events = s_events };
        var id = (await webhooks.CreateAsync(input, Cancel)).Webhook.Id;

        var changed = await webhooks.UpdateAsync(id, input with { Name = "Till", Active = false }, 1, Cancel);

        Assert.Equal(("Till", false, studio.Clock.Now, 2), (changed.Name, changed.Active, changed.SwitchedOffAt, changed.RowVersion));
        await Assert.ThrowsAsync<ConflictException>(() => webhooks.UpdateAsync(id, input, 1, Cancel));
        await Assert.ThrowsAsync<ConflictException>(() => webhooks.DeleteAsync(id, 1, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.Get<WebhookService>().GetAsync(id, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.Get<WebhookDeliveryService>().SendTestAsync(id, Cancel));
        await webhooks.DeleteAsync(id, 2, Cancel);
        await Assert.ThrowsAsync<NotFoundException>(() => webhooks.GetAsync(id, Cancel));
    }

    [Fact]
    public async Task Calls_WithoutThePermission_AreRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        foreach (var role in Enum.GetValues<Role>().Where(r => r != Role.OrgAdmin))
        {
            await using var person = studio.As(role);
            await Assert.ThrowsAsync<ForbiddenException>(() => person.Get<WebhookService>().ListAsync(new(), Cancel));
            await Assert.ThrowsAsync<ForbiddenException>(() => person.Get<WebhookService>().CreateAsync(new(), Cancel));
            await Assert.ThrowsAsync<ForbiddenException>(() => person.Get<WebhookDeliveryService>().ListAsync(Guid.NewGuid(), new(), Cancel));
        }
    }

    [Fact]
    public async Task Calls_WithAKeyForSomeAssistants_AreRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        var grant = studio.GrantOf(Role.OrgAdmin);
        await using var assistants = studio.As(grant with { Assistants = FrozenSet.Create(Guid.NewGuid()) });
        await using var environments = studio.As(grant with { Environments = FrozenSet.Create(StudioEnvironment.Testing) });

        await Assert.ThrowsAsync<ForbiddenException>(() => assistants.Get<WebhookService>().ListAsync(new(), Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => environments.Get<WebhookDeliveryService>().ListAsync(Guid.NewGuid(), new(), Cancel));
    }

    [Theory]
    [InlineData("", "https://8.8.8.8/", "conversation.ended", "name", "Enter a name that says who receives the messages.")]
    [InlineData("Shop", "", "conversation.ended", "url", "Enter the address that the messages are sent to.")]
    [InlineData("Shop", "shop.example", "conversation.ended", "url", "Enter an address that begins with https://.")]
    [InlineData("Shop", "ftp://8.8.8.8/", "conversation.ended", "url", "Enter an address that begins with https://.")]
    [InlineData("Shop", "http://8.8.8.8/", "conversation.ended", "url", "Use https://. Plain http:// is possible only inside a private network that an administrator allowed.")]
    [InlineData("Shop", "https://ada:secret@8.8.8.8/", "conversation.ended", "url", "Leave name and password out of the address. The signature shows who sends.")]
    [InlineData("Shop", "https://8.8.8.8/#part", "conversation.ended", "url", "Leave out what follows the #.")]
    [InlineData("Shop", "https://169.254.169.254/", "conversation.ended", "url", "169.254.169.254 is where machines get their own credentials. It is not fetched from.")]
    [InlineData("Shop", "http://nowhere.test/", "conversation.ended", "url", "The host name nowhere.test cannot be found. Check the address for typing mistakes.")]
    [InlineData("Shop", "https://8.8.8.8/", "", "events", "Choose at least one event.")]
    [InlineData("Shop", "https://8.8.8.8/", "webhook.test", "events", "\"webhook.test\" is no event. There are: conversation.started, conversation.ended, deployment.status_changed.")]
    public async Task Create_WhatIsNotRight_SaysSoAtTheField(string name, string url, string events, string field, string message)
    {
        await using var studio = await WithoutNamesAsync();
        await using var admin = studio.As(Role.OrgAdmin);

        var refusal = await Assert.ThrowsAsync<ValidationException>(
            () => admin.Get<WebhookService>().CreateAsync(new() { Name = name, Url = url, Events = events.Split(' ', StringSplitOptions.RemoveEmptyEntries) }, Cancel));

        Assert.Equal((field, message), (refusal.Errors.Keys.Single(), refusal.Errors.Values.Single().Single()));
    }

    [Fact]
    public async Task Create_PrivateAddress_NeedsAnAllowedNetwork()
    {
        await using var closed = await TestStudio.CreateAsync();
        await using var open = await TestStudio.CreateAsync(settings: new Dictionary<string, string?> { [$"{NetworkOptions.Section}:AllowedPrivateNetworks:0"] = "10.1.0.0/16" });
        await using var outside = closed.As(Role.OrgAdmin);
        await using var inside = open.As(Role.OrgAdmin);
        var input = new WebhookInput { Name = "Shop", Url = "http://10.1.2.3/hook", Events = s_events };

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => outside.Get<WebhookService>().CreateAsync(input, Cancel));
        var created = await inside.Get<WebhookService>().CreateAsync(input, Cancel);

        Assert.StartsWith("10.1.2.3 is in a private or reserved network", refusal.Errors["url"].Single(), StringComparison.Ordinal);
        Assert.Equal("http://10.1.2.3/hook", created.Webhook.Url);
    }

    [Fact]
    public async Task Create_ReceiverThatIsNotThereYet_IsTaken()
    {
        await using var studio = await WithoutNamesAsync();
        await using var admin = studio.As(Role.OrgAdmin);

        var created = await admin.Get<WebhookService>().CreateAsync(new() { Name = "Shop", Url = "https://soon.test/hook", Events = s_events }, Cancel);

        Assert.Equal("https://soon.test/hook", created.Webhook.Url);
    }

    [Fact]
    public async Task Create_SameNameOrTooMany_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var webhooks = admin.Get<WebhookService>();
        for (var i = 0; i < WebhookLimits.MaxPerOrganization - 1; i++)
        {
            await webhooks.CreateAsync(new() { Name = $"Shop {i}", Url = "https://8.8.8.8/", Events = s_events }, Cancel);
        }

        var twice = await Assert.ThrowsAsync<ValidationException>(() => webhooks.CreateAsync(new() { Name = "Shop 1", Url = "https://8.8.8.8/", Events = s_events }, Cancel));
        await webhooks.CreateAsync(new() { Name = "Last", Url = "https://8.8.8.8/", Events = s_events }, Cancel);

        Assert.Equal("There is a webhook of this name already.", twice.Errors["name"].Single());
        await Assert.ThrowsAsync<LimitExceededException>(() => webhooks.CreateAsync(new() { Name = "One more", Url = "https://8.8.8.8/", Events = s_events }, Cancel));
        Assert.Equal(WebhookLimits.MaxPerOrganization, (await webhooks.ListAsync(new() { Search = "8.8", PageSize = 5, Active = true }, Cancel)).Total);
    }

    /// <summary>Looks up no name: this machine may be offline.</summary>
    private static Task<TestStudio> WithoutNamesAsync() => TestStudio.CreateAsync(
        configure: s => s.AddSingleton<HostResolver>((_, _) => Task.FromException<System.Net.IPAddress[]>(new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound))));
}
