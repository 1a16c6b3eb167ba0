using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Api;

public sealed class ApiBasicsTests
{
    [Fact]
    public async Task Me_WithTheSetUpKey_SaysWhoAndWhat()
    {
        await using var host = await StudioHost.CreateAsync();
        using var client = host.CreateClient(StudioHost.AdminKey);

        var me = await client.GetFromJsonAsync<JsonElement>("/api/v1/me");

        Assert.Equal("Administrator", me.GetProperty("name").GetString());
        Assert.Contains("users_manage", me.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
    }

    [Fact]
    public async Task Call_WithoutKey_IsAProblemWithACode()
    {
        await using var host = await StudioHost.CreateAsync();
        using var client = host.CreateClient(key: null);

        using var reply = await client.GetAsync("/api/v1/users");

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal("unauthenticated", (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }
}
