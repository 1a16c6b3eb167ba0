using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Webhooks;

/// <summary>A message as the receiver got it.</summary>
internal sealed record Received(string Path, string Id, string Timestamp, string Signature, string ContentType, string Body);

/// <summary>A real receiver on this machine, an administrator, and a courier that delivers when it is told to.</summary>
internal sealed class WebhookScene : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _received = new();
    private LoopbackServer _server = null!;

    public TestStudio Studio { get; private set; } = null!;

    public TestScope Admin { get; private set; } = null!;

    /// <summary>What the receiver does after it has read the message. Without more: it takes it.</summary>
    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<Received> Received => [.. _received];

    public WebhookService Webhooks => Admin.Get<WebhookService>();

    public WebhookDeliveryService Deliveries => Admin.Get<WebhookDeliveryService>();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<WebhookScene> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var scene = new WebhookScene();
        scene._server = await LoopbackServer.StartAsync(scene.ReceiveAsync);
        var allowed = new Dictionary<string, string?> { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };
        scene.Studio = await TestStudio.CreateAsync(provider, settings: allowed);
        scene.Admin = scene.Studio.As(Role.OrgAdmin);
        return scene;
    }

    public string Url(string path = "/hook") => _server.At("127.0.0.1", path).ToString();

    public Task<WebhookWithSecret> AddAsync(string name = "Shop", string path = "/hook", params string[] events) => Webhooks.CreateAsync(
        new WebhookInput { Name = name, Url = Url(path), Events = events.Length > 0 ? events : [WebhookEvents.ConversationEnded.Name] }, Cancel);

    /// <summary>Something happens.</summary>
    public async Task HappenAsync(int number = 1, WebhookEventType? type = null)
    {
        await using var db = await Studio.OpenAsync();
        await Studio.Get<WebhookOutbox>().AddAsync(db, Studio.Ours.Id, type ?? WebhookEvents.ConversationEnded, new { number }, Cancel);
        await db.SaveChangesAsync(Cancel);
    }

    /// <summary>Sends what is due now.</summary>
    public Task DeliverAsync() => Studio.Get<WebhookCourier>().DeliverDueAsync(Cancel);

    public async Task<List<WebhookDelivery>> RowsAsync()
    {
        await using var db = await Studio.OpenAsync();
        return await db.Set<WebhookDelivery>().AsNoTracking().OrderBy(d => d.Id).ToListAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Admin.DisposeAsync();
        await Studio.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers;
        _received.Enqueue(new(
            context.Request.Path, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), context.Request.ContentType ?? "", body));
        await Answer(context);
    }
}
