using System.Collections.Concurrent;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Trackers;

/// <summary>An organisation, a server on this machine that answers like Jira or GitHub, the connection to it, and a source.</summary>
internal sealed class TrackerScene : IAsyncDisposable
{
    private LoopbackServer _server = null!;

    public TestStudio Studio { get; private set; } = null!;

    public TestScope Admin { get; private set; } = null!;

    /// <summary>What was asked, in order: <c>GET /rest/api/3/myself</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public PauseClock Pauses { get; private set; } = null!;

    /// <summary>Tried before the server answers.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    public Guid ConnectionId { get; private set; }

    public Guid SourceId { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Origin => $"http://127.0.0.1:{_server.Port}";

    public static async Task<TrackerScene> CreateAsync(Func<TrackerScene, RequestDelegate> answer, DatabaseProvider database = DatabaseProvider.Sqlite, bool isHasty = true)
    {
        var scene = new TrackerScene();
        var answers = answer(scene);
        scene._server = await LoopbackServer.StartAsync(async context =>
        {
            scene.Asked.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            if (!await scene.Instead(context))
            {
                await answers(context);
            }
        });
        scene.Studio = await TestStudio.CreateAsync(
            database, services => services.AddScoped(s => new DataSourceService(
                s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<SecretProtector>(), s.GetRequiredService<GuardedHttp>(), s.GetRequiredService<ChangeFeed>(),
                isHasty ? scene.Pauses : s.GetRequiredService<TimeProvider>())),
            settings: new Dictionary<string, string?> { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" });
        scene.Pauses = new(scene.Studio.Clock);
        scene.Admin = scene.Studio.As(Role.OrgAdmin);
        return scene;
    }

    public async Task ConnectAsync(ProviderKind kind, string? key, string path = "")
    {
        var row = await Admin.Get<IntegrationService>().CreateAsync(new() { Kind = kind, Name = $"Our {kind}", BaseUrl = Origin + path, ApiKey = key }, null, Cancel);
        ConnectionId = row.Id;
    }

    public Task AddAsync(JiraSettings jira) => AddAsync(SourceKind.Jira, new() { Jira = jira });

    public Task AddAsync(GitHubSettings gitHub, int? maxAgeDays = null) => AddAsync(SourceKind.GitHub, new() { GitHub = gitHub }, maxAgeDays);

    public async Task<SourceRow> IngestAsync(CancellationToken ct = default)
    {
        Asked.Clear();
        await Admin.IngestAsync(SourceId, ct);
        return await RowAsync();
    }

    /// <summary>Hours later.</summary>
    public Task<SourceRow> IngestLaterAsync(double hours = 6)
    {
        Studio.Clock.Advance(TimeSpan.FromHours(hours));
        return IngestAsync();
    }

    public Task<SourceRow> RowAsync() => Admin.Get<SourceService>().GetAsync(SourceId, Cancel);

    public async Task<IntegrationRow> ConnectionAsync() => await Admin.Get<IntegrationService>().GetAsync(ConnectionId, Cancel);

    public async Task<string[]> DocumentsAsync() =>
        [.. (await Admin.Get<DocumentService>().ListAsync(new() { SourceId = SourceId, PageSize = 100 }, Cancel)).Items.Select(d => d.ExternalId).Order(StringComparer.Ordinal)];

    public async Task<DocumentDetail> DocumentAsync(string externalId)
    {
        var row = (await Admin.Get<DocumentService>().ListAsync(new() { SourceId = SourceId, Search = externalId, PageSize = 100 }, Cancel)).Items.Single(d => d.ExternalId == externalId);
        return await Admin.Get<DocumentService>().GetAsync(row.Id, Cancel);
    }

    public static async Task JsonAsync(HttpContext context, string json, int status = 200)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json;charset=UTF-8");
        await context.Response.WriteAsync(json, CancellationToken.None);
    }

    /// <summary>One that answers a path once, or as often as said, with something else.</summary>
    public void Once(string path, Func<HttpContext, Task> answer, int times = 1) => Instead = async context =>
    {
        if (times == 0 || !context.Request.Path.Value!.EndsWith(path, StringComparison.Ordinal))
        {
            return false;
        }

        times--;
        await answer(context);
        return true;
    };

    public async ValueTask DisposeAsync()
    {
        await Admin.DisposeAsync();
        await Studio.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task AddAsync(SourceKind kind, SourceSettings settings, int? maxAgeDays = null) =>
        SourceId = (await Admin.Get<SourceService>().CreateAsync(new() { Name = "Tracker", Kind = kind, Settings = settings, ProviderId = ConnectionId, EveryHours = 6, MaxAgeDays = maxAgeDays }, Cancel)).Id;
}

/// <summary>Pauses take no time, and the clock says that they took theirs.</summary>
internal sealed class PauseClock(TestClock clock) : TimeProvider
{
    public List<TimeSpan> Pauses { get; } = [];

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            Pauses.Add(dueTime);
            clock.Advance(dueTime);
        }

        return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}

internal static class Times
{
    /// <summary>As Jira writes them, in the time zone of whoever asks.</summary>
    public static string Jira(DateTime utc) => utc.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+0100";

    public static string GitHub(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static long Milliseconds(DateTime utc) => new DateTimeOffset(utc, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
