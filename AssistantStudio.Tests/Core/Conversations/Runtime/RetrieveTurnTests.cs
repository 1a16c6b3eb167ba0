using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Knowledge;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations;

/// <summary>What the knowledge says goes to the model with numbers, comes back as citations, and is paid for by the conversation.</summary>
public sealed class RetrieveTurnTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_KnowledgeHasIt_TheModelIsToldAndTheReplyCitesIt()
    {
        await using var scene = await WithKnowledgeAsync();
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (_, _) => FakeModel.Say("We pay it. [1]");

        var events = await scene.SendAsync(conversation, "Who pays the postage of a broken parcel?");

        var found = Assert.Single(events.OfType<TurnRetrieved>());
        Assert.Contains("We pay the postage", found.Passages[0].Text, StringComparison.Ordinal);
        Assert.Contains("We pay the postage of what came broken.", scene.Fake.Questions[^1].System, StringComparison.Ordinal);
        var reply = Assert.IsType<TurnCompleted>(events[^1]).Message;
        Assert.Equal([1], reply.Citations.Where(c => c.IsCited).Select(c => c.Number));
        Assert.NotNull(reply.Confidence);
        Assert.Contains("retrieve", (await scene.TraceAsync(conversation, reply.Id)).Steps.Select(s => s.Name));
    }

    [Fact]
    public async Task Send_Greeting_LooksNothingUp()
    {
        await using var scene = await WithKnowledgeAsync();

        var events = await scene.SendAsync(await scene.StartAsync(), "Hello!");

        Assert.Empty(events.OfType<TurnRetrieved>());
        Assert.Single(scene.Fake.Questions);
    }

    [Fact]
    public async Task Send_OnlyFromKnowledgeAndItHasNothing_IsSaidWithoutAModel()
    {
        await using var scene = await WithKnowledgeAsync(i => i with { GuardRails = new() { OnlyFromKnowledge = true } });

        var conversation = await scene.StartAsync();

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "How is sourdough baked?"))[^1]).Message;

        Assert.StartsWith("I found nothing about this", reply.Content, StringComparison.Ordinal);
        Assert.Empty(scene.Fake.Questions);
        Assert.DoesNotContain(await scene.UsageAsync(), u => u.ConversationId == conversation);
    }

    [Theory]
    [InlineData("Who pays the postage?", true)]
    [InlineData("When do you open?", false)]
    public async Task Send_BuiltInModelAndAForbiddenTopic_IsNotAnswered(string question, bool isForbidden)
    {
        await using var scene = await WithKnowledgeAsync(i => i with { Model = null, GuardRails = new() { ForbiddenTopics = ["Postage"] } }, hasModel: false);

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(await scene.StartAsync(), question))[^1]).Message;

        Assert.Equal(isForbidden, reply.Content == "I am not to talk about this (Postage). Ask me something else.");
        Assert.Equal(isForbidden, reply.Citations.Count == 0);
    }

    [Fact]
    public async Task Send_AModelRewritesTheQuestion_TheConversationPaysForIt()
    {
        await using var scene = await WithKnowledgeAsync(i => i, rewrites: true);
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => asked.Model == ConversationScene.Dear ? FakeModel.Say("Who pays the postage of a broken parcel?") : FakeModel.Say("We do. [1]");
        await scene.SendAsync(conversation, "Tell me about postage.");

        await scene.SendAsync(conversation, "And who pays it?");

        var rewriting = Assert.Single(await scene.UsageAsync(), u => u.Operation == UsageOperation.Analysis);
        Assert.Equal((conversation, scene.AssistantId), (rewriting.ConversationId, rewriting.AssistantId));
        var detail = await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel);
        Assert.Equal((await scene.UsageAsync()).Sum(u => u.Cost ?? 0), detail.Row.Cost);
    }

    private static async Task<ConversationScene> WithKnowledgeAsync(Func<AssistantInput, AssistantInput>? change = null, bool rewrites = false, bool hasModel = true)
    {
        var scene = await ConversationScene.CreateAsync(change: change, hasModel: hasModel);
        var source = await scene.Admin.AddTextsAsync(
            scene.Studio, "Policies", SourceAudience.Everyone,
            KnowledgeTexts.Text("postage", "# Postage\n\nWe pay the postage of what came broken."), KnowledgeTexts.Text("hours", "# Hours\n\nWe open at nine and close at five."));
        var settings = rewrites ? new RetrievalSettings { Rewriting = QuestionRewriting.ByModel, RewriteBy = new(scene.ProviderId, ConversationScene.Dear) } : new RetrievalSettings();
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { KnowledgeSources = [source], Retrieval = settings }, Cancel);
        await scene.PublishAsync();
        return scene;
    }
}
