using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Conversations;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

/// <summary>A conversation on the screen.</summary>
public sealed class ChatPanelTests : ChatScreensTest
{
    [Fact]
    public async Task Send_Answered_DrawsTheReplyWhileItIsWrittenAndThenWhatOneCanDoWithIt()
    {
        var gate = new TaskCompletionSource();
        Scene.Fake.Reply = (_, _) => GatedAsync("It is in **Berg", gate.Task, "vik**.");
        var panel = Open(await Scene.StartAsync());

        await SayAsync(panel, "Where is my parcel?");
        panel.WaitForAssertion(() => Assert.NotEmpty(panel.FindAll("[data-stop]")));
        Assert.Equal("Where is my parcel?", panel.Find(".mu").TextContent);
        await Eventually.TrueAsync(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1)); // The next painting may not have been planned yet.
            return panel.FindAll(".ma-text.writing").Any(t => t.TextContent.Trim().StartsWith("It is in", StringComparison.Ordinal));
        });
        Assert.Equal("A reply is being written.", panel.Find("[role=status].sr:last-child").TextContent);
        gate.SetResult();
        panel.WaitForElement("[aria-label='Good reply']");

        Assert.Equal("Bergvik", panel.Find(".ma-text strong").TextContent);
        Assert.Empty(panel.FindAll("[data-stop]"));
        Assert.NotEmpty(panel.FindAll("[data-send]"));
        Assert.Equal("The reply is there.", panel.Find("[role=status].sr:last-child").TextContent);
    }

    [Fact]
    public async Task Stop_WhileWriting_KeepsWhatCameAndOffersToTryAgain()
    {
        Scene.Fake.Reply = (_, ct) => ForeverAsync("Once upon", ct);
        var panel = Open(await Scene.StartAsync());
        await SayAsync(panel, "Tell me a story");
        panel.WaitForElement("[data-stop]");

        await panel.Find("[data-stop]").ClickAsync(new());
        panel.WaitForElement(".ma .note");

        Assert.Equal("Try again", Text(panel, ".ma .note .lnk"));
        Scene.Fake.Reply = (_, _) => FakeModel.Say("Once upon a time.");
        await panel.Find(".ma .note .lnk").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Equal("2 of 2", Text(panel, ".ma .branches .num")));
        Assert.Equal("Once upon a time.", Text(panel, ".ma-text"));
    }

    [Fact]
    public async Task Send_ModelFails_SaysWhyInTheReply()
    {
        Scene.Fake.Reply = (_, _) => throw new ModelCallException(ProviderFault.WrongKey, "Vendor refused the key.");
        var panel = Open(await Scene.StartAsync());

        await SayAsync(panel, "Where is my parcel?");
        panel.WaitForElement(".ma .note.bad");

        Assert.Equal("The model is not set up rightly. Tell an administrator. Try again", Text(panel, ".ma .note"));
        Assert.Equal("There is no reply. The model is not set up rightly. Tell an administrator.", panel.Find("[role=status].sr:last-child").TextContent);
    }

    [Fact]
    public async Task Send_TooLong_IsRefusedBesideTheField()
    {
        var panel = Open(await Scene.StartAsync());

        await SayAsync(panel, new string('x', ConversationLimits.MessageLength + 1));

        panel.WaitForElement(".composer .err");
        Assert.Empty(panel.FindAll(".mu"));
    }

    [Theory]
    [InlineData("<script>alert(1)</script> [1]")]
    [InlineData("<img src=x onerror=alert(1)> [press](javascript:alert(1)) [1](javascript:alert(1))")]
    [InlineData("```html\n<script>alert('x')</script>\n```\n[2]")]
    [InlineData("[<script>][1] and [99] and [1, <b>]")]
    public async Task Render_HostileReply_IsText(string content)
    {
        var panel = Open(await StoreAsync(content, [Source(1, "<img src=x onerror=alert(1)>"), Source(2, "Two")]));

        Assert.Empty(panel.FindAll(".ma-body script, .ma-body img, .ma-body iframe, .ma-body [onerror], .ma-body b:not(.m):not(.chip b)"));
        Assert.All(panel.FindAll(".ma-body a"), a => Assert.True(a.GetAttribute("href")!.StartsWith("/knowledge/", StringComparison.Ordinal) || a.GetAttribute("href")!.StartsWith("http", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Render_References_AreMarksThatOpenTheirPassage()
    {
        Use(Scene.Admin);
        var conversation = await StoreAsync("The quay opens at four [1, 2]. Ice keeps parcels in Bergvik [2], and [7] is nothing.", [Source(1, "Opening"), Source(2, "Ice"), Source(3, "Never cited") with { IsCited = false }]);
        var panel = Open(conversation, readOnly: true);

        Assert.Equal(["1", "2", "2"], panel.FindAll(".cit").Select(c => c.TextContent));
        Assert.Equal("1, source: Opening", panel.Find(".cit").GetAttribute("aria-label"));
        Assert.Contains("[7]", panel.Find(".ma-text").TextContent, StringComparison.Ordinal);
        var card = panel.FindAll(".cite-card")[1];
        Assert.Equal("Passage about Ice.", card.QuerySelector(".cite-text")!.TextContent);
        Assert.EndsWith("?chunk=2", card.QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal(["Opening", "Ice"], panel.FindAll(".src .ell").Select(c => c.TextContent));
    }

    [Fact]
    public async Task Render_ForAMember_OffersNoDocumentAndNoCost()
    {
        var panel = Open(await StoreAsync("The quay opens at four [1].", [Source(1, "Opening")]));

        Assert.Equal("1", panel.Find(".cit").TextContent);
        Assert.Empty(panel.FindAll(".cite-card a, .src a"));
        Assert.Equal("Well supported by its sources", Text(panel, ".mm"));
    }

    [Fact]
    public async Task Feedback_Down_IsStoredAtOnceAndThenWithItsReasons()
    {
        var conversation = await StoreAsync("The quay opens at four.", []);
        var panel = Open(conversation);

        await panel.Find("[aria-label='Bad reply']").ClickAsync(new());
        panel.WaitForElement(".why");
        Assert.Equal(MessageFeedback.Disliked, (await Scene.PageAsync(conversation)).Items[1].Feedback);
        await panel.FindAll(".why .check input")[1].ChangeAsync(new() { Value = true });
        await panel.Find(".why textarea").ChangeAsync(new() { Value = "Five, in winter." });
        await panel.Find(".why").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll(".why")));
        var reply = (await Scene.PageAsync(conversation)).Items[1];
        Assert.Equal((MessageFeedback.Disliked, "Not complete", "Five, in winter."), (reply.Feedback, reply.FeedbackReasons, reply.FeedbackComment));
        Assert.Equal("true", panel.Find("[aria-label='Bad reply']").GetAttribute("aria-pressed"));

        await panel.Find("[aria-label='Good reply']").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Equal("true", panel.Find("[aria-label='Good reply']").GetAttribute("aria-pressed")));
    }

    [Fact]
    public async Task Edit_SentAgain_ShowsBothWaysOneAtATime()
    {
        var panel = Open(await Scene.StartAsync());
        await SayAsync(panel, "First wording");
        panel.WaitForElement("[aria-label='Good reply']");
        await panel.Find("[aria-label='Edit your message']").ClickAsync(new());
        await panel.Find(".mu-edit textarea").ChangeAsync(new() { Value = "Second wording" });

        await panel.Find(".mu-edit").SubmitAsync();
        panel.WaitForAssertion(() => Assert.Equal("2 of 2", Text(panel, ".mu-row .branches .num")));
        Assert.Equal("Second wording", panel.Find(".mu").TextContent);
        panel.WaitForElement("[aria-label='Good reply']");
        await panel.Find(".mu-row [aria-label='Previous version']").ClickAsync(new());

        panel.WaitForAssertion(() => Assert.Equal("First wording", panel.Find(".mu").TextContent));
        Assert.Equal("1 of 2", Text(panel, ".mu-row .branches .num"));
    }

    [Fact]
    public async Task Render_ReadOnly_OffersNothingThatWrites()
    {
        var panel = Open(await StoreAsync("The quay opens at four.", []), readOnly: true);

        Assert.Empty(panel.FindAll(".composer, [aria-label='Good reply'], [aria-label='Edit your message'], [aria-label='Ask for another reply']"));
        Assert.Single(panel.FindAll("[aria-label='Copy the reply']"));
    }

    [Fact]
    public async Task Approval_ShowsWhatIsWantedAndBothAnswers()
    {
        var panel = Open(await Scene.StartAsync());
        var reply = new ChatLiveReply(Guid.NewGuid());
        reply.Take(new TurnToolStarted("c1", "refund", "Refund an order", "{\"order\":\"TW-1\"}"));
        reply.Take(new TurnApprovalNeeded("c1", "refund", "Refund an order", "{\"order\":\"TW-1\"}", new(2026, 11, 21, 14, 12, 0, DateTimeKind.Utc)));
        var live = Render<MessageLive>(p => p.Add(x => x.Reply, reply).AddCascadingValue(panel.Instance));

        Assert.Equal(["Agree", "Decline"], live.FindAll(".approval button").Select(b => b.TextContent.Trim()));
        Assert.Contains("TW-1", live.Find(".approval dl").TextContent, StringComparison.Ordinal);

        reply.Take(new TurnToolFinished("c1", "refund", "Refunded.", null, false, 214));
        reply.Draw();
        live.WaitForAssertion(() => Assert.Empty(live.FindAll(".approval")));
        Assert.Contains("214 ms", live.Find(".tc").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_StopsListening()
    {
        var feed = Scene.Studio.Get<ChangeFeed>();
        var before = feed.SubscriberCount;
        Open(await Scene.StartAsync());
        Assert.True(feed.SubscriberCount > before);

        await DisposeComponentsAsync();

        Assert.Equal(before, feed.SubscriberCount);
    }

    private static Citation Source(int number, string title) => new(
        number, number, Guid.Parse($"0198a000-0000-7000-8000-00000000000{number}"), Guid.NewGuid(), "Help centre", title, null, "", $"# {title}\n\nPassage about {title}.", 0, 10, 1, 0.9, true);

    /// <summary>A question and a reply as they would be stored.</summary>
    private async Task<Guid> StoreAsync(string reply, Citation[] citations)
    {
        var conversation = await Scene.StartAsync();
        await using var db = await Scene.Studio.OpenAsync();
        var turn = Guid.CreateVersion7();
        var question = Of(1, null, MessageRole.User, "When does the quay open?");
        var answer = Of(2, question.Id, MessageRole.Assistant, reply);
        (answer.CitationsJson, answer.Confidence, answer.Model, answer.InputTokens) = (StoredJson.Write(citations), citations.Length == 0 ? null : 0.9, "gpt-4.1", 100);
        db.AddRange(question, answer);
        await db.SaveChangesAsync(Cancel);
        await db.Set<Conversation>().Where(c => c.Id == conversation)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LastOrdinal, 2).SetProperty(c => c.Messages, 2).SetProperty(c => c.HeadId, answer.Id), Cancel);
        return conversation;

        Message Of(int ordinal, Guid? parent, MessageRole role, string content) => new()
        {
            OrganizationId = Scene.Studio.Ours.Id,
            ConversationId = conversation,
            Ordinal = ordinal,
            ParentId = parent,
            Role = role,
            Content = content,
            TurnId = turn,
            CreatedAt = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc),
        };
    }
}
