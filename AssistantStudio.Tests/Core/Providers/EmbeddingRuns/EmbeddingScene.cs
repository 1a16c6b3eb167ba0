using System.Collections.Concurrent;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.EmbeddingRuns;

/// <summary>An organisation, and a vendor on this machine that embeds: each text has a vector of its own and a token for each of its characters.</summary>
internal sealed class EmbeddingScene : IAsyncDisposable
{
    public const string Model = "text-embedding-3-small";

    /// <summary>$0.02 for a million tokens, in nano-dollars.</summary>
    public const long CostOfToken = 20;

    private static readonly Dictionary<string, string?> s_loopback = new() { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };

    public TestStudio Studio { get; private set; } = null!;

    public VendorServer Vendor { get; private set; } = null!;

    /// <summary>The texts of each request, in the order in which they came.</summary>
    public ConcurrentQueue<string[]> Asked { get; } = new();

    /// <summary>Tried before the vectors are sent.</summary>
    public Func<string[], HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>The vector that is sent for a text.</summary>
    public Func<string, object> Vector { get; set; } = VectorOf;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<EmbeddingScene> CreateAsync()
    {
        var scene = new EmbeddingScene { Studio = await TestStudio.CreateAsync(settings: s_loopback), Vendor = await VendorServer.StartAsync("Authorization", Model) };
        scene.Vendor.Instead = scene.AnswerAsync;
        return scene;
    }

    public static string[] Texts(int count) => [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"text {i}"))];

    public static object VectorOf(string text) => Numbers(text);

    public static float[] Numbers(string text) => [text.Length, text[^1], text.Sum(c => c)];

    /// <param name="kind">Compatible servers are asked for 32 texts at a time, OpenAI for some hundred.</param>
    public async Task<ModelTarget> TargetAsync(ProviderKind kind = ProviderKind.OpenAi, string key = VendorServer.Key, int? maxConcurrent = null)
    {
        await using var admin = Studio.As(Role.OrgAdmin);
        var input = new IntegrationInput { Kind = kind, Name = "Vendor", BaseUrl = Vendor.Origin + "/v1", ApiKey = key, Models = [Model], MaxConcurrent = maxConcurrent };
        var id = (await admin.Get<IntegrationService>().CreateAsync(input, null, Cancel)).Id;
        return await Studio.Get<ModelTargets>().FindAsync(admin.Access, id, null, Cancel);
    }

    public EmbeddingOrder Order(ModelTarget target, IReadOnlyList<string> texts) => new()
    {
        Target = target,
        Texts = texts,
        Purpose = new() { OrganizationId = Studio.Ours.Id, Operation = UsageOperation.Embedding },
    };

    /// <param name="isHasty">Pauses take no time, and the clock says that they took theirs.</param>
    public Task<EmbeddingRunResult> EmbedAsync(EmbeddingOrder order, IProgress<EmbeddingProgress>? progress = null, bool isHasty = false, CancellationToken? ct = null)
    {
        var runs = isHasty ? new(Studio.Get<EmbeddingCalls>(), Studio.Get<AiSettings>(), new HastyClock(Studio.Clock)) : Studio.Get<AssistantStudio.Core.Providers.EmbeddingRuns>();
        return runs.EmbedAsync(order, new LedgerSink(Studio.Get<UsageWriter>()), progress, ct ?? Cancel);
    }

    public async Task<List<UsageRecord>> RecordsAsync()
    {
        await using var db = await Studio.OpenAsync();
        return await db.Set<UsageRecord>().ToListAsync(Cancel); // In no order: several are written in one millisecond.
    }

    public static async Task<bool> RefuseAsync(HttpContext context, int status, string type, string message, string retryAfter = "")
    {
        context.Response.StatusCode = status;
        if (retryAfter.Length > 0)
        {
            context.Response.Headers["retry-after-ms"] = retryAfter;
        }

        await context.Response.WriteAsJsonAsync(new { error = new { message, type } }, CancellationToken.None);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await Vendor.DisposeAsync();
        await Studio.DisposeAsync();
    }

    private async Task<bool> AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {VendorServer.Key}")
        {
            Asked.Enqueue([]);
            return false;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body, default, CancellationToken.None);
        string[] texts = [.. body.RootElement.GetProperty("input").EnumerateArray().Select(t => t.GetString()!)];
        Asked.Enqueue(texts);
        if (Instead is { } instead && await instead(texts, context))
        {
            return true;
        }

        var tokens = texts.Sum(t => t.Length);
        await context.Response.WriteAsJsonAsync(
            new { data = texts.Select((t, index) => new { index, embedding = Vector(t) }), usage = new { prompt_tokens = tokens, total_tokens = tokens } }, CancellationToken.None);
        return true;
    }

    private sealed class HastyClock(TestClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
            {
                clock.Advance(dueTime);
            }

            return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
        }
    }
}

/// <summary>Keeps what it was told.</summary>
internal sealed class ToldProgress : IProgress<EmbeddingProgress>
{
    public List<EmbeddingProgress> Told { get; } = [];

    public void Report(EmbeddingProgress value) => Told.Add(value);
}
