using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static readonly Caller[] s_talkers = [Caller.Member, Caller.Viewer, Caller.Editor, Caller.Operator, Caller.OrgAdmin, Caller.SiteAdmin];

    private static IEnumerable<EndpointExpectation> Conversations()
    {
        yield return new()
        {
            Endpoint = "POST /conversations",
            Allowed = s_talkers,
            Arrange = async scene =>
            {
                s_talkedTo = await AnAssistantInUseAsync(scene);
                return [];
            },
            Body = () => new { assistantId = s_talkedTo, title = "About returns", externalUserId = "crm-17", variables = new { order = "TW-1" } },
            Check = call =>
            {
                Assert.Equal(("About returns", "api", "crm-17", "TW-1"), (call.Word("title"), call.Word("channel"), call.Word("externalUserId"), call.Of("variables").Word("order")));
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /conversations", Allowed = s_talkers, Arrange = ListedAsync, Check = HasRowsAsync };
        yield return new() { Endpoint = "GET /conversations/active", Allowed = s_talkers, Arrange = ListedAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "GET /conversations/{id:guid}",
            Allowed = s_talkers,
            Arrange = ATalkAsync,
            Check = call =>
            {
                Assert.Equal((call.Id, 2), (call.Word("id"), call.Of("messages").GetInt32()));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "PUT /conversations/{id:guid}/context",
            Allowed = s_talkers,
            Arrange = ATalkAsync,
            Body = () => new { variables = new { order = "TW-2" } },
            Check = call =>
            {
                Assert.Equal("TW-2", call.Of("variables").Word("order"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /conversations/{id:guid}/end",
            Allowed = s_talkers,
            Arrange = ATalkAsync,
            Body = () => new { rating = 4, reason = "Done" },
            Check = call =>
            {
                Assert.Equal(("ended", 4), (call.Word("status"), call.Of("rating").GetInt32()));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /conversations/{id:guid}/summary",
            Allowed = s_talkers,
            Arrange = ATalkAsync,
            Check = call =>
            {
                Assert.Equal((2, "0"), (call.Of("messages").GetInt32(), call.Word("cost")));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /conversations/{id:guid}/export",
            Allowed = s_talkers,
            Arrange = ATalkAsync,
            Check = call =>
            {
                Assert.Equal(["user", "assistant"], call.Of("messages").EnumerateArray().Select(m => m.Word("role")));
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "DELETE /conversations/{id:guid}", Allowed = s_talkers, Arrange = ATalkAsync, Check = call => IsGoneAsync(call, "/conversations") };
        yield return new()
        {
            Endpoint = "POST /conversations/{id:guid}/messages",
            Allowed = s_talkers,
            Arrange = ATalkAsync,
            Body = () => new { content = "And how do I return something?", variables = new { order = "TW-9" } },
            Check = call =>
            {
                Assert.Equal(("complete", "builtin-extractive"), (call.Of("message").Word("state"), call.Of("message").Word("model")));
                Assert.Equal(call.Of("message").Word("turnId"), call.Word("traceId"));
                Assert.Equal("0", call.Of("usage").Word("cost"));
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /conversations/{id:guid}/messages", Allowed = s_talkers, Arrange = ATalkAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "GET /conversations/{id:guid}/messages/{messageId:guid}/events",
            Allowed = s_talkers,
            Arrange = AReplyAsync,
            Check = call =>
            {
                Assert.Equal("text/event-stream", call.Http.Content.Headers.ContentType!.MediaType);
                Assert.StartsWith("event: accepted\nid: 1-0\ndata: {", call.Text, StringComparison.Ordinal);
                Assert.Contains("event: completed\n", call.Text, StringComparison.Ordinal);
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /conversations/{id:guid}/messages/{messageId:guid}/trace",
            Allowed = s_viewers,
            Arrange = AReplyAsync,
            Check = call =>
            {
                Assert.Contains("call", call.Of("steps").EnumerateArray().Select(s => s.Word("name")));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /conversations/{id:guid}/messages/{messageId:guid}/feedback",
            Allowed = s_talkers,
            Arrange = AReplyAsync,
            Body = () => new { feedback = "disliked", score = 2, reasons = new[] { "not true" }, comment = "It is 30 days." },
            Check = call =>
            {
                Assert.Equal(("disliked", "not true"), (call.Of("feedback").Word("feedback"), call.Of("feedback").GetProperty("reasons")[0].GetString()));
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "POST /conversations/{id:guid}/messages/{messageId:guid}/show", Allowed = s_talkers, Arrange = AReplyAsync, Check = _ => Task.CompletedTask };
        yield return new()
        {
            Endpoint = "POST /conversations/{id:guid}/stop",
            Allowed = s_talkers,
            Arrange = ATalkAsync,
            Check = call =>
            {
                Assert.False(call.Of("stopped").GetBoolean());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /conversations/{id:guid}/approvals/{call}",
            Allowed = s_talkers,
            Arrange = async scene =>
            {
                var id = (await ATalkAsync(scene))[0];
                var host = scene.Host.Studio.Services.GetRequiredService<TurnHost>();
                var live = host.Begin(new(new() { ConversationId = Guid.Parse(id) }, new(scene.Owner), new(TimeProvider.System), _ => { })
                {
                    At = default,
                    Conversation = new() { Id = Guid.Parse(id), AssistantName = "", StartedBy = "" },
                    Reply = new(),
                });
                _ = live.AskAsync("call-1", CancellationToken.None);
                return [id, "call-1"];
            },
            Body = () => new { agree = true },
            Check = _ => Task.CompletedTask,
        };
    }

    private static IEnumerable<EndpointExpectation> People()
    {
        yield return new() { Endpoint = "GET /memories", Allowed = s_talkers, Arrange = AMemoryAsync, Check = HasRowsAsync };
        yield return new() { Endpoint = "DELETE /memories/{id:guid}", Allowed = s_talkers, Arrange = AMemoryAsync, Check = _ => Task.CompletedTask };
        yield return new() { Endpoint = "DELETE /memories", Allowed = s_talkers, Query = "?everything=true", Check = _ => Task.CompletedTask };
        yield return new()
        {
            Endpoint = "GET /people/data",
            Allowed = s_administrators,
            Query = "?externalUserId=nobody",
            Check = call =>
            {
                Assert.Equal(0, call.Of("conversations").GetInt32());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /people/erase",
            Allowed = s_administrators,
            Body = () => new { externalUserId = Unique("nobody") },
            Check = call =>
            {
                Assert.Equal((0, 0), (call.Of("conversations").GetInt32(), call.Of("memories").GetInt32()));
                return Task.CompletedTask;
            },
        };
    }

    private static Guid s_talkedTo;

    private static async Task<Guid> AnAssistantInUseAsync(Scene scene)
    {
        var id = Guid.Parse((await AnAssistantAsync(scene))[0]);
        await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.ToProductionAsync(id));
        return id;
    }

    private static async Task<string[]> ListedAsync(Scene scene)
    {
        await ATalkAsync(scene);
        return [];
    }

    private static async Task<string[]> ATalkAsync(Scene scene) => [(await AReplyAsync(scene))[0]];

    private static async Task<string[]> AReplyAsync(Scene scene)
    {
        var assistant = await AnAssistantInUseAsync(scene);
        return await scene.Host.Studio.AsAsync(scene.Owner, async s =>
        {
            var variables = new Dictionary<string, System.Text.Json.JsonElement> { ["customer"] = System.Text.Json.JsonSerializer.SerializeToElement("Ada") };
            var id = (await s.GetRequiredService<ConversationService>().StartAsync(new() { AssistantId = assistant, Variables = variables }, CancellationToken.None)).Row.Id;
            var reply = Guid.Empty;
            await foreach (var one in s.GetRequiredService<AssistantRuntime>().RunAsync(new() { ConversationId = id, Text = "When do I get my money back?" }, CancellationToken.None))
            {
                reply = one.Event is TurnCompleted done ? done.Message.Id : reply;
            }

            return new[] { id.ToString(), reply.ToString() };
        });
    }

    private static async Task<string[]> AMemoryAsync(Scene scene)
    {
        var talk = Guid.Parse((await ATalkAsync(scene))[0]);
        var now = DateTime.UnixEpoch.AddYears(200);
        var memory = new UserMemory
        {
            OrganizationId = scene.Owner.OrganizationId,
            AssistantId = Guid.NewGuid(),
            UserId = scene.Owner.UserId,
            Kind = MemoryKind.Fact,
            Text = "They work at night.",
            ConversationId = talk,
            FoundBy = "Test",
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now,
        };
        return await scene.Host.Studio.AsAsync(scene.Owner, async s =>
        {
            await using var db = await s.GetRequiredService<StudioDb>().OpenAsync(s.GetRequiredService<Access>(), CancellationToken.None);
            db.Add(memory);
            await db.SaveChangesAsync();
            return new[] { memory.Id.ToString() };
        });
    }
}
