using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Providers;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Usage;

/// <summary>An organisation with budgets, and a vendor on this machine that bills it.</summary>
internal sealed class BudgetScene : IAsyncDisposable
{
    public const string Model = "gpt-4.1-nano";
    public const long Dollar = 1_000_000_000;

    private static readonly Dictionary<string, string?> s_loopback = new() { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };

    private TestScope _admin = null!;

    public TestStudio Studio { get; private set; } = null!;

    public VendorServer Vendor { get; private set; } = null!;

    public BudgetService Budgets => _admin.Get<BudgetService>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<BudgetScene> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Action<IServiceCollection>? configure = null)
    {
        var scene = new BudgetScene
        {
            Studio = await TestStudio.CreateAsync(provider, configure, settings: s_loopback),
            Vendor = await VendorServer.StartAsync("Authorization", Model),
        };
        scene._admin = scene.Studio.As(Role.OrgAdmin);
        return scene;
    }

    public async Task<Guid> AddProviderAsync(string name, string model = Model, Guid? fallback = null) => (await _admin.Get<IntegrationService>().CreateAsync(
        new() { Kind = ProviderKind.OpenAi, Name = name, BaseUrl = Vendor.Origin + "/v1", ApiKey = VendorServer.Key, Models = [model], FallbackId = fallback }, null, Cancel)).Id;

    public Task<BudgetRow> AddBudgetAsync(long amount, BudgetAction action = BudgetAction.Stop, BudgetPeriod period = BudgetPeriod.Day) =>
        Budgets.CreateAsync(new() { Amount = amount, Action = action, Period = period }, Cancel);

    public Task DecideAsync<T>(T value)
        where T : class, IAiSetting<T>, new() => _admin.Get<AiSettingService>().PutAsync(value, null, Cancel);

    /// <summary>A client as whatever leads a turn opens one.</summary>
    public async Task<IChatClient> OpenAsync(Guid provider, string? model = null, bool mayCache = false)
    {
        await using var db = await Studio.OpenAsync();
        var purpose = new CallPurpose { OrganizationId = Studio.Ours.Id, Operation = UsageOperation.Chat, MayCache = mayCache };
        var route = await Studio.Get<ModelRouter>().RouteAsync(db.OrganizationId, provider, model, purpose, Cancel);
        return Studio.Get<ModelCalls>().Open(route, purpose, new LedgerSink(Studio.Get<UsageWriter>()));
    }

    public async Task<List<UsageRecord>> RecordsAsync()
    {
        await using var db = await Studio.OpenAsync();
        return await db.Set<UsageRecord>().OrderBy(r => r.Id).ToListAsync(Cancel);
    }

    /// <summary>From here on each answer is billed with so many tokens.</summary>
    public void Bill(int outputTokens, Func<Task>? before = null) => Vendor.Instead = async context =>
    {
        if (!context.Request.Path.Value!.EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            return false;
        }

        await (before?.Invoke() ?? Task.CompletedTask);
        await context.Response.WriteAsJsonAsync(
            new
            {
                id = "c1",
                model = Model,
                choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = "OK" } } },
                usage = new { prompt_tokens = 10, completion_tokens = outputTokens, total_tokens = 10 + outputTokens },
            },
            Cancel);
        return true;
    };

    public async ValueTask DisposeAsync()
    {
        await Vendor.DisposeAsync();
        await _admin.DisposeAsync();
        await Studio.DisposeAsync();
    }
}
