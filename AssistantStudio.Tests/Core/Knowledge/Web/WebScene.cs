using System.Net;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

/// <summary>An organisation, a site on this machine that answers to every name under <c>.test</c>, and a source that reads it.</summary>
internal sealed class WebScene : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> s_loopback = new() { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };

    public TestStudio Studio { get; private set; } = null!;

    public TestSite Site { get; private set; } = null!;

    public TestScope Editor { get; private set; } = null!;

    public SourceRow Source { get; private set; } = null!;

    /// <summary>The time that all of it goes by.</summary>
    public WaitingClock Clock { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<WebScene> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, CrawlLimits? limits = null)
    {
        var scene = new WebScene { Site = await TestSite.StartAsync() };
        scene.Studio = await TestStudio.CreateAsync(
            provider,
            services =>
            {
                services.AddSingleton<TimeProvider>(scene.Clock);
                services.AddSingleton(limits ?? new());
                services.AddSingleton<HostResolver>((host, _) => Task.FromResult<IPAddress[]>(host.EndsWith(".test", StringComparison.Ordinal) ? [host == "private.test" ? IPAddress.Parse("10.1.2.3") : IPAddress.Loopback] : []));
            },
            settings: s_loopback);
        scene.Editor = scene.Studio.As(Role.OrgAdmin);
        return scene;
    }

    /// <summary>The run of a new source.</summary>
    public Task<RunRow> FirstAsync(Func<WebSettings, WebSettings>? change = null, params string[] starts) => FirstAsync(change, starts, Cancel);

    private async Task<RunRow> FirstAsync(Func<WebSettings, WebSettings>? change, string[] starts, CancellationToken ct)
    {
        Source = await Editor.Get<SourceService>().CreateAsync(new() { Name = "Docs", Kind = SourceKind.Web, Settings = new() { Web = SettingsOf(change, starts) } }, Cancel);
        return await AgainAsync(ct);
    }

    /// <summary>The run of a new source, until it is stopped.</summary>
    public Task<RunRow> FirstStoppedAsync(Func<WebSettings, WebSettings>? change, CancellationToken ct) => FirstAsync(change, [], ct);

    /// <summary>The next run.</summary>
    public async Task<RunRow> AgainAsync(CancellationToken? ct = null)
    {
        Clock.Advance(TimeSpan.FromHours(1));
        await Editor.IngestAsync(Source.Id, ct ?? Cancel);
        return (await Editor.Get<SourceService>().GetAsync(Source.Id, Cancel)).LastRun!;
    }

    public async Task EditAsync(Func<WebSettings, WebSettings> change, params string[] starts)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        var row = await Editor.Get<SourceService>().GetAsync(Source.Id, Cancel);
        await Editor.Get<SourceService>().ChangeAsync(row.Id, new() { Name = row.Name, Kind = row.Kind, Settings = new() { Web = SettingsOf(change, starts) } }, row.RowVersion, Cancel);
    }

    /// <summary>The addresses of what is known now, below the site.</summary>
    public async Task<string[]> PathsAsync() =>
        [.. (await Editor.Get<DocumentService>().ListAsync(new() { SourceId = Source.Id, PageSize = 200 }, Cancel)).Items.Select(d => new Uri(d.ExternalId).PathAndQuery).Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<FailureRow>> FailuresAsync(RunRow run) => (await Editor.Get<SourceService>().FailuresAsync(run.Id, new(), Cancel)).Items;

    public async ValueTask DisposeAsync()
    {
        await Editor.DisposeAsync();
        await Studio.DisposeAsync();
        await Site.DisposeAsync();
    }

    private WebSettings SettingsOf(Func<WebSettings, WebSettings>? change, string[] starts)
    {
        var settings = new WebSettings { StartAddresses = starts.Length > 0 ? starts : [Site.At("/")], Pause = 0 };
        return change?.Invoke(settings) ?? settings;
    }
}

/// <summary>A clock that stands still but for what it is told; waiting for whole seconds takes no time and is remembered, but for the patience that requests have.</summary>
internal sealed class WaitingClock : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 3, 4, 9, 30, 0, TimeSpan.Zero);

    /// <summary>From so many seconds on and below so many.</summary>
    public (int From, int Below) Skips { get; set; } = (1, 30);

    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.FromSeconds(Skips.From) || dueTime >= TimeSpan.FromSeconds(Skips.Below))
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        lock (_lock)
        {
            Waits.Add(dueTime);
            _now += dueTime;
        }

        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
