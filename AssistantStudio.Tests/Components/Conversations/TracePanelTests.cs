using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Conversations;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

public sealed class TracePanelTests : ConversationScreensTest
{
    [Fact]
    public async Task Panel_OfAReplyWithATool_ShowsWhatHappened()
    {
        Scene.Fake.Reply = (asked, _) => CalculateAsync(asked);
        var (conversation, reply) = await TalkAsync();

        var panel = Open(conversation, reply);

        Assert.Equal(
            ["Admit", "Store the message", "Remember", "Choose the prompt", "Compose", "Choose who answers", "Ask gpt-4.1-nano", "Tool calculator", "Ask gpt-4.1-nano"],
            panel.FindAll(".wf-name").Select(n => n.TextContent.Trim()));
        Assert.Equal("gpt-4.1-nano of Vendor", panel.Find(".trace-facts dd:nth-of-type(2)").ChildNodes[0].TextContent);
        Assert.Contains("The assistant says so", panel.Find(".trace-facts").TextContent, StringComparison.Ordinal);
        var calls = Part(panel, "Calls of models");
        Assert.Contains("2 calls, $", calls, StringComparison.Ordinal);
        Assert.Contains("200 in (150 cached), 20 out", calls, StringComparison.Ordinal);
        var tools = Part(panel, "Tools");
        Assert.Contains("\"6 * 7\"", tools, StringComparison.Ordinal);
        Assert.Contains("42", tools, StringComparison.Ordinal);
        Assert.Contains("You answer for Tarnwick.", Part(panel, "System text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panel_AnotherStepChosen_ShowsItsFacts()
    {
        var (conversation, reply) = await TalkAsync();
        var panel = Open(conversation, reply);
        Assert.Single(panel.FindAll(".wf-row[tabindex='0']"));

        await panel.FindAll(".wf-row")[0].ClickAsync(new());

        Assert.Equal("Admit", panel.Find(".wf-facts h3").TextContent);
        Assert.Contains("version 1", panel.Find(".wf-facts").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", panel.FindAll(".wf-row")[0].GetAttribute("aria-pressed"));
        Assert.Equal("Chat", panel.FindAll(".wf-facts dd").Select(d => d.TextContent.Trim()).Last());
    }

    [Fact]
    public async Task Panel_OfAFailedReply_BeginsWithWhatFailed()
    {
        Scene.Fake.Reply = (_, _) => throw new ModelCallException(ProviderFault.WrongKey, "Vendor refused the key.");
        var (conversation, reply) = await TalkAsync();

        var panel = Open(conversation, reply);

        Assert.Equal("Vendor refused the key. (wrong key)", Plain(panel.Find(".note[role=alert] .grow").TextContent));
        Assert.Equal("wrong key", panel.Find(".wf-facts .bd.bad").TextContent.Trim());
        Assert.Single(panel.FindAll(".wf-track i.bad"));
    }

    [Fact]
    public async Task Panel_WhileTheReplyIsWritten_SaysSoAndShowsTheTraceAfterwards()
    {
        var goOn = new TaskCompletionSource();
        Scene.Fake.Reply = (_, _) => WaitAsync(goOn.Task);
        var conversation = await Scene.StartAsync();
        var started = await Scene.Ada.Get<AssistantRuntime>().StartAsync(new() { ConversationId = conversation, Text = "Slowly" }, Cancel);
        var panel = Render(conversation, started.MessageId);
        panel.WaitForAssertion(() => Assert.Equal("Not finished yet", panel.Find(".empty h2").TextContent));

        goOn.SetResult();
        await Eventually.GetAsync(async () => (await Scene.MessagesAsync(conversation))[^1].State, s => s == MessageState.Complete);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Scene.Studio.Get<ChangeFeed>().Publish(new(ConversationService.Topic, Scene.Studio.Ours.Id, conversation));

        panel.WaitForAssertion(() =>
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.NotEmpty(panel.FindAll(".wf-row"));
        });
    }

    [Fact]
    public async Task Panel_AfterACrash_SaysThatNothingWasNoted()
    {
        var (conversation, reply) = await TalkAsync();
        await LoseTracesAsync();

        var panel = Render(conversation, reply);

        panel.WaitForAssertion(() => Assert.Equal("There is no trace of this reply", panel.Find(".empty h2").TextContent));
        Assert.Contains("The program ended before this reply did", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panel_ForWhoeverMayNotSeeConversations_IsRefused()
    {
        var (conversation, reply) = await TalkAsync();
        Use(Role.Member);

        var panel = Render(conversation, reply);

        panel.WaitForAssertion(() => Assert.Equal("The trace could not be loaded", panel.Find(".empty h2").TextContent));
    }

    [Fact]
    public async Task Panel_Downloaded_HasTheWholeTraceAsJson()
    {
        var (conversation, reply) = await TalkAsync();
        var panel = Open(conversation, reply);

        await PressAsync(panel, "Download");

        var saved = JSInterop.Invocations["Studio.saveText"].Single();
        Assert.EndsWith(".json", (string)saved.Arguments[0]!, StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse((string)saved.Arguments[1]!);
        Assert.Equal("What is six times seven?", json.RootElement.GetProperty("detail").GetProperty("question").GetString());
        Assert.Equal("succeeded", json.RootElement.GetProperty("detail").GetProperty("calls")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Panel_Closed_HearsNothingMore()
    {
        var (conversation, reply) = await TalkAsync();
        await LoseTracesAsync();
        var panel = Render(conversation, reply);
        panel.WaitForAssertion(() => Assert.NotEmpty(panel.FindAll(".empty")));
        panel.Instance.Dispose();
        var renders = panel.RenderCount;

        Scene.Studio.Get<ChangeFeed>().Publish(new(ConversationService.Topic, Scene.Studio.Ours.Id, conversation));
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(renders, panel.RenderCount);
    }

    /// <summary>As after a crash: the reply is there, and nothing of how it came about.</summary>
    private async Task LoseTracesAsync()
    {
        await using var db = await Scene.Studio.OpenAsync();
        await db.Set<TurnTrace>().ExecuteDeleteAsync(Cancel);
    }

    private static async IAsyncEnumerable<AIContent> WaitAsync(Task until)
    {
        await until.WaitAsync(Cancel);
        yield return new TextContent("At last.");
    }

    private static string Part(IRenderedComponent<TracePanel> panel, string title) =>
        Plain(panel.FindAll(".trace-part").Single(p => p.QuerySelector("h3")!.TextContent == title).TextContent);

    private IRenderedComponent<TracePanel> Render(Guid conversation, Guid message) =>
        Render<TracePanel>(p => p.Add(x => x.ConversationId, conversation).Add(x => x.MessageId, message));

    private IRenderedComponent<TracePanel> Open(Guid conversation, Guid message)
    {
        var panel = Render(conversation, message);
        panel.WaitForElement(".wf-row");
        return panel;
    }
}
