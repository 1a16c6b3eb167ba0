using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Knowledge;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations;

/// <summary>What is found out about a conversation after its replies, by rules and by a model.</summary>
public sealed class ConversationAnalystTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Analyse_ByRules_FindsTitleMoodResolutionAndWhatItIsSearchedBy(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider, i => i with { Memory = new MemoryPolicy { RememberPeople = true } });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (_, _) => FakeModel.Say("Please restart the label printer and print again.");
        await scene.SendAsync(conversation, "Hello, the label printer in hall 3 prints nothing, this is really annoying. My name is Ada Holm.");
        await scene.SendAsync(conversation, "That worked, thank you very much!");

        Assert.Equal(1, await scene.Studio.Get<ConversationAnalyst>().AnalyseAsync(Cancel));

        var detail = await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel);
        Assert.StartsWith("The label printer in hall 3", detail.Row.Title, StringComparison.Ordinal);
        Assert.Equal((Sentiment.Positive, Resolution.Resolved, ConversationAnalyst.BuiltIn), (detail.Row.Sentiment, detail.Row.Resolution, detail.AnalysedBy));
        Assert.Contains(detail.TopicList, t => t.Contains("printer", StringComparison.OrdinalIgnoreCase));
        Assert.Equal([Sentiment.Negative, Sentiment.Positive], (await scene.MessagesAsync(conversation)).Where(m => m.Role == MessageRole.User).Select(m => m.Sentiment!.Value));
        var list = scene.Admin.Get<ConversationListService>();
        Assert.Equal([conversation], (await list.ListAsync(new() { Search = "label printer", Sentiment = Sentiment.Positive }, Cancel)).Items.Select(c => c.Id));
        Assert.Empty((await list.ListAsync(new() { Search = "label printer", Sentiment = Sentiment.Negative }, Cancel)).Items);
        Assert.Equal([conversation], (await list.ListAsync(new() { Topic = detail.TopicList[0] }, Cancel)).Items.Select(c => c.Id));
        var memories = await scene.Ada.Get<MemoryService>().ListAsync(null, Cancel);
        Assert.Contains(memories, m => m.Kind == MemoryKind.Fact && m.Text.Contains("Ada Holm", StringComparison.Ordinal));
        Assert.Contains(memories, m => m.Kind == MemoryKind.Issue && m.Detail == "resolved");
        Assert.Equal(0, await scene.Studio.Get<ConversationAnalyst>().AnalyseAsync(Cancel));
    }

    [Fact]
    public async Task Analyse_ByModel_WaitsForRestAndWhatItSaysIsPaid()
    {
        await using var scene = await ConversationScene.CreateAsync();
        await scene.Admin.Get<AiSettingService>().PutAsync(new ConversationPreference { Model = new(scene.ProviderId, ConversationScene.Dear) }, null, Cancel);
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => asked.Model == ConversationScene.Dear
            ? FakeModel.Say("""Here: {"title": "Printer in hall 3", "topics": ["label printer"], "sentiment": "negative", "intent": "problem", "resolution": "unresolved", "summary": "It prints nothing."}""")
            : FakeModel.Say("Restart it.");
        await scene.SendAsync(conversation, "The label printer prints nothing.");
        var analyst = scene.Studio.Get<ConversationAnalyst>();

        await analyst.AnalyseAsync(Cancel);
        var first = await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel);
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(5));
        await analyst.AnalyseAsync(Cancel);

        var later = await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel);
        Assert.Equal((ConversationAnalyst.BuiltIn, ConversationScene.Dear), (first.AnalysedBy, later.AnalysedBy));
        Assert.Equal(("Printer in hall 3", Sentiment.Negative, Intent.Problem, Resolution.Unresolved, "It prints nothing."), (later.Row.Title, later.Row.Sentiment, later.Row.Intent, later.Row.Resolution, later.Summary));
        Assert.Equal([UsageOperation.Chat, UsageOperation.Analysis], (await scene.UsageAsync()).Select(u => u.Operation));
    }

    [Theory]
    [InlineData("no json at all")]
    [InlineData("{\"title\": 5, \"topics\": \"x\", \"sentiment\": \"great\"}")]
    [InlineData("{ broken")]
    public void Read_WhatIsNoAnswer_LeavesItToTheRules(string reply)
    {
        var read = AnalysisModel.Read(reply, "m");

        Assert.True(read is null or { Title: null, Topics: null, Sentiment: null, Intent: null, Resolution: null, Summary: null });
    }

    [Fact]
    public async Task CleanUp_OldAndIdle_DeletesAndLetsExpire()
    {
        await using var scene = await ConversationScene.CreateAsync();
        await scene.Admin.Get<AiSettingService>().PutAsync(new ConversationPolicy { KeepDays = 30, IdleHours = 24 }, null, Cancel);
        var (old, trial) = (await scene.StartAsync(), await scene.StartAsync(scene.Admin, isTrial: true));
        scene.Studio.Clock.Advance(TimeSpan.FromDays(8));
        var idle = await scene.StartAsync();
        await scene.Admin.Get<IServiceProvider>().CleanUpConversationsAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Admin.Get<ConversationService>().GetAsync(trial, Cancel));
        Assert.Equal(ConversationStatus.Expired, (await scene.Ada.Get<ConversationService>().GetAsync(old, Cancel)).Row.Status);

        scene.Studio.Clock.Advance(TimeSpan.FromDays(25));
        await scene.Admin.Get<IServiceProvider>().CleanUpConversationsAsync();

        await Assert.ThrowsAsync<NotFoundException>(() => scene.Ada.Get<ConversationService>().GetAsync(old, Cancel));
        Assert.Equal(ConversationStatus.Expired, (await scene.Ada.Get<ConversationService>().GetAsync(idle, Cancel)).Row.Status);
    }

    [Fact]
    public async Task Erase_APerson_TakesWhatTheySaidAndNothingElse()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var (hers, external) = (await scene.StartAsync(), await scene.StartAsync(change: i => i with { ExternalUser = "crm-17" }));
        await scene.SendAsync(hers, "Hello, can you help me?");
        var people = scene.Admin.Get<PersonDataService>();

        await Assert.ThrowsAsync<ForbiddenException>(() => scene.Ada.Get<PersonDataService>().EraseAsync(new(ConversationScene.AdaId, null), Cancel));
        Assert.Equal(new PersonData(1, 0, 1), await people.FindAsync(new(ConversationScene.AdaId, null), Cancel));
        Assert.Equal(new PersonData(1, 0), await people.EraseAsync(new(ConversationScene.AdaId, null), Cancel));

        await Assert.ThrowsAsync<NotFoundException>(() => scene.Ada.Get<ConversationService>().GetAsync(hers, Cancel));
        Assert.Equal("crm-17", (await scene.Ada.Get<ConversationService>().GetAsync(external, Cancel)).Row.ExternalUser);
        Assert.Single(await scene.UsageAsync());
    }
}
