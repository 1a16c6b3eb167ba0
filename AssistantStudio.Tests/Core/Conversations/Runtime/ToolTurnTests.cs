using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations;

/// <summary>A model that wants tools gets what they give, after a person agreed where that is needed, and not for ever.</summary>
public sealed class ToolTurnTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ModelCallsATool_GetsTheResultAndBothCallsArePaid()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["calculator"] });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say($"It is {ResultOf(asked)}.") : CallAsync("calculator", ("expression", "12 * 4.5"));

        var events = await scene.SendAsync(conversation, "What do twelve parcels cost?");

        var reply = Assert.IsType<TurnCompleted>(events[^1]).Message;
        Assert.Equal("It is 12 * 4.5 = 54.", reply.Content);
        var tool = Assert.Single(reply.Tools);
        Assert.Equal(("calculator", """{"expression":"12 * 4.5"}""", "12 * 4.5 = 54", null, (bool?)null), (tool.Name, tool.Arguments, tool.Result, tool.Fault, tool.Agreed));
        Assert.Equal(["accepted", "started", "finished", "completed"], events.Select(Word).OfType<string>());
        Assert.Equal(2, (await scene.UsageAsync()).Count);
        Assert.Equal(["calculator"], scene.Fake.Questions[0].Options!.Tools!.Select(t => t.Name));
        Assert.Equal(["call", "tool", "call"], (await scene.TraceAsync(conversation, reply.Id)).Steps.Select(s => s.Name).Where(n => n is "call" or "tool"));
    }

    [Fact]
    public async Task Send_ModelNeverStopsCalling_HasToAnswerInTheEnd()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["calculator"] });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => asked.Options?.ToolMode == ChatToolMode.None ? FakeModel.Say("I give up.") : CallAsync("calculator", ("expression", $"1 + {scene.Fake.Questions.Count}"));

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "Count for ever"))[^1]).Message;

        Assert.Equal(("I give up.", ConversationLimits.ToolRounds), (reply.Content, reply.Tools.Count));
    }

    [Fact]
    public async Task Send_WrongArgumentsAndUnknownTool_TheModelIsToldAndMayTryAgain()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["calculator"] });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (_, _) => scene.Fake.Questions.Count switch
        {
            1 => CallAsync("calculator", ("formula", "1+1")),
            2 => CallAsync("delete_everything"),
            _ => FakeModel.Say("Sorry."),
        };

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "What is 1+1?"))[^1]).Message;

        Assert.Equal(["arguments_invalid", "unknown_tool"], reply.Tools.Select(t => t.Fault));
        Assert.Contains("expression", reply.Tools[0].Result, StringComparison.Ordinal);
        Assert.Contains("calculator", reply.Tools[1].Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ArgumentsLongerThanATool_AreNotRunAndNotKept()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["calculator"] });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say("Sorry.") : CallAsync("calculator", ("expression", new string('1', ToolLimits.ArgumentsLength)));

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "Add this up"))[^1]).Message;

        var tool = Assert.Single(reply.Tools);
        Assert.Equal(("arguments_invalid", ""), (tool.Fault, tool.Arguments));
    }

    [Fact]
    public async Task End_WhileAToolWaitsForThePerson_EndsTheReplyToo()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["remember"], Memory = new MemoryPolicy { RememberPeople = true } });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => CallAsync("remember", ("kind", "preference"), ("text", "Answers in one sentence."));
        var events = new List<TurnEvent>();
        await foreach (var one in scene.Ada.Get<AssistantRuntime>().RunAsync(new() { ConversationId = conversation, Text = "Please remember to be brief" }, Cancel))
        {
            events.Add(one.Event);
            if (one.Event is TurnApprovalNeeded)
            {
                await scene.Ada.Get<ConversationService>().EndAsync(conversation, null, null, Cancel);
            }
        }

        Assert.Equal((MessageState.Interrupted, "stopped"), (Assert.IsType<TurnCompleted>(events[^1]).Message.State, (await scene.MessagesAsync(conversation))[1].Fault));
        var ended = (await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel));
        Assert.Equal((ConversationStatus.Ended, null), (ended.Row.Status, ended.RunningTurnId));
        Assert.Empty(await scene.Ada.Get<MemoryService>().ListAsync(null, Cancel));
    }

    [Theory]
    [InlineData(true, "It is remembered.", null)]
    [InlineData(false, "The person did not agree", "declined")]
    public async Task Send_ToolNeedsAgreement_WaitsForThePerson(bool agrees, string result, string? fault)
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["remember"], Memory = new MemoryPolicy { RememberPeople = true } });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say("All right.") : CallAsync("remember", ("kind", "preference"), ("text", "Answers in one sentence."));
        var runtime = scene.Ada.Get<AssistantRuntime>();
        var events = new List<TurnEvent>();
        await foreach (var one in runtime.RunAsync(new() { ConversationId = conversation, Text = "Please remember to be brief" }, Cancel))
        {
            events.Add(one.Event);
            if (one.Event is TurnApprovalNeeded needed)
            {
                await runtime.AnswerAsync(conversation, needed.Id, agrees, Cancel);
            }
        }

        var tool = Assert.Single(Assert.IsType<TurnCompleted>(events[^1]).Message.Tools);
        Assert.StartsWith(result, tool.Result, StringComparison.Ordinal);
        Assert.Equal((agrees, fault), (tool.Agreed, tool.Fault));
        var memories = await scene.Ada.Get<MemoryService>().ListAsync(null, Cancel);
        Assert.Equal(agrees ? ["Answers in one sentence."] : [], memories.Select(m => m.Text));
        if (agrees)
        {
            var next = await scene.StartAsync();
            scene.Fake.Reply = (_, _) => FakeModel.Say("Yes.");
            await scene.SendAsync(next, "Do you know me?");
            Assert.Contains("They want: Answers in one sentence.", scene.Fake.Questions[^1].System, StringComparison.Ordinal);
            await scene.Ada.Get<MemoryService>().DeleteAsync(memories[0].Id, Cancel);
            Assert.Empty(await scene.Ada.Get<MemoryService>().ListAsync(null, Cancel));
        }
    }

    [Fact]
    public async Task Send_ModelGivesEachCallTheSameId_EachIsAskedForByItself()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["remember"], Memory = new MemoryPolicy { RememberPeople = true } });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (_, _) => scene.Fake.Questions.Count <= 2 ? WithIdAsync("call_0", $"Fact number {scene.Fake.Questions.Count}.") : FakeModel.Say("All right.");
        var runtime = scene.Ada.Get<AssistantRuntime>();
        var asked = new List<string>();
        var events = new List<TurnEvent>();
        await foreach (var one in runtime.RunAsync(new() { ConversationId = conversation, Text = "Remember two things" }, Cancel))
        {
            events.Add(one.Event);
            if (one.Event is TurnApprovalNeeded needed)
            {
                asked.Add(needed.Id);
                await runtime.AnswerAsync(conversation, needed.Id, agreed: asked.Count == 1, Cancel);
            }
        }

        Assert.Equal(2, asked.Distinct().Count());
        Assert.Equal([true, false], Assert.IsType<TurnCompleted>(events[^1]).Message.Tools.Select(t => t.Agreed));
        Assert.Equal(["Fact number 1."], (await scene.Ada.Get<MemoryService>().ListAsync(null, Cancel)).Select(m => m.Text));

        static async IAsyncEnumerable<AIContent> WithIdAsync(string id, string text)
        {
            yield return new FunctionCallContent(id, "remember", new Dictionary<string, object?> { ["kind"] = "fact", ["text"] = text });
            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Send_ModelSpeaksBeforeAndAfterATool_TheTwoAreParagraphs()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["calculator"] });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say("It is 2.") : SpeakThenCallAsync();

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "What is 1 + 1?"))[^1]).Message;

        Assert.Equal("Let me look.\n\nIt is 2.", reply.Content);

        static async IAsyncEnumerable<AIContent> SpeakThenCallAsync()
        {
            yield return new TextContent("Let me look.");
            yield return new FunctionCallContent("c", "calculator", new Dictionary<string, object?> { ["expression"] = "1 + 1" });
            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Send_ToolsBringMoreThanTheModelCanRead_TheOldestResultsGo()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["read_file"], Model = null }, configure: s => s.AddScoped<IAssistantTool, LongTool>());
        var small = await scene.AddProviderAsync("Small house", "gpt-4");
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { Model = new(small, "gpt-4") }, Cancel);
        await scene.PublishAsync();
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => scene.Fake.Questions.Count <= 4 ? CallAsync("read_file", ("name", $"{scene.Fake.Questions.Count}")) : FakeModel.Say("Read.");

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "Read all files"))[^1]).Message;

        Assert.Equal("Read.", reply.Content);
        var results = scene.Fake.Questions[^1].Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.Result!.ToString()!.Length > 1_000).ToList();
        Assert.False(results[0], "The oldest result was sent again.");
        Assert.True(results[^1], "The newest result was left out.");
        Assert.All(scene.Fake.Questions, q => Assert.True(CallEstimate.InputOf(q.Messages, q.Options) < 8_192));
    }

    private sealed class LongTool : IAssistantTool
    {
        public ToolDefinition Definition { get; } = new()
        {
            Name = "read_file",
            Title = "Read a file",
            Description = "Reads a file.",
            Schema = System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"""),
        };

        public Task<ToolOutput> RunAsync(ToolCall call, CancellationToken ct) => Task.FromResult(new ToolOutput(string.Join(' ', Enumerable.Range(0, 2_000).Select(i => $"line{i}"))));
    }

    [Fact]
    public async Task Send_ToolSetsAVariable_ThePromptIsToldFromTheNextMessageOn()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["set_variable", "search_conversation"] });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say(ResultOf(asked)) : scene.Fake.Questions.Count == 1 ? CallAsync("set_variable", ("name", "order_number"), ("value", "TW-48213")) : CallAsync("search_conversation", ("words", "boots"));

        await scene.SendAsync(conversation, "My order is TW-48213, two left boots");
        var found = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "What did I order?"))[^1]).Message;

        Assert.Equal("TW-48213", (await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel)).Variables["order_number"].GetString());
        Assert.Contains("the person: My order is TW-48213, two left boots", found.Content, StringComparison.Ordinal);
    }

    private static string ResultOf(FakeModel.Asked asked) => asked.Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!.ToString()!;

    private static string? Word(TurnEvent one) => one switch { TurnAccepted => "accepted", TurnToolStarted => "started", TurnToolFinished => "finished", TurnCompleted => "completed", _ => null };

    private static async IAsyncEnumerable<AIContent> CallAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        yield return new FunctionCallContent($"call-{Guid.NewGuid():N}", tool, arguments.ToDictionary(a => a.Name, a => a.Value));
        yield return new UsageContent(new() { InputTokenCount = 50, OutputTokenCount = 5 });
        await Task.CompletedTask;
    }
}
