using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Conversations;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

public sealed class ConversationListTests : ConversationScreensTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Page_WithoutConversations_SaysWhatToDo()
    {
        var page = Open();

        Assert.Equal("Nobody has talked to an assistant yet", page.Find(".empty h2").TextContent);
        Assert.Equal("/assistants", page.Find(".empty a").GetAttribute("href"));
        Assert.Contains("Nobody has written to an assistant", page.Find(".live-none").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithConversations_ShowsWhoTalkedToWhatAndItsCost()
    {
        var (conversation, _) = await TalkAsync();
        await Scene.Ada.Get<ConversationService>().RenameAsync(conversation, "Six times seven", Cancel);

        var page = Open();

        var row = page.Find("tbody tr");
        Assert.Equal($"/conversations/{conversation}", row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("Six times seven", row.QuerySelector("a")!.TextContent);
        Assert.Contains("Returns desk v1, with Test Member", Plain(row.TextContent), StringComparison.Ordinal);
        Assert.Equal("2", row.QuerySelector("td[data-l=Messages]")!.TextContent.Trim());
        Assert.StartsWith("$0.0000", row.QuerySelector("td[data-l=Cost]")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("Six times seven", page.Find(".live-now a").TextContent);
    }

    [Fact]
    public async Task Page_Filtered_ShowsOnlyWhatFits()
    {
        var (ended, _) = await TalkAsync();
        await TalkAsync("Another one");
        await Scene.Ada.Get<ConversationService>().EndAsync(ended, 4, null, Cancel);

        Assert.Equal([$"/conversations/{ended}"], Rows(Open("?status=Ended")));
        Assert.Equal([$"/conversations/{ended}"], Rows(Open("?rating=4")));
        Assert.Equal(2, Rows(Open($"?assistant={Scene.AssistantId}")).Length);
        Assert.Empty(Rows(Open($"?person={Guid.NewGuid()}")));
        Assert.Empty(Rows(Open("?cost=1000")));
        Assert.Equal(2, Rows(Open("?cost=nonsense&since=-4&rating=9")).Length);
    }

    [Fact]
    public async Task Page_OfADeployment_ShowsWhatItAnsweredAndNamesIt()
    {
        var (conversation, _) = await TalkAsync();
        await using var db = await Scene.Studio.OpenAsync();
        var (deployment, environment) = (db.Set<Conversation>().Select(c => c.DeploymentId).Single(), db.Set<Conversation>().Select(c => c.Environment).Single());

        var page = Open($"?deployment={deployment}");
        Assert.Equal([$"/conversations/{conversation}"], Rows(page));
        Assert.Contains("Returns desk v1, production", page.Markup, StringComparison.Ordinal);
        Assert.Equal([$"/conversations/{conversation}"], Rows(Open($"?environment={environment}")));
        Assert.Empty(Rows(Open("?environment=Staging")));
        page = Open($"?deployment={Guid.NewGuid()}");
        Assert.Empty(Rows(page));
        Assert.Contains("one that is gone", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfADeploymentWithoutConversations_SaysThatProgramsMayStoreNone()
    {
        const string Reason = "X-Conversation-Id";

        Assert.Contains(Reason, Open($"?deployment={Guid.NewGuid()}").Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Reason, Open("?status=Ended").Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_ByDeployment_OffersTheNewestOnes()
    {
        await TalkAsync();
        var page = Open();

        await page.FindAll("details.drop").First(d => d.TextContent.Contains("Deployment", StringComparison.Ordinal)).TriggerEventAsync("ontoggle", EventArgs.Empty);

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".pick-menu .mi"), b => b.TextContent.Contains("Returns desk v1, production", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Page_TrialsAreLeftOut_UntilAskedFor()
    {
        await Scene.StartAsync(Scene.Admin, isTrial: true);

        Assert.Empty(Rows(Open()));
        Assert.Single(Rows(Open("?channel=Playground")));
    }

    [Fact]
    public async Task Live_SomebodyBegins_IsShownWithoutReload()
    {
        var page = Open();

        await TalkAsync();

        page.WaitForAssertion(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Single(page.FindAll(".live-now > li"));
        });
        Assert.Contains("1 conversation in the last 15 minutes", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_ForWhoeverDoesNotManage_ErasesNobody()
    {
        Use(Role.Viewer);

        Assert.DoesNotContain("Erase a person", Open().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_OfAPersonOfAnotherProgram_ShowsWhatGoesAndAsks()
    {
        await Scene.StartAsync(change: input => input with { ExternalUser = "customer-7" });
        await Scene.StartAsync();
        var panel = Render<ConversationListErase>();
        await panel.FindAll("input[type=radio]")[1].ChangeAsync(new());
        await panel.Find("#f-externalUserId").InputAsync(new() { Value = "customer-7" });
        await PressAsync(panel, "Show what is kept");
        panel.WaitForAssertion(() => Assert.Equal(["1", "nothing"], panel.FindAll(".erase-found dd").Select(d => d.TextContent)));
        AnswerYes();

        await PressAsync(panel, "Erase “customer-7”…");

        await using var db = await Scene.Studio.OpenAsync();
        Assert.Equal([null], db.Set<Conversation>().Select(c => c.ExternalUser));
    }

    [Fact]
    public async Task Erase_OfAPersonOfWhomSomethingIsRemembered_ShowsItAndForgetsOneAlone()
    {
        await using (var db = await Scene.Studio.OpenAsync())
        {
            var conversation = await Scene.StartAsync(change: input => input with { ExternalUser = "customer-7" });
            UserMemory Remembered(string text) => new()
            {
                OrganizationId = Scene.Studio.Ours.Id,
                AssistantId = Scene.AssistantId,
                ExternalUser = "customer-7",
                Kind = MemoryKind.Fact,
                Text = text,
                ConversationId = conversation,
                FoundBy = "test",
                CreatedAt = DateTime.UnixEpoch,
                LastSeenAt = DateTime.UnixEpoch,
                ExpiresAt = Clock.GetUtcNow().UtcDateTime.AddDays(1),
            };
            db.AddRange(Remembered("Likes blue"), Remembered("Lives in Hull"));
            await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        }

        var panel = Render<ConversationListErase>();
        await panel.FindAll("input[type=radio]")[1].ChangeAsync(new());
        await panel.Find("#f-externalUserId").InputAsync(new() { Value = "customer-7" });
        await PressAsync(panel, "Show what is kept");
        panel.WaitForAssertion(() => Assert.Equal(2, panel.FindAll(".memories li").Count));

        await panel.Find("[aria-label='Forget: Likes blue']").ClickAsync(new());

        panel.WaitForAssertion(() => Assert.Equal(["Forget: Lives in Hull"], panel.FindAll(".memories button").Select(b => b.GetAttribute("aria-label"))));
    }

    [Fact]
    public async Task Erase_OfSomebodyUnknown_SaysThatNothingIsKept()
    {
        var panel = Render<ConversationListErase>();
        await panel.FindAll("input[type=radio]")[1].ChangeAsync(new());
        await panel.Find("#f-externalUserId").InputAsync(new() { Value = "nobody" });

        await PressAsync(panel, "Show what is kept");

        panel.WaitForAssertion(() => Assert.Contains("Nothing is kept of “nobody”", panel.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(panel.FindAll("button"), b => b.TextContent.Contains("Erase", StringComparison.Ordinal));
    }

    private static string[] Rows(IRenderedComponent<ConversationListPage> page) => [.. page.FindAll("tbody tr a").Select(a => a.GetAttribute("href")!)];

    private IRenderedComponent<ConversationListPage> Open(string query = "")
    {
        Navigation.NavigateTo("/conversations" + query);
        var page = Render<ConversationListPage>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[aria-busy=true], .live-none .sr")));
        return page;
    }
}
