using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Knowledge;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>A deployment answers from the knowledge that it was tested with.</summary>
public sealed class PinnedKnowledgeTests
{
    private const string Question = "Who pays the postage of a broken parcel?";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Turn_AfterTheDocumentChanged_AnswersFromWhatWasDeployed(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        var source = await WithKnowledgeAsync(scene);
        var production = await scene.ReleaseAsync();
        await SayAsync(scene, source, "The customer pays the postage of what came broken.");

        var (deployed, reply) = await AskAsync(scene);
        var (draft, _) = await AskAsync(scene, isTrial: true);
        var document = await scene.Admin.Get<DocumentService>().GetAsync(deployed.DocumentId, Cancel);

        Assert.Equal("We pay the postage of what came broken.", deployed.Text);
        Assert.Contains("We pay the postage", reply.Content, StringComparison.Ordinal);
        Assert.Equal("The customer pays the postage of what came broken.", draft.Text);
        Assert.Equal((deployed.Text, 2), (document.Text.Substring(deployed.Start, deployed.Length), document.UntilRevision));
        Assert.Equal([new PinnedSource(source, "Policies", 1, 1)], (await scene.GetAsync(production.Id!.Value)).Snapshot.Knowledge);
        var facts = (await scene.Admin.Get<TraceService>().GetAsync(reply.ConversationId, reply.Id, Cancel)).Detail.Steps.Single(s => s.Name == "retrieve").Facts;
        Assert.Contains(facts, f => f.Text == "Policies, revision 1 (2 by now)");
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task PromoteAndRollback_TakeTheKnowledgeAlong(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        var source = await WithKnowledgeAsync(scene);
        await scene.DeployAsync();
        await SayAsync(scene, source, "The customer pays the postage of what came broken.");
        await scene.PromoteAllAsync();
        var promoted = await AskAsync(scene);
        await scene.DeployAsync(change: i => i with { Anew = true });
        await scene.PromoteAllAsync();
        var anew = await AskAsync(scene);

        var back = await scene.RollbackAsync(StudioEnvironment.Production);
        var again = await AskAsync(scene);

        Assert.Equal("We pay the postage of what came broken.", promoted.Passage.Text);
        Assert.Equal("The customer pays the postage of what came broken.", anew.Passage.Text);
        Assert.Contains(back.Differences, d => d is { Field: "Knowledge Policies", Before: "revision 2", After: "revision 1" });
        Assert.Equal(promoted.Passage.Text, again.Passage.Text);
    }

    [Fact]
    public async Task CleanUp_KeepsWhatStandsAndWhatOneCanGoBackTo()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var source = await WithKnowledgeAsync(scene);
        var first = await scene.DeployAsync();
        for (var i = 2; i <= 8; i++)
        {
            scene.Studio.Clock.Advance(TimeSpan.FromDays(40));
            await SayAsync(scene, source, $"The customer pays {i} euros of postage of what came broken.");
            await scene.DeployAsync(change: d => d with { Anew = true });
        }

        scene.Studio.Clock.Advance(TimeSpan.FromDays(40));
        await scene.Admin.CleanUpKnowledgeAsync();

        await using var db = await scene.Studio.OpenAsync();
        var kept = await db.Set<KnowledgeDocument>().OrderBy(d => d.FromRevision).Select(d => d.FromRevision).ToListAsync(Cancel);
        Assert.Equal(Enumerable.Range(3, 6), kept);
        var refused = await Assert.ThrowsAsync<NotReadyException>(() => scene.RollbackAsync(StudioEnvironment.Development, first.Id));
        Assert.Equal(
            "1 of the 1 documents that Policies had when this release was frozen (revision 1) are not kept any more, so it cannot answer as it was tested. Freeze the version anew, with the knowledge of today.",
            Assert.Single(refused.Report.Checks, c => c.Id == "knowledge_indexed").Message);
        var within = await scene.RollbackAsync(StudioEnvironment.Development);
        Assert.Contains(within.Readiness.Checks, c => c is { Id: "knowledge_indexed", Outcome: ReadinessOutcome.Pass, Message: "Policies, revision 7 (8 by now): 1 passages, all indexed." });
    }

    [Fact]
    public async Task CleanUp_WhatWaitsForASecondPerson_IsKept()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var source = await WithKnowledgeAsync(scene);
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsApproval = true });
        var waiting = await scene.DeployAsync();
        await SayAsync(scene, source, "The customer pays the postage of what came broken.");
        scene.Studio.Clock.Advance(TimeSpan.FromDays(40));

        await scene.Admin.CleanUpKnowledgeAsync();
        var agreed = await scene.Second.Get<DeploymentService>().ApproveAsync(waiting.Id!.Value, agreed: true, null, Cancel);

        Assert.Equal(DeploymentStatus.Active, agreed.Status);
    }

    [Fact]
    public async Task Deploy_BeforeAnythingWasBroughtIn_AnswersFromWhatComesFirst()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var source = (await scene.Admin.Get<SourceService>().CreateAsync(new() { Name = "Policies", Kind = SourceKind.Records }, Cancel)).Id;
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { KnowledgeSources = [source] }, Cancel);

        var production = await scene.ReleaseAsync();
        var before = await SendAsync(scene, isTrial: false);
        await SayAsync(scene, source, "We pay the postage of what came broken.");
        await SayAsync(scene, source, "The customer pays the postage of what came broken.");
        var (after, _) = await AskAsync(scene);

        Assert.Contains(production.Readiness.Checks, c => c is { Id: "knowledge_indexed", Outcome: ReadinessOutcome.Warn });
        Assert.Empty(Assert.Single(before.OfType<TurnRetrieved>()).Passages);
        Assert.Equal("We pay the postage of what came broken.", after.Text);
    }

    [Fact]
    public async Task Source_Deleted_NothingOfItIsFoundAndReadinessSaysSo()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var source = await WithKnowledgeAsync(scene);
        await scene.ReleaseAsync();
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { KnowledgeSources = [] }, Cancel);
        var users = await scene.Admin.Get<SourceService>().UsersOfAsync(source, Cancel);
        await scene.Admin.Get<SourceService>().DeleteAsync(source, null, Cancel);

        var events = await SendAsync(scene, isTrial: false);
        var report = (await scene.PromoteAsync(StudioEnvironment.Staging, dryRun: true)).Readiness;

        Assert.Equal(["Returns desk in development", "Returns desk in testing", "Returns desk in staging", "Returns desk in production"], users.Select(u => u.Name));
        Assert.Empty(Assert.Single(events.OfType<TurnRetrieved>()).Passages);
        Assert.Contains(report.Checks, c => c is { Id: "knowledge_indexed", Outcome: ReadinessOutcome.Fail, Message: "Policies is not there any more." });
    }

    private static async Task<Guid> WithKnowledgeAsync(DeploymentScene scene)
    {
        var source = await scene.Admin.AddTextsAsync(scene.Studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("postage", "We pay the postage of what came broken."));
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { KnowledgeSources = [source] }, Cancel);
        return source;
    }

    private static async Task SayAsync(DeploymentScene scene, Guid source, string text)
    {
        await scene.Admin.Get<OriginalService>().AddRecordsAsync(source, [KnowledgeTexts.Text("postage", text)], Cancel);
        await scene.Studio.WorkOffJobsAsync();
    }

    private static async Task<(Citation Passage, MessageView Reply)> AskAsync(DeploymentScene scene, bool isTrial = false)
    {
        var events = await SendAsync(scene, isTrial);
        return (Assert.Single(Assert.Single(events.OfType<TurnRetrieved>()).Passages), Assert.IsType<TurnCompleted>(events[^1]).Message);
    }

    private static async Task<List<TurnEvent>> SendAsync(DeploymentScene scene, bool isTrial)
    {
        var conversation = (await scene.Admin.Get<ConversationService>().StartAsync(new() { AssistantId = scene.AssistantId, IsTrial = isTrial }, Cancel)).Row.Id;
        var events = new List<TurnEvent>();
        await foreach (var one in scene.Admin.Get<AssistantRuntime>().RunAsync(new() { ConversationId = conversation, Text = Question }, Cancel))
        {
            events.Add(one.Event);
        }

        return events;
    }
}
