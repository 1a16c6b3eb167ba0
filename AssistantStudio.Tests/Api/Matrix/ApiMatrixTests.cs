using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Api;
using AssistantStudio.Web.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

/// <summary>Every endpoint × every caller × what is theirs, somebody else's or not there.</summary>
public abstract partial class ApiMatrixTests(ApiFixture api)
{
    public static TheoryData<string> Endpoints { get; } = [.. EndpointExpectations.All.Select(e => e.Endpoint)];

    [Fact]
    public async Task Endpoints_AllOfThem_HaveAnExpectation()
    {
        var host = await api.HostAsync();
        var mapped = host.Studio.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("/api", StringComparison.Ordinal) == true)
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(m => $"{m} {Below(e.RoutePattern.RawText!)}"))
            .ToHashSet();
        var stated = EndpointExpectations.All.Select(e => e.Endpoint).ToHashSet();

        Assert.True(mapped.Count > 0, "No endpoint was found: the reflection over the routes is wrong.");
        Assert.True(
            mapped.IsSubsetOf(stated),
            "State what is expected of these endpoints in Api/Matrix (who is allowed, the body of an allowed call, what it changes): " + string.Join(", ", mapped.Except(stated).Order()));
        Assert.True(stated.IsSubsetOf(mapped), "These endpoints are expected but not mapped: " + string.Join(", ", stated.Except(mapped).Order()));
    }

    [Fact]
    public async Task Endpoints_PermissionTheySay_IsWhatDecides()
    {
        var host = await api.HostAsync();
        var said = host.Studio.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith(ApiPaths.V1, StringComparison.Ordinal) == true)
            .ToDictionary(e => $"{e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]} {Below(e.RoutePattern.RawText!)}", e => e.Metadata.GetMetadata<NeedsPermission>()?.Permission);
        foreach (var expected in EndpointExpectations.All)
        {
            var needs = said[expected.Endpoint];
            var may = Enum.GetValues<Role>().Where(r => needs is not { } p || RolePermissions.Of(r).Contains(p)).Select(r => Enum.Parse<Caller>(r.ToString()));
            Assert.Equal((expected.Endpoint, string.Join(' ', expected.Allowed.Except([Caller.SiteAdmin, Caller.Narrowed]).Order())), (expected.Endpoint, string.Join(' ', may.Order())));
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Call_ByThoseAllowed_IsCarriedOut(string endpoint)
    {
        var host = await api.HostAsync();
        var expected = Find(endpoint);
        Assert.NotEmpty(expected.Allowed);
        foreach (var caller in expected.Allowed)
        {
            // A narrowed key makes nothing; what it reads is the administrator's.
            var owner = caller == Caller.Narrowed ? host.Ours : await host.GrantOfAsync(caller);
            var maker = Lends(expected, caller) ? owner : host.Ours;
            var ids = await expected.Arrange(new(host, maker));
            using var reply = await SendAsync(host, caller, expected, ids);
            var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(reply.IsSuccessStatusCode, $"{caller} may {endpoint}, but got {(int)reply.StatusCode}: {text}");
            await expected.Check(new(host, ids, reply, text));
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Call_ByThoseNotAllowed_IsRefused(string endpoint)
    {
        var host = await api.HostAsync();
        var expected = Find(endpoint);
        var ids = await expected.Arrange(new(host, host.Ours));
        foreach (var caller in Enum.GetValues<Caller>().Except(expected.Allowed))
        {
            using var reply = await SendAsync(host, caller, expected, ids);
            var right = caller == Caller.Anonymous ? (HttpStatusCode.Unauthorized, "unauthenticated") : (HttpStatusCode.Forbidden, "forbidden");
            Assert.Equal((caller, right.Item1), (caller, reply.StatusCode));
            Assert.Equal(right.Item2, (await ProblemAsync(reply)).GetProperty("code").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Call_ForWhatIsForeign_LooksLikeWhatIsMissing(string endpoint)
    {
        var expected = Find(endpoint);
        var parameters = Parameter().Count(endpoint);
        if (parameters == 0)
        {
            return; // There is no other one to ask for.
        }

        var host = await api.HostAsync();
        var theirs = expected.Foreign is null ? await expected.Arrange(new(host, host.Theirs)) : null;
        string[] missing = [.. Enumerable.Range(0, parameters).Select(_ => Guid.NewGuid().ToString())];
        foreach (var caller in Enum.GetValues<Caller>())
        {
            using var absent = await SendAsync(host, caller, expected, missing);
            if (expected.Allowed.Contains(caller))
            {
                Assert.Equal((caller, HttpStatusCode.NotFound), (caller, absent.StatusCode));
            }

            if ((expected.Foreign is null ? theirs : await expected.Foreign(host, caller)) is { } foreign)
            {
                using var reply = await SendAsync(host, caller, expected, foreign);
                Assert.Equal((caller, absent.StatusCode), (caller, reply.StatusCode));
                Assert.Equal(Shape(await ProblemAsync(absent)), Shape(await ProblemAsync(reply)));
            }
        }
    }

    private static EndpointExpectation Find(string endpoint) => EndpointExpectations.All.Single(e => e.Endpoint == endpoint);

    private static string Below(string route) => (route.StartsWith(ApiPaths.V1, StringComparison.Ordinal) ? route[ApiPaths.V1.Length..] : route).TrimEnd('/');

    /// <summary>Who builds has their own things, and everybody what they said themselves; who only reads looks at what the administrator made.</summary>
    private static bool Lends(EndpointExpectation expected, Caller caller) =>
        expected.Endpoint.Contains("/conversations", StringComparison.Ordinal) || expected.Endpoint.Contains("/memories", StringComparison.Ordinal) || (expected.Endpoint.Contains("/api-keys", StringComparison.Ordinal) && caller is Caller.Editor or Caller.Operator);

    private static async Task<HttpResponseMessage> SendAsync(ApiHost host, Caller caller, EndpointExpectation expected, string[] ids)
    {
        var (method, route) = (expected.Endpoint.Split(' ')[0], expected.Endpoint.Split(' ')[1]);
        var used = 0;
        var path = Parameter().Replace(route, _ => Uri.EscapeDataString(ids[used++]));
        using var client = host.Client(caller);
        using var request = new HttpRequestMessage(new HttpMethod(method), ApiPaths.V1 + path + expected.Query);
        if (expected.Body() is { } body)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage reply)
    {
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        return await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>All of it but the reference, which is each reply's own.</summary>
    private static string Shape(JsonElement problem) =>
        string.Join("; ", problem.EnumerateObject().Where(p => p.Name != "traceId").Select(p => $"{p.Name}={p.Value}"));

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}

[Collection(OnSqlite.Name)]
public sealed class SqliteApiMatrixTests(SqliteApi api) : ApiMatrixTests(api);

[Collection(OnPostgres.Name)]
public sealed class PostgresApiMatrixTests(PostgresApi api) : ApiMatrixTests(api);
