using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Conversations;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Embeds;

/// <summary>What visitors get, and what they do not.</summary>
public sealed class EmbedChatTests
{
    private const string Site = "https://www.shop.example";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ByAVisitor_IsAConversationOfNobodyElse()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var embed = await OpenAsync(scene);
        var (mine, theirs) = (Session(scene, embed), Session(scene, embed));

        var told = await SendAsync(scene, embed, mine, "Where is my parcel?");

        Assert.Equal("Hello there.", Assert.IsType<EmbedCompleted>(told[^1]).Message.Content);
        await using var visitor = scene.Studio.As(EmbedSessions.GrantOf(embed, Site, mine.Visitor, null));
        await using var other = scene.Studio.As(EmbedSessions.GrantOf(embed, Site, theirs.Visitor, null));
        var kept = (await visitor.Get<ConversationService>().GetAsync(mine.ConversationId, Cancel)).Row;
        Assert.Equal((ConversationChannel.Embed, null, mine.Visitor, "Visitor of www.shop.example"), (kept.Channel, kept.UserId, kept.ExternalUser, kept.StartedBy));
        await Assert.ThrowsAsync<NotFoundException>(() => other.Get<ConversationService>().GetAsync(mine.ConversationId, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Ada.Get<ConversationService>().GetAsync(mine.ConversationId, Cancel));
        Assert.Equal([MessageRole.User, MessageRole.Assistant], (await HistoryAsync(scene, embed, mine)).Select(m => m.Role));
        Assert.Empty(await HistoryAsync(scene, embed, mine with { ConversationId = theirs.ConversationId }));
    }

    [Fact]
    public async Task Visitor_WithAllThatTheyAre_MayOnlyChatWithThisAssistant()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var embed = await OpenAsync(scene);
        await using var visitor = scene.Studio.As(EmbedSessions.GrantOf(embed, Site, "somebody", null));
        var adas = await scene.StartAsync();
        var other = (await scene.Admin.Get<AssistantService>().CreateAsync(new() { Name = "Other", Type = AssistantType.Support }, null, Cancel)).Assistant.Id;
        var conversations = visitor.Get<ConversationService>();

        await Assert.ThrowsAsync<NotFoundException>(() => conversations.GetAsync(adas, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => conversations.StartAsync(new() { AssistantId = other }, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => conversations.StartAsync(new() { AssistantId = scene.AssistantId, IsTrial = true }, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => conversations.StartAsync(new() { AssistantId = scene.AssistantId, Environment = StudioEnvironment.Staging }, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => visitor.Get<AssistantService>().ListAsync(new(), Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => visitor.Get<TraceService>().GetAsync(adas, Guid.NewGuid(), Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => visitor.Get<EmbedService>().GetAsync(scene.AssistantId, StudioEnvironment.Production, Cancel));
    }

    [Fact]
    public async Task Send_ToolNeedsAgreement_IsRefusedInWordsAndNothingIsShownOfIt()
    {
        await using var scene = await ConversationScene.CreateAsync(change: i => i with { Tools = ["remember"], Memory = new MemoryPolicy { RememberPeople = true } });
        scene.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say("That cannot be done here.") : CallRememberAsync();
        var embed = await OpenAsync(scene);

        var told = await SendAsync(scene, embed, Session(scene, embed), "Remember me");

        Assert.Equal("That cannot be done here.", Assert.IsType<EmbedCompleted>(told[^1]).Message.Content);
        Assert.DoesNotContain(told, e => e.ToString()!.Contains("kept secret", StringComparison.Ordinal));
        var result = scene.Fake.Questions[^1].Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!.ToString();
        Assert.Contains("a visitor cannot give it", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_TheModelFails_SaysNothingOfWhatIsInside()
    {
        await using var scene = await ConversationScene.CreateAsync();
        scene.Fake.Reply = (_, _) => throw new InvalidOperationException("secret address");
        var embed = await OpenAsync(scene);
        var session = Session(scene, embed);

        var failed = Assert.IsType<EmbedFailed>((await SendAsync(scene, embed, session, "Hello"))[^1]);

        Assert.Equal(("no_answer", "The assistant could not answer. Try again in a moment."), (failed.Code, failed.Message));
        Assert.Equal(failed.Message, (await HistoryAsync(scene, embed, session))[^1].Problem);
    }

    [Fact]
    public async Task Send_NothingAnswersThere_IsSaidInGeneral()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var embed = await OpenAsync(scene);
        var standing = (await scene.Admin.Get<DeploymentListService>().StatesAsync(scene.AssistantId, Cancel)).Single(s => s.Environment == StudioEnvironment.Production).Current!;
        await scene.Admin.Get<DeploymentService>().SetStatusAsync(standing.Id, DeploymentStatus.Stopped, "Test", Cancel);

        var sending = await Assert.ThrowsAsync<UnavailableException>(() => SendAsync(scene, embed, Session(scene, embed), "Hello"));
        var looking = await Assert.ThrowsAsync<UnavailableException>(() => scene.Ada.Get<EmbedChat>().FaceAsync(embed, Site, Cancel));

        Assert.Equal(("The assistant is not available at the moment. Try again later.", sending.Message), (sending.Message, looking.Message));
    }

    [Fact]
    public async Task Send_MoreThanAVisitorMay_IsRefusedForAWhile()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var embed = await OpenAsync(scene, i => i with { MessagesPerHour = 2 });
        var session = Session(scene, embed);
        await SendAsync(scene, embed, session, "One");
        await SendAsync(scene, embed, session, "Two");
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(20));

        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => SendAsync(scene, embed, session, "Three"));

        Assert.Equal(TimeSpan.FromMinutes(40), refused.RetryAfter);
        await SendAsync(scene, embed, Session(scene, embed), "Somebody else");
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(40));
        await SendAsync(scene, embed, session, "Three");
    }

    [Fact]
    public async Task Send_MoreThanAVisitorMayInANewConversation_LeavesNoConversation()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var embed = await OpenAsync(scene, i => i with { MessagesPerHour = 1 });
        var first = Session(scene, embed);
        await SendAsync(scene, embed, first, "One");
        var second = first with { ConversationId = Guid.NewGuid() };

        await Assert.ThrowsAsync<LimitExceededException>(() => SendAsync(scene, embed, second, "Two"));

        await using var visitor = scene.Studio.As(EmbedSessions.GrantOf(embed, Site, second.Visitor, null));
        await Assert.ThrowsAsync<NotFoundException>(() => visitor.Get<ConversationService>().GetAsync(second.ConversationId, Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task TakeMessage_ManyAtOnce_LetsThroughAsManyAsTheDayHas(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var embed = await OpenAsync(scene, i => i with { MessagesPerDay = 7 });
        var (gate, access) = (scene.Studio.Get<EmbedGate>(), new Access(EmbedSessions.GrantOf(embed, Site, "somebody", null)));
        async Task<bool> TakeAsync(int number)
        {
            try
            {
                await gate.TakeMessageAsync(access, embed, $"visitor {number}", $"network {number}", Cancel);
                return true;
            }
            catch (LimitExceededException e)
            {
                Assert.Equal(scene.Studio.Clock.Now.Date.AddDays(1) - scene.Studio.Clock.Now, e.RetryAfter);
                return false;
            }
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(TakeAsync));

        Assert.Equal(7, taken.Count(t => t));
        Assert.Equal(7, (await scene.Admin.Get<EmbedService>().GetAsync(scene.AssistantId, StudioEnvironment.Production, Cancel)).MessagesToday);
        scene.Studio.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await TakeAsync(21));
    }

    [Fact]
    public void TakeSession_OfOneNetwork_IsLimitedByTheMinute()
    {
        var clock = new TestClock();
        var gate = new EmbedGate(null!, clock);
        for (var i = 0; i < EmbedLimits.SessionsPerMinute; i++)
        {
            gate.TakeSession("one");
        }

        Assert.Throws<LimitExceededException>(() => gate.TakeSession("one"));
        gate.TakeSession("two");
        clock.Advance(TimeSpan.FromMinutes(1));
        gate.TakeSession("one");
    }

    private static EmbedSession Session(ConversationScene scene, OpenEmbed embed) => scene.Studio.Get<EmbedSessions>().Open(embed, Site, null);

    private static async Task<OpenEmbed> OpenAsync(ConversationScene scene, Func<EmbedInput, EmbedInput>? change = null)
    {
        var input = new EmbedInput { Enabled = true, Origins = [Site] };
        var saved = await scene.Admin.Get<EmbedService>().SetAsync(scene.AssistantId, StudioEnvironment.Production, change?.Invoke(input) ?? input, Cancel);
        return (await scene.Studio.Get<EmbedDirectory>().FindAsync(saved.PublicKey!, Cancel))!;
    }

    private static async Task<List<EmbedEvent>> SendAsync(ConversationScene scene, OpenEmbed embed, EmbedSession session, string text)
    {
        await using var somebody = scene.Studio.As(Grant.None);
        var told = new List<EmbedEvent>();
        await foreach (var one in somebody.Get<EmbedChat>().SendAsync(embed, session, new(text, null, "192.0.2.1", null), Cancel))
        {
            told.Add(one);
        }

        return told;
    }

    private static async Task<IReadOnlyList<EmbedMessage>> HistoryAsync(ConversationScene scene, OpenEmbed embed, EmbedSession session)
    {
        await using var somebody = scene.Studio.As(Grant.None);
        return await somebody.Get<EmbedChat>().HistoryAsync(embed, session, null, Cancel);
    }

    private static async IAsyncEnumerable<AIContent> CallRememberAsync()
    {
        yield return new FunctionCallContent("call", "remember", new Dictionary<string, object?> { ["kind"] = "preference", ["text"] = "kept secret" });
        await Task.CompletedTask;
    }
}
