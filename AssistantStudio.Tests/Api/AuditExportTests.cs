using System.Net;
using System.Text.Json;
using AssistantStudio.Core.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api;

[Collection(OnSqlite.Name)]
public sealed class AuditExportTests(SqliteApi api)
{
    [Fact]
    public async Task Csv_WithATextThatIsAFormula_MakesItPlain()
    {
        var host = await api.HostAsync();
        var name = "=HYPERLINK(\"https://evil.example\") " + Guid.NewGuid();
        await host.Studio.AsAsync(host.Ours, s => s.GetRequiredService<ApiKeyService>().CreateAsync(new() { Name = name }, CancellationToken.None));
        using var client = host.Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, $"/api/v1/audit/export?q={Uri.EscapeDataString(name[^36..])}");

        Assert.Equal("text/csv", reply.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(".csv", reply.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        var lines = (await reply.TextAsync()).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(",\"'=HYPERLINK(\"\"https://evil.example\"\")", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_OfOneAction_HasOnlyThat()
    {
        var host = await api.HostAsync();
        await host.Studio.AsAsync(host.Ours, s => s.GetRequiredService<ApiKeyService>().CreateAsync(new() { Name = "Exported" }, CancellationToken.None));
        using var client = host.Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/audit/export?format=json&action=api_key.created");

        Assert.Equal("application/json", reply.Content.Headers.ContentType?.MediaType);
        var rows = (await reply.JsonAsync()).EnumerateArray().ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal("api_key.created", r.GetProperty("action").GetString()));
        Assert.Equal(JsonValueKind.String, rows[0].GetProperty("source").ValueKind);
    }

    [Fact]
    public async Task Export_InAFormatThereIsNot_NamesIt()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/audit/export?format=xlsx");

        (await reply.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).HasError("format");
    }

    [Fact]
    public async Task Export_OfAnything_IsItselfRecorded()
    {
        var host = await api.HostAsync();
        using var client = host.Client(Caller.OrgAdmin);
        using var export = await client.CallAsync(HttpMethod.Get, "/api/v1/audit/export?format=json");
        await export.TextAsync();

        var entries = await host.SeeAsync("/audit?action=audit.exported&pageSize=1");

        Assert.Equal("Test OrgAdmin", entries.GetProperty("items")[0].GetProperty("actor").GetString());
    }
}
