using System.Net;
using System.Text.Json;
using Xunit;

namespace AssistantStudio.Tests.Api;

[Collection(OnSqlite.Name)]
public sealed class OpenApiTests(SqliteApi api)
{
    private static readonly string[] s_methods = ["get", "post", "put", "delete", "patch"];

    [Fact]
    public async Task Document_EveryOperation_SaysWhatItDoesAndAnswers()
    {
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var reply = await client.CallAsync(HttpMethod.Get, "/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var operations = (await reply.JsonAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Where(o => s_methods.Contains(o.Name)).Select(o => (Name: $"{o.Name} {p.Name}", o.Value)))
            .ToList();
        Assert.True(operations.Count > 20, $"Only {operations.Count} operations are described.");
        Assert.Empty(operations.SelectMany(o => Problems(o.Value).Select(p => $"{o.Name}: {p}")));
    }

    [Fact]
    public async Task Document_WhatMayBeLeftOut_IsNotCalledRequired()
    {
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var reply = await client.CallAsync(HttpMethod.Get, "/openapi/v1.json");

        var schemas = (await reply.JsonAsync()).GetProperty("components").GetProperty("schemas");
        Assert.False(schemas.GetProperty("DeployBody").TryGetProperty("required", out _));
        Assert.Contains("snapshotHash", schemas.GetProperty("DeploymentOutcomeBody").GetProperty("required").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task Page_ReadWithoutSigningIn_ShowsEachOperationWhole()
    {
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var reply = await client.CallAsync(HttpMethod.Get, "/docs/api");
        var page = System.Net.WebUtility.HtmlDecode(await reply.TextAsync());

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.DoesNotContain(":guid}", page, StringComparison.Ordinal);
        Assert.Contains("/api/v1/users/{id}/password-link", page, StringComparison.Ordinal);
        Assert.Contains("Needs <code>users_manage</code>", page, StringComparison.Ordinal);
        Assert.Contains("curl -X PUT \"", page, StringComparison.Ordinal);
        Assert.Contains("<td>member, viewer, editor, operator or org_admin</td>", page, StringComparison.Ordinal);
        Assert.Contains("\"items\": [", page, StringComparison.Ordinal);
        Assert.Contains("412 somebody was faster", page, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Problems(JsonElement operation)
    {
        if (!operation.TryGetProperty("summary", out var summary) || summary.GetString() is not { Length: > 0 })
        {
            yield return "no summary";
        }

        if (!operation.TryGetProperty("tags", out var tags) || tags.GetArrayLength() == 0)
        {
            yield return "no tag";
        }

        var responses = operation.GetProperty("responses").EnumerateObject().ToList();
        if (responses.FirstOrDefault(r => r.Name.StartsWith('2')) is not { Value.ValueKind: JsonValueKind.Object } good)
        {
            yield return "nothing said about success";
        }
        else if (good.Name != "204" && !good.Value.TryGetProperty("content", out _))
        {
            yield return "no type of the reply";
        }

        if (!responses.Any(r => r.Name == "401") || !responses.Any(r => r.Name == "403"))
        {
            yield return "nothing said about refusal";
        }
    }
}
