using System.Net;
using Xunit;

namespace AssistantStudio.Tests.Api;

[Collection(OnSqlite.Name)]
public sealed class ListTests(SqliteApi api)
{
    [Fact]
    public async Task List_SecondPage_GoesOnWhereTheFirstEnds()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        var first = await (await client.CallAsync(HttpMethod.Get, "/api/v1/users?page=1&pageSize=2&sort=email")).JsonAsync();
        var second = await (await client.CallAsync(HttpMethod.Get, "/api/v1/users?page=2&pageSize=2&sort=email")).JsonAsync();

        Assert.Equal((1, 2), (first.GetProperty("page").GetInt32(), second.GetProperty("page").GetInt32()));
        Assert.Equal((2, 2), (first.GetProperty("pageSize").GetInt32(), second.GetProperty("pageSize").GetInt32()));
        Assert.True(first.GetProperty("total").GetInt32() >= 6);
        string[] emails = [.. first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(u => u.GetProperty("email").GetString()!)];
        Assert.Equal(4, emails.Length);
        Assert.Equal(emails.Order(StringComparer.Ordinal).Distinct(), emails);
    }

    [Fact]
    public async Task List_SearchWithNoMatch_IsEmpty()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        var found = await (await client.CallAsync(HttpMethod.Get, "/api/v1/users?q=nobody-is-called-like-that")).JsonAsync();

        Assert.Equal(0, found.GetProperty("total").GetInt32());
        Assert.Empty(found.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("pageSize=201", "pageSize")]
    [InlineData("sort=-shoeSize", "sort")]
    [InlineData("role=emperor", "role")]
    public async Task List_WithAParameterThatCannotBe_NamesIt(string query, string field)
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/users?" + query);

        (await reply.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).HasError(field);
    }

    [Fact]
    public async Task List_PageThatIsNoNumber_IsABadRequest()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/users?page=one");

        await reply.IsProblemAsync(HttpStatusCode.BadRequest, "bad_request");
    }

    [Fact]
    public async Task List_SearchThatIsTooLong_NamesIt()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/users?q=" + new string('x', 201));

        await reply.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }
}
