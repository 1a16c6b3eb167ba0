using System.Text;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Whose tools a call makes use of, and who runs them.</summary>
[Collection(Serving.Name)]
public sealed class ServingToolTests(ServingFixture serving)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_WithToolsOfTheCaller_HandsThemToTheCaller()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(input => input with { Tools = ["calculator"] });
        host.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say("12 degrees.") : Ask("call_1", "weather", new() { ["city"] = "Bonn" });
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("weather", "Looks out.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")) } };
        List<OpenAI.Chat.ChatMessage> messages = [new UserChatMessage("Weather in Bonn?")];
        var client = host.Sdk().GetChatClient(desk.Slug);

        var first = (await client.CompleteChatAsync(messages, options, Cancel)).Value;
        messages.Add(new AssistantChatMessage(first));
        messages.Add(new ToolChatMessage(first.ToolCalls[0].Id, "12"));
        var second = (await client.CompleteChatAsync(messages, options, Cancel)).Value;

        Assert.Equal(("weather", OpenAI.Chat.ChatFinishReason.ToolCalls, "12 degrees."), (first.ToolCalls[0].FunctionName, first.FinishReason, second.Content[0].Text));
        Assert.Equal(["weather"], host.Fake.Questions[^1].Options!.Tools!.Select(t => t.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_WithToolsOfTheAssistant_RunsThemOnTheWay(bool streams)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(input => input with { Tools = ["calculator", "remember"] });
        host.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say($"It is {asked.Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result}.") : Ask("call_1", "calculator", new() { ["expression"] = "6*7" });
        var client = host.Sdk().GetChatClient(desk.Slug);

        var text = streams ? await TextAsync(client, "6 times 7?") : (await client.CompleteChatAsync([new UserChatMessage("6 times 7?")], cancellationToken: Cancel)).Value.Content[0].Text;

        Assert.Contains("42", text, StringComparison.Ordinal);
        Assert.Equal(["calculator"], host.Fake.Questions[^1].Options!.Tools!.Select(t => t.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_WithToolsOfTheAssistant_SaysWhatWasSaidOnTheWayAndHandsNoCallOn(bool streams)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(input => input with { Tools = ["calculator"] });
        var calls = 0;
        host.Fake.Reply = (_, _) => LookAsync(++calls);
        var client = host.Sdk().GetChatClient(desk.Slug);

        // The model goes on to ask for the tool, also when it is told to answer without.
        string text;
        OpenAI.Chat.ChatFinishReason? finish;
        if (streams)
        {
            (text, finish) = ("", null);
            await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("6 times 7?")], cancellationToken: Cancel))
            {
                Assert.Empty(update.ToolCallUpdates);
                (text, finish) = (text + string.Concat(update.ContentUpdate.Select(c => c.Text)), update.FinishReason ?? finish);
            }
        }
        else
        {
            var answer = (await client.CompleteChatAsync([new UserChatMessage("6 times 7?")], cancellationToken: Cancel)).Value;
            Assert.Empty(answer.ToolCalls);
            (text, finish) = (answer.Content[0].Text, answer.FinishReason);
        }

        Assert.Equal(string.Concat(Enumerable.Range(1, calls).Select(i => $"Look {i}. ")), text);
        Assert.Equal(OpenAI.Chat.ChatFinishReason.Stop, finish);
        Assert.True(calls > 1);

        static async IAsyncEnumerable<AIContent> LookAsync(int number)
        {
            yield return new TextContent($"Look {number}. ");
            yield return new FunctionCallContent($"call_{number}", "calculator", new Dictionary<string, object?> { ["expression"] = $"6*{number}" });
            await Task.CompletedTask;
        }
    }

    private static async Task<string> TextAsync(ChatClient client, string question)
    {
        var text = new StringBuilder();
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(question)], cancellationToken: Cancel))
        {
            text.AppendJoin("", update.ContentUpdate.Select(c => c.Text));
        }

        return text.ToString();
    }

    private static async IAsyncEnumerable<AIContent> Ask(string id, string name, Dictionary<string, object?> arguments)
    {
        yield return new FunctionCallContent(id, name, arguments);
        await Task.CompletedTask;
    }
}
