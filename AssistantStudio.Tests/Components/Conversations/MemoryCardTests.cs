using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Conversations;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

public sealed class MemoryCardTests : ConversationScreensTest
{
    [Fact]
    public void Card_NothingRemembered_SaysWhen()
    {
        var card = Open();

        Assert.StartsWith("Nothing. An assistant remembers people only", card.Find(".cbd p").TextContent, StringComparison.Ordinal);
        Assert.Empty(card.FindAll("button"));
    }

    [Fact]
    public async Task Memory_Forgotten_IsGoneAndTheOthersStay()
    {
        await RememberAsync("Works in Ghent", "Wants short answers");
        var card = Open();

        await PressAsync(card, "Forget: Works in Ghent");

        card.WaitForAssertion(() => Assert.Equal(["Wants short answers"], card.FindAll(".memories .any").Select(m => m.TextContent)));
        Assert.Equal(["Wants short answers"], await KeptAsync());
    }

    [Fact]
    public async Task Memories_AllForgotten_AreGone()
    {
        await RememberAsync("Works in Ghent", "Wants short answers");
        var card = Open();
        AnswerYes();

        await PressAsync(card, "Forget everything…");

        Assert.Empty(await KeptAsync());
    }

    private async Task RememberAsync(params string[] texts)
    {
        var conversation = await Scene.StartAsync();
        await using var db = await Scene.Studio.OpenAsync();
        var now = Scene.Studio.Get<TimeProvider>().GetUtcNow().UtcDateTime;
        db.AddRange(texts.Select(text => new UserMemory
        {
            OrganizationId = Scene.Studio.Ours.Id,
            AssistantId = Scene.AssistantId,
            UserId = Access.UserId,
            Kind = MemoryKind.Fact,
            Text = text,
            ConversationId = conversation,
            FoundBy = "test",
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now.AddDays(90),
        }));
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<string[]> KeptAsync()
    {
        await using var db = await Scene.Studio.OpenAsync();
        return [.. db.Set<UserMemory>().Select(m => m.Text)];
    }

    private IRenderedComponent<MemoryCard> Open()
    {
        var card = Render<MemoryCard>();
        card.WaitForAssertion(() => Assert.Empty(card.FindAll(".skeleton")));
        return card;
    }
}
