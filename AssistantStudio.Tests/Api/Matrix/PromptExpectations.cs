using System.Text.Json;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static readonly PromptVariable[] s_promptVariables = [new() { Name = "customer", Required = true }];

    private static IEnumerable<EndpointExpectation> Prompts()
    {
        yield return new()
        {
            Endpoint = "GET /prompts",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await APromptAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "POST /prompts",
            Allowed = s_editors,
            Body = () => new { key = Unique("p").ToLowerInvariant(), title = "Made", content = "Hello {{customer}}", variables = new[] { new { name = "customer", type = "string", required = true, @default = "you" } }, publish = true },
            Check = async call =>
            {
                var seen = await call.Host.SeeAsync($"/prompts/{call.Word("id")}");
                Assert.Equal(("Hello {{customer}}", 1), (seen.GetProperty("content").GetString(), seen.GetProperty("publishedVersion").GetInt32()));
            },
        };
        yield return new() { Endpoint = "GET /prompts/{id}", Allowed = s_viewers, Arrange = APromptAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "PUT /prompts/{id}",
            Allowed = s_editors,
            Arrange = APromptAsync,
            Body = () => new { title = "Renamed" },
            Check = async call => Assert.Equal("Renamed", (await call.Host.SeeAsync($"/prompts/{call.Id}")).GetProperty("title").GetString()),
        };
        yield return new() { Endpoint = "DELETE /prompts/{id}", Allowed = s_editors, Arrange = APromptAsync, Check = call => IsGoneAsync(call, "/prompts") };
        yield return new()
        {
            Endpoint = "POST /prompts/{id}/render",
            Allowed = s_viewers,
            Arrange = APromptAsync,
            Body = () => new { variables = new { customer = "Ada" } },
            Check = call =>
            {
                Assert.Equal(("Hello Ada", 1), (call.Word("text"), call.Of("version").GetInt32()));
                return Task.CompletedTask;
            },
        };
    }

    private static IEnumerable<EndpointExpectation> PromptVersions()
    {
        yield return new() { Endpoint = "GET /prompts/{id}/versions", Allowed = s_viewers, Arrange = APromptAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "POST /prompts/{id}/versions",
            Allowed = s_editors,
            Arrange = APromptAsync,
            Body = () => new { content = "Another text" },
            Check = async call => Assert.Equal(3, (await call.Host.SeeAsync($"/prompts/{call.Id}")).GetProperty("latestVersion").GetInt32()),
        };
        yield return new()
        {
            Endpoint = "GET /prompts/{id}/versions/{number}",
            Allowed = s_viewers,
            Arrange = scene => AVersionAsync(scene, "1"),
            Check = call =>
            {
                Assert.Equal("published", call.Word("state"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /prompts/{id}/versions/{number}/publish",
            Allowed = s_editors,
            Arrange = scene => AVersionAsync(scene, "2"),
            Check = async call => Assert.Equal(2, (await call.Host.SeeAsync($"/prompts/{call.Ids[0]}")).GetProperty("publishedVersion").GetInt32()),
        };
        yield return new()
        {
            Endpoint = "POST /prompts/{id}/versions/{number}/deprecate",
            Allowed = s_editors,
            Arrange = scene => AVersionAsync(scene, "1"),
            Check = async call => Assert.Equal(JsonValueKind.Null, (await call.Host.SeeAsync($"/prompts/{call.Ids[0]}")).GetProperty("publishedVersion").ValueKind),
        };
        yield return new()
        {
            Endpoint = "GET /prompts/{id}/versions/{number}/diff/{other}",
            Allowed = s_viewers,
            Arrange = scene => AVersionAsync(scene, "1", "2"),
            Check = call =>
            {
                Assert.Contains(call.Of("content").EnumerateArray(), part => part.GetProperty("kind").GetString() == "added");
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "PUT /prompts/{id}/labels/{label}",
            Allowed = s_editors,
            Arrange = scene => AVersionAsync(scene, "production"),
            Body = () => new { version = 1 },
            Check = async call => Assert.Equal("production", (await call.Host.SeeAsync($"/prompts/{call.Ids[0]}")).GetProperty("labels")[0].GetProperty("label").GetString()),
        };
        yield return new()
        {
            Endpoint = "DELETE /prompts/{id}/labels/{label}",
            Allowed = s_editors,
            Arrange = async scene =>
            {
                var id = (await APromptAsync(scene))[0];
                await scene.Host.Studio.AsAsync(AdministratorOf(scene), async s =>
                {
                    await s.GetRequiredService<PromptVersionService>().MoveLabelAsync(Guid.Parse(id), "staging", 1, CancellationToken.None);
                    return true;
                });
                return [id, "staging"];
            },
            Check = async call => Assert.Empty((await call.Host.SeeAsync($"/prompts/{call.Ids[0]}")).GetProperty("labels").EnumerateArray()),
        };
    }

    /// <summary>Version 1 is published, version 2 a draft.</summary>
    private static async Task<string[]> APromptAsync(Scene scene)
    {
        var id = await scene.Host.Studio.AsAsync(AdministratorOf(scene), async s =>
        {
            var made = await s.GetRequiredService<PromptService>().CreateAsync(
                new PromptInput { Title = "A prompt" }, new PromptContent { Content = "Hello {{customer}}", Variables = s_promptVariables, Publish = true }, CancellationToken.None);
            await s.GetRequiredService<PromptVersionService>().AddAsync(made.Prompt.Id, new PromptContent { Content = "Good day {{customer}}", Variables = s_promptVariables }, CancellationToken.None);
            return made.Prompt.Id;
        });
        return [id.ToString()];
    }

    private static async Task<string[]> AVersionAsync(Scene scene, params string[] rest) => [(await APromptAsync(scene))[0], .. rest];

    private static Grant AdministratorOf(Scene scene) =>
        scene.Owner.OrganizationId == scene.Host.Theirs.OrganizationId ? scene.Host.Theirs : scene.Host.Ours;
}
