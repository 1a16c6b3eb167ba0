using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private const string Linkable = "linkable";

    private static IEnumerable<EndpointExpectation> Assistants()
    {
        yield return new()
        {
            Endpoint = "GET /assistants",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await AnAssistantAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "POST /assistants",
            Allowed = s_editors,
            Body = () => new { name = Unique("A"), type = "support", description = "Helps", instructions = "Be kind.", tags = new[] { "eu" }, temperature = 0.2, maxTokens = 300, model = new { name = "small" }, prompt = "Answer {{customer}}." },
            Check = async call =>
            {
                var seen = await call.Host.SeeAsync($"/assistants/{call.Word("slug")}");
                Assert.Equal(("support", "draft", 0, "Be kind.", "small"), (seen.Word("type"), seen.Word("status"), seen.GetProperty("version").GetInt32(), seen.Word("instructions"), seen.GetProperty("model").Word("name")));
                Assert.Equal(1, seen.GetProperty("rowVersion").GetInt32());
            },
        };
        yield return new() { Endpoint = "GET /assistants/{id}", Allowed = s_viewers, Arrange = AnAssistantAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "PUT /assistants/{id}",
            Allowed = s_editors,
            Arrange = AnAssistantAsync,
            Body = () => new { greeting = "Good day.", tags = new[] { "new" } },
            Check = async call => Assert.Equal(("Good day.", "An assistant"), ((await call.Host.SeeAsync($"/assistants/{call.Id}")).Word("greeting"), call.Word("name"))),
        };
        yield return new()
        {
            Endpoint = "DELETE /assistants/{id}",
            Allowed = s_editors,
            Arrange = AnAssistantAsync,
            Check = async call => Assert.Equal("archived", (await call.Host.SeeAsync($"/assistants/{call.Id}")).Word("status")),
        };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/status",
            Allowed = s_editors,
            Arrange = AnAssistantAsync,
            Body = () => new { status = "active", reason = "Ready" },
            Check = async call => Assert.Equal("active", (await call.Host.SeeAsync($"/assistants/{call.Id}")).Word("status")),
        };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/clone",
            Allowed = s_editors,
            Arrange = AnAssistantAsync,
            Body = () => new { name = Unique("Clone"), prompts = "copy", knowledge = true, tools = false },
            Check = call =>
            {
                Assert.Equal(call.Id, call.Word("parentId"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/lineage",
            Allowed = s_viewers,
            Arrange = AnAssistantAsync,
            Check = call =>
            {
                Assert.Equal(call.Id, call.Reply[0].Word("id"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/usage",
            Allowed = s_editors,
            Arrange = AnAssistantAsync,
            Body = () => new { conversations = 2, messages = 7, rating = 4.5 },
            Check = async call => Assert.Equal("2", (await call.Host.SeeAsync($"/assistants/{call.Id}")).GetProperty("usage").Word("conversations")),
        };
        yield return new()
        {
            Endpoint = "GET /assistants/search",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await AnAssistantAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new() { Endpoint = "GET /assistants/types", Allowed = s_viewers, Check = call => HasCountAsync(call, 8) };
        yield return new() { Endpoint = "GET /assistants/statuses", Allowed = s_viewers, Check = call => HasCountAsync(call, 4) };
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/export",
            Allowed = s_viewers,
            Arrange = AnAssistantAsync,
            Check = call =>
            {
                Assert.Equal(("assistantstudio-bundle", "An assistant"), (call.Word("format"), call.Of("assistants")[0].GetProperty("content").Word("name")));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /assistants/import",
            Allowed = s_editors,
            Body = () => new { format = Bundle.FormatName, version = 1, prompts = Array.Empty<object>(), assistants = new[] { new { slug = Unique("s").ToLowerInvariant(), content = new { name = "Imported" } } } },
            Check = async call =>
            {
                var step = call.Of("steps")[0];
                Assert.Equal(("create", "True"), (step.Word("action"), call.Word("written")));
                Assert.Equal("Imported", (await call.Host.SeeAsync($"/assistants/{step.Word("name")}")).Word("name"));
            },
        };
        yield return new()
        {
            Endpoint = "GET /assistants/tags",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await AnAssistantAsync(scene);
                return [];
            },
            Check = call =>
            {
                Assert.Contains(call.Reply.EnumerateArray(), t => t.Word("tag") == "eu");
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /assistants/popular",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                var id = Guid.Parse((await AnAssistantAsync(scene))[0]);
                await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<AssistantUsageService>().AddAsync(id, new UsageReport(9_000, 1, null), CancellationToken.None));
                return [];
            },
            Check = call =>
            {
                Assert.NotEmpty(call.Reply.EnumerateArray());
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /assistants/{id}/capabilities", Allowed = s_viewers, Arrange = AnAssistantAsync, Check = call => HasCapabilityAsync(call, "Refunds") };
        yield return new()
        {
            Endpoint = "PUT /assistants/{id}/capabilities",
            Allowed = s_editors,
            Arrange = AnAssistantAsync,
            Body = () => new { capabilities = new[] { new { name = "Returns", kind = "action", description = "Opens a return", settings = new { limit = "50" }, enabled = true } } },
            Check = call => HasCapabilityAsync(call, "Returns"),
        };
    }

    private static IEnumerable<EndpointExpectation> AssistantVersions()
    {
        yield return new() { Endpoint = "GET /assistants/{id}/versions", Allowed = s_viewers, Arrange = AnAssistantAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/versions",
            Allowed = s_editors,
            Arrange = AnAssistantAsync,
            Body = () => new { note = "Second" },
            Check = async call => Assert.Equal("2", (await call.Host.SeeAsync($"/assistants/{call.Id}")).Word("version")),
        };
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/versions/{number}",
            Allowed = s_viewers,
            Arrange = scene => AnAssistantAndAsync(scene, "1"),
            Check = call =>
            {
                Assert.Equal("An assistant", call.Of("content").Word("name"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/versions/{number}/diff/{other}",
            Allowed = s_viewers,
            Arrange = scene => AnAssistantAndAsync(scene, "1", "draft"),
            Check = call =>
            {
                Assert.Contains(call.Of("fields").EnumerateArray(), f => f.Word("field") == "Greeting");
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/versions/{number}/restore",
            Allowed = s_editors,
            Arrange = scene => AnAssistantAndAsync(scene, "1"),
            Body = () => new { },
            Check = async call => Assert.NotEqual("Changed since.", (await call.Host.SeeAsync($"/assistants/{call.Ids[0]}")).Word("greeting")),
        };
    }

    private static IEnumerable<EndpointExpectation> PromptLinks()
    {
        yield return new() { Endpoint = "GET /assistants/{id}/prompts", Allowed = s_viewers, Arrange = AnAssistantAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/prompts",
            Allowed = s_editors,
            Arrange = async scene =>
            {
                var ids = await AnAssistantAsync(scene);
                await scene.Host.Studio.AsAsync(AdministratorOf(scene), async s =>
                {
                    var prompts = s.GetRequiredService<PromptService>();
                    return (await prompts.ListAsync(new PromptListQuery { Category = Linkable }, CancellationToken.None)).Total > 0
                        || (await prompts.CreateAsync(new PromptInput { Title = Linkable, Key = Linkable, Category = Linkable }, new PromptContent { Content = "Hi" }, CancellationToken.None)).Prompt.Key == Linkable;
                });
                return ids;
            },
            Body = () => new { promptId = Linkable, role = "fallback", priority = 3, weight = 10, enabled = true, conditions = new[] { new { field = "plan", @operator = "in", value = new[] { "gold", "silver" } } } },
            Check = call =>
            {
                Assert.Equal(("fallback", "When the variable plan is one of gold, silver"), (call.Word("role"), call.Word("when")));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "PUT /assistants/{id}/prompts/{promptId:guid}",
            Allowed = s_editors,
            Arrange = ALinkAsync,
            Body = () => new { weight = 7, conditions = new[] { new { field = "channel", @operator = "equals", value = "web" } } },
            Check = call =>
            {
                Assert.Equal(("7", "When the channel is web"), (call.Word("weight"), call.Word("when")));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "DELETE /assistants/{id}/prompts/{promptId:guid}",
            Allowed = s_editors,
            Arrange = ALinkAsync,
            Check = async call => Assert.Empty((await call.Host.SeeAsync($"/assistants/{call.Ids[0]}/prompts")).GetProperty("items").EnumerateArray()),
        };
        yield return new()
        {
            Endpoint = "PUT /assistants/{id}/prompts/order",
            Allowed = s_editors,
            Arrange = AnAssistantAsync,
            Body = () => new { linkIds = Array.Empty<Guid>() },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/prompts/suggestions",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await ALinkAsync(scene);
                return await AnAssistantAsync(scene);
            },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/prompts/resolve",
            Allowed = s_viewers,
            Arrange = AnAssistantAsync,
            Body = () => new { variables = new { customer = "Ada" }, message = "Hi", channel = "web", userRole = "viewer" },
            Check = call =>
            {
                Assert.Equal(("primary", "1", "Answer Ada."), (call.Word("role"), call.Word("version"), call.Word("text")));
                Assert.Contains("(primary): Chosen", call.Of("reasons")[0].GetString(), StringComparison.Ordinal);
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /assistants/prompts/{promptId}/assistants",
            Allowed = s_viewers,
            Arrange = async scene => [(await ALinkAsync(scene))[1]],
            Check = HasRowsAsync,
        };
    }

    /// <summary>With a primary prompt, version 1 and a draft that has gone on since.</summary>
    private static async Task<string[]> AnAssistantAsync(Scene scene)
    {
        var id = await scene.Host.Studio.AsAsync(AdministratorOf(scene), async s =>
        {
            var assistants = s.GetRequiredService<AssistantService>();
            var input = new AssistantInput { Name = "An assistant", Tags = ["eu"], Capabilities = [new AssistantCapability { Name = "Refunds" }] };
            var made = (await assistants.CreateAsync(input, "Answer {{customer}}.", CancellationToken.None)).Assistant;
            await s.GetRequiredService<AssistantVersionService>().SaveAsync(made.Id, "First", CancellationToken.None);
            await assistants.ChangeAsync(made.Id, new AssistantInput { Greeting = "Changed since." }, CancellationToken.None);
            return made.Id;
        });
        return [id.ToString()];
    }

    private static async Task<string[]> AnAssistantAndAsync(Scene scene, params string[] rest) => [(await AnAssistantAsync(scene))[0], .. rest];

    /// <summary>An assistant and the prompt that it is linked to.</summary>
    private static async Task<string[]> ALinkAsync(Scene scene)
    {
        var id = (await AnAssistantAsync(scene))[0];
        var links = await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<PromptLinkService>().ListAsync(Guid.Parse(id), CancellationToken.None));
        return [id, links[0].PromptId.ToString()];
    }

    private static Task HasCountAsync(Carried call, int count)
    {
        Assert.Equal(count, call.Reply.GetArrayLength());
        return Task.CompletedTask;
    }

    private static Task HasCapabilityAsync(Carried call, string name)
    {
        Assert.Equal(name, call.Of("capabilities")[0].Word("name"));
        return Task.CompletedTask;
    }

    private static string? Word(this JsonElement element, string property) => element.GetProperty(property).ToString();
}
