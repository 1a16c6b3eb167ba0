using System.Net;
using System.Text.Json;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api;

[Collection(OnSqlite.Name)]
public sealed class UsageExportTests(SqliteApi api)
{
    [Fact]
    public async Task Records_AsCsv_HaveEveryCallExactlyAndNoFormulas()
    {
        var host = await api.HostAsync();
        var model = "=cmd-" + Guid.NewGuid();
        await RecordAsync(host, model, 1);
        await RecordAsync(host, model, null);
        using var client = host.Client(Caller.Viewer);

        using var reply = await client.CallAsync(HttpMethod.Get, $"/api/v1/ai/usage/records?format=csv&model={Uri.EscapeDataString(model)}");

        Assert.Equal("text/csv", reply.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(".csv", reply.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        var lines = (await reply.TextAsync()).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.StartsWith("at,operation,outcome,provider,model,", lines[0], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        Assert.Contains($"\"'{model}\",\"10\",\"0\",\"5\",\"0\",\"0.000000001\",\"\"", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",cacheWriteTokens,cacheWriteLongTokens,serviceTier", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",\"2\",\"3\",\"priority\"", lines[1], StringComparison.Ordinal);
        Assert.Contains($"\"'{model}\",\"10\",\"0\",\"5\",\"0\",\"\",\"\"", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_AsJson_AreAListWithExactMoney()
    {
        var host = await api.HostAsync();
        var model = "m-" + Guid.NewGuid();
        await RecordAsync(host, model, 149_610_000_001);
        using var client = host.Client(Caller.Viewer);

        using var reply = await client.CallAsync(HttpMethod.Get, $"/api/v1/ai/usage/records?format=json&model={model}");

        var row = Assert.Single((await reply.JsonAsync()).EnumerateArray());
        Assert.Equal((2, 3, "priority"), (row.GetProperty("cacheWriteTokens").GetInt32(), row.GetProperty("cacheWriteLongTokens").GetInt32(), row.GetProperty("serviceTier").GetString()));
        Assert.Equal(("149.610000001", "chat", JsonValueKind.Null), (row.GetProperty("cost").GetString(), row.GetProperty("operation").GetString(), row.GetProperty("vendorCost").ValueKind));
    }

    [Fact]
    public async Task Records_InAFormatThereIsNot_NamesIt()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/ai/usage/records?format=xlsx");

        (await reply.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).HasError("format");
    }

    private static Task RecordAsync(ApiHost host, string model, long? cost) => host.Studio.Services.GetRequiredService<UsageWriter>().RecordAsync(
        new()
        {
            OrganizationId = host.Ours.OrganizationId,
            At = host.Studio.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.Date.AddMinutes(cost is null ? 1 : 0),
            Operation = UsageOperation.Chat,
            Outcome = UsageOutcome.Succeeded,
            ProviderName = "Ours",
            Model = model,
            Usage = new() { Input = 10, CacheWrite = 2, CacheWriteLong = 3, Output = 5 },
            ServiceTier = "priority",
            Cost = cost,
        },
        CancellationToken.None);
}
