using System.Text;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Knowledge;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Knowledge()
    {
        yield return new()
        {
            Endpoint = "GET /knowledge/sources",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await ASourceAsync(scene);
                return [];
            },
            Check = call =>
            {
                Assert.Contains(call.Reply.EnumerateArray(), s => s.GetProperty("kind").GetString() == "records");
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /knowledge/sources/{id:guid}", Allowed = s_viewers, Arrange = ASourceAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "POST /knowledge/sources",
            Allowed = s_editors,
            Body = () => new { name = Unique(), kind = "upload", audience = "editors", licence = "Ours." },
            Check = async call => Assert.Equal("editors", (await call.Host.SeeAsync($"/knowledge/sources/{call.Word("id")}")).GetProperty("audience").GetString()),
        };
        yield return new()
        {
            Endpoint = "PUT /knowledge/sources/{id:guid}",
            Allowed = s_editors,
            Arrange = ASourceAsync,
            Body = () => new { licence = "Somebody's." },
            Check = async call => Assert.Equal("Somebody's.", (await call.Host.SeeAsync($"/knowledge/sources/{call.Id}")).GetProperty("licence").GetString()),
        };
        yield return new() { Endpoint = "DELETE /knowledge/sources/{id:guid}", Allowed = s_editors, Arrange = ASourceAsync, Check = call => IsGoneAsync(call, "/knowledge/sources") };
        yield return new()
        {
            Endpoint = "POST /knowledge/sources/{id:guid}/ingest",
            Allowed = s_editors,
            Arrange = ASourceAsync,
            Check = call =>
            {
                Assert.Equal(call.Id, call.Word("id"));
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /knowledge/sources/{id:guid}/runs", Allowed = s_viewers, Arrange = AReadSourceAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "GET /knowledge/sources/runs/{runId:guid}/failures",
            Allowed = s_viewers,
            Arrange = async scene => [await RunOfAsync(scene, (await AReadSourceAsync(scene))[0])],
            Check = call =>
            {
                Assert.Equal("bad.bin", Assert.Single(call.Of("items").EnumerateArray()).GetProperty("externalId").GetString());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/sources/{id:guid}/records",
            Allowed = s_editors,
            Arrange = ASourceAsync,
            Body = () => new { records = new[] { new { id = "r1", title = "Postage", text = "We pay the postage.", metadata = new { team = "returns" } } } },
            Check = call =>
            {
                Assert.True(Assert.Single(call.Of("items").EnumerateArray()).GetProperty("isNew").GetBoolean());
                return Task.CompletedTask;
            },
        };
        foreach (var one in Documents().Concat(Searches()).Concat(KnowledgeQuality()))
        {
            yield return one;
        }
    }

    private static IEnumerable<EndpointExpectation> Documents()
    {
        yield return new() { Endpoint = "GET /knowledge/documents", Allowed = s_viewers, Arrange = NothingNamed(AReadSourceAsync), Check = HasRowsAsync };
        yield return new() { Endpoint = "GET /knowledge/documents/{id:guid}", Allowed = s_viewers, Arrange = ADocumentAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "POST /knowledge/documents",
            Allowed = s_editors,
            Arrange = async scene =>
            {
                s_uploads = (await ASourceAsync(scene, SourceKind.Upload))[0];
                return [];
            },
            Body = () => new MultipartFormDataContent { { new StringContent(s_uploads), "sourceId" }, { new ByteArrayContent("# Refunds\n\nWithin two weeks."u8.ToArray()), "file", "refunds.md" } },
            Check = call =>
            {
                Assert.Equal("refunds.md", call.Word("externalId"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "DELETE /knowledge/documents/{id:guid}",
            Allowed = s_editors,
            Arrange = ADocumentAsync,
            Check = async call => Assert.True((await call.Host.SeeAsync($"/knowledge/documents/{call.Id}")).GetProperty("chunks").GetArrayLength() > 0, "It is there until the next run has left it out."),
        };
    }

    private static IEnumerable<EndpointExpectation> Searches()
    {
        yield return new()
        {
            Endpoint = "POST /knowledge/search",
            Allowed = s_viewers,
            Arrange = NothingNamed(AReadSourceAsync),
            Body = () => new { query = "who pays the postage", limit = 3 },
            Check = call =>
            {
                Assert.Contains("postage", call.Of("items")[0].GetProperty("text").GetString());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /knowledge/chunks/{id}/similar",
            Allowed = s_viewers,
            Arrange = async scene => [await AChunkAsync(scene)],
            Check = call =>
            {
                Assert.NotEmpty(call.Of("items").EnumerateArray());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /knowledge/coverage",
            Allowed = s_viewers,
            Arrange = NothingNamed(AReadSourceAsync),
            Check = call =>
            {
                Assert.Equal((384, 0), (call.Of("dimensions").GetInt32(), call.Of("missing").GetInt32()));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /knowledge/backfill",
            Allowed = s_viewers,
            Check = call =>
            {
                Assert.Equal(0, call.Of("missing").GetInt32());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /knowledge/backfill",
            Allowed = s_editors,
            Check = call =>
            {
                Assert.Equal("queued", call.Of("running").GetProperty("status").GetString());
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>Where the last one arranged may be uploaded to; calls of one endpoint follow each other.</summary>
    private static string s_uploads = "";

    private static Func<Scene, Task<string[]>> NothingNamed(Func<Scene, Task<string[]>> arrange) => async scene =>
    {
        await arrange(scene);
        return [];
    };

    private static Task<string[]> ASourceAsync(Scene scene) => ASourceAsync(scene, SourceKind.Records);

    private static async Task<string[]> ASourceAsync(Scene scene, SourceKind kind)
    {
        var row = await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<SourceService>().CreateAsync(new() { Name = Unique(), Kind = kind }, CancellationToken.None));
        return [row.Id.ToString()];
    }

    /// <summary>With two files that were read and one that could not be.</summary>
    private static async Task<string[]> AReadSourceAsync(Scene scene)
    {
        var id = (await ASourceAsync(scene, SourceKind.Upload))[0];
        foreach (var (name, text) in new[] { ("returns.md", "# Returns\n\nWe pay the postage of what came broken.\n\n# Refunds\n\nA refund takes two weeks."), ("bad.bin", "\0\u0001\u0002\0\0\0") })
        {
            await scene.Host.Studio.AsAsync(AdministratorOf(scene), async s =>
                await s.GetRequiredService<OriginalService>().UploadAsync(Guid.Parse(id), new(name, null, new MemoryStream(Encoding.UTF8.GetBytes(text))), CancellationToken.None));
        }

        await scene.Host.Studio.AsAsync(AdministratorOf(scene), async s =>
        {
            await s.IngestAsync(Guid.Parse(id));
            return true;
        });
        return [id];
    }

    private static async Task<string> RunOfAsync(Scene scene, string source) =>
        (await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<SourceService>().GetAsync(Guid.Parse(source), CancellationToken.None))).LastRun!.Id.ToString();

    private static async Task<string[]> ADocumentAsync(Scene scene)
    {
        var source = Guid.Parse((await AReadSourceAsync(scene))[0]);
        var page = await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<DocumentService>().ListAsync(new() { SourceId = source }, CancellationToken.None));
        return [page.Items[0].Id.ToString()];
    }

    private static async Task<string> AChunkAsync(Scene scene)
    {
        var document = Guid.Parse((await ADocumentAsync(scene))[0]);
        return (await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<DocumentService>().GetAsync(document, CancellationToken.None))).Chunks[0].Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
