using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

public sealed class OpenApiIngestionTests
{
    private const string Description = """
        { "openapi": "3.1.0", "info": { "title": "Parcel API", "version": "1" }, "paths": {
          "/parcels/{id}": { "get": { "summary": "Track a parcel", "parameters": [{ "name": "id", "in": "path", "description": "The number on the label" }], "responses": { "200": { "description": "Where it is" } } } },
          "/parcels": { "post": { "summary": "Send a parcel", "responses": { "201": { "description": "Accepted" } } } } } }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Description_ReadAgain_IsTransferredOnlyWhenItChanged(DatabaseProvider provider)
    {
        await using var scene = await WebScene.CreateAsync(provider);
        scene.Site.Put("/openapi.json", new(Encoding.UTF8.GetBytes(Description), "application/json"));
        var source = await SourceAsync(scene, "/openapi.json");
        var first = await RunAsync(scene, source);
        scene.Site.Forget();
        var second = await RunAsync(scene, source);

        Assert.Equal((IngestionState.Succeeded, 1), (first.State, first.Added));
        Assert.Equal((IngestionState.Succeeded, 1, 0), (second.State, second.Unchanged, scene.Site.BytesSent));
        var found = await scene.Editor.Get<RetrievalService>().SearchAsync(new() { Query = "track a parcel" }, Cancel);
        Assert.Equal("Parcel API", found.Items[0].Title);

        scene.Site.Put("/openapi.json", new(Encoding.UTF8.GetBytes(Description.Replace("Send a parcel", "Post a parcel", StringComparison.Ordinal)), "application/json"));
        var third = await RunAsync(scene, source);
        Assert.Equal((1, 0), (third.Changed, third.Added));
    }

    [Theory]
    [InlineData(401, "", "wants a login")]
    [InlineData(404, "", "There is no description at")]
    [InlineData(500, "", "answered with status 500")]
    [InlineData(200, "<!doctype html><title>Swagger UI</title>", "openapi.json")]
    [InlineData(200, "openapi: 3.0.0\ninfo:\n  title: Parcel API\n", "YAML")]
    [InlineData(200, "{\"name\":\"parcel\"}", "no OpenAPI description")]
    [InlineData(200, "{\"openapi\":", "not valid JSON")]
    public async Task Description_ThatCannotBeRead_IsToldInPlainWordsAndTheOldOneStays(int status, string body, string expected)
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Put("/openapi.json", new(Encoding.UTF8.GetBytes(Description), "application/json"));
        var source = await SourceAsync(scene, "/openapi.json");
        await RunAsync(scene, source);
        scene.Site.Put("/openapi.json", new SitePage(Encoding.UTF8.GetBytes(body), "application/json") { Status = status });
        var run = await RunAsync(scene, source);

        Assert.Equal(IngestionState.Failed, run.State);
        Assert.Contains(expected, run.Problem, StringComparison.Ordinal);
        Assert.EndsWith(".", run.Problem);
        Assert.Equal(1, (await scene.Editor.Get<SourceService>().GetAsync(source, Cancel)).Documents);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no address")]
    public async Task Address_ThatIsNone_IsRefused(string address)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            editor.Get<SourceService>().CreateAsync(new() { Name = "API", Kind = SourceKind.OpenApi, Settings = new() { OpenApi = new() { Address = address } } }, Cancel));

        Assert.Equal(["settings.openApi.address"], refused.Errors.Keys);
    }

    private static async Task<Guid> SourceAsync(WebScene scene, string path) =>
        (await scene.Editor.Get<SourceService>().CreateAsync(new() { Name = "API", Kind = SourceKind.OpenApi, Settings = new() { OpenApi = new() { Address = scene.Site.At(path) } } }, Cancel)).Id;

    private static async Task<RunRow> RunAsync(WebScene scene, Guid source)
    {
        scene.Clock.Advance(TimeSpan.FromHours(1));
        await scene.Editor.IngestAsync(source, Cancel);
        return (await scene.Editor.Get<SourceService>().GetAsync(source, Cancel)).LastRun!;
    }
}
