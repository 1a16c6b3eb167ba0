using System.Reflection;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Data;

/// <summary>
/// Every list in every order and with every filter: how SQLite answers it. A page costs at most three statements, reads no
/// whole table, and finds its keys in an index that is in the right order already.
/// </summary>
public sealed class ListPlanTests : IAsyncLifetime
{
    private const int Rows = 120;
    private const int MaxStatements = 3;

    private TestStudio _studio = null!;
    private Guid _organization;
    private static readonly AuditLine s_line = new(
        new(Guid.NewGuid(), new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc), "", null, null, AccessSource.Browser, null, "assistant.changed", "x", "", []), 2, DateTime.UnixEpoch);

    private static Guid s_run;
    private static Guid s_source;
    private static Guid s_ingestion;
    private static Guid s_prompt;
    private static Guid s_assistant;
    private static Guid s_webhook;

    /// <summary>By service and method; a new list without cases fails below.</summary>
    private static readonly Dictionary<string, (string[] Sorts, Func<TestScope, ListQuery, Task> Read, ListQuery[] Filters)> s_lists = new()
    {
        ["UserService.ListAsync"] = (
            ["name", "email", "role", "lastSeenAt"],
            (scope, query) => scope.Get<UserService>().ListAsync((UserListQuery)query, CancellationToken.None),
            [new UserListQuery(), new UserListQuery { Role = Role.Editor }, new UserListQuery { Active = false }, new UserListQuery { Role = Role.Editor, Active = true }, new UserListQuery { Search = "a" }]),
        ["ApiKeyService.ListAsync"] = (
            ["createdAt", "name", "lastUsedAt"],
            (scope, query) => scope.Get<ApiKeyService>().ListAsync((ApiKeyListQuery)query, CancellationToken.None),
            [new ApiKeyListQuery(), .. Enum.GetValues<ApiKeyState>().Select(s => new ApiKeyListQuery { State = s }), new ApiKeyListQuery { Search = "a" }]),
        ["AuditService.ListAsync"] = (
            ["at", "actor", "action"],
            (scope, query) => scope.Get<AuditService>().ListAsync((AuditListQuery)query, CancellationToken.None),
            [
                new AuditListQuery(), new AuditListQuery { Action = "user.changed" }, new AuditListQuery { UserId = Guid.NewGuid() },
                new AuditListQuery { SubjectId = "x" }, new AuditListQuery { From = DateTime.UnixEpoch, To = DateTime.MaxValue }, new AuditListQuery { Search = "a" },
            ]),
        ["UsageService.ListAsync"] = (
            ["-at"], (scope, query) => scope.Get<UsageService>().ListAsync((UsageQuery)query, CancellationToken.None),
            [
                new UsageQuery(), new UsageQuery { From = DateTime.UnixEpoch, To = DateTime.MaxValue }, new UsageQuery { Operation = UsageOperation.Chat, Outcome = UsageOutcome.Failed },
                new UsageQuery { ProviderId = Guid.NewGuid(), Model = "m" }, new UsageQuery { AssistantId = Guid.NewGuid() }, new UsageQuery { UserId = Guid.NewGuid() },
            ]),
        ["ConversationListService.ListAsync"] = (
            ["-lastActivityAt", "startedAt", "messages", "cost"], (scope, query) => scope.Get<ConversationListService>().ListAsync((ConversationListQuery)query, CancellationToken.None),
            [
                new ConversationListQuery(), new ConversationListQuery { AssistantId = Guid.NewGuid() }, new ConversationListQuery { Channel = ConversationChannel.Playground, Status = ConversationStatus.Ended },
                new ConversationListQuery { Sentiment = Sentiment.Negative, Rating = 1 }, new ConversationListQuery { CostFrom = 5, UserId = Guid.NewGuid() }, new ConversationListQuery { Topic = "x" },
                new ConversationListQuery { From = DateTime.UnixEpoch, To = DateTime.MaxValue }, new ConversationListQuery { ExternalUser = "x" },
                new ConversationListQuery { DeploymentId = Guid.NewGuid() }, new ConversationListQuery { Environment = StudioEnvironment.Staging }, new ConversationListQuery { AssistantId = Guid.NewGuid(), Environment = StudioEnvironment.Staging }, new ConversationListQuery { Search = "a" },
            ]),
        ["AuditHistory.ListAsync"] = (
            [], (scope, query) => scope.Get<AuditHistory>().ListAsync((AuditHistoryQuery)query, CancellationToken.None),
            [
                new AuditHistoryQuery { SubjectId = "x", Collapsed = ["assistant.changed"] }, new AuditHistoryQuery { SubjectId = "x", Collapsed = ["assistant.changed"], Search = "a" },
                new AuditHistoryQuery { SubjectId = "x" },
            ]),
        ["AuditHistory.EntriesAsync"] = (
            [], (scope, query) => scope.Get<AuditHistory>().EntriesAsync(s_line, query, CancellationToken.None), [new ListQuery()]),
        ["JobRunService.ListAsync"] = (
            ["queuedAt", "job", "status", "finishedAt"],
            (scope, query) => scope.Get<JobRunService>().ListAsync((JobRunQuery)query, CancellationToken.None),
            [
                new JobRunQuery(), new JobRunQuery { Scope = JobScope.Installation },
                new JobRunQuery { Scope = JobScope.Organization, JobKey = "backup" }, new JobRunQuery { Scope = JobScope.Organization, Status = JobRunStatus.Failed },
                new JobRunQuery { Scope = JobScope.Organization, Search = "a" },
            ]),
        ["JobRunService.LinesAsync"] = (
            ["ordinal"], (scope, query) => scope.Get<JobRunService>().LinesAsync(s_run, query, CancellationToken.None), [new ListQuery()]),
        ["JobRunService.ItemsAsync"] = (
            ["at", "key"], (scope, query) => scope.Get<JobRunService>().ItemsAsync(s_run, (JobItemQuery)query, CancellationToken.None),
            [new JobItemQuery(), new JobItemQuery { State = JobItemState.Failed }]),
        ["AssistantService.ListAsync"] = (
            ["updatedAt", "name", "type", "status", "conversations", "lastUsedAt"],
            (scope, query) => scope.Get<AssistantService>().ListAsync((AssistantListQuery)query, CancellationToken.None),
            [
                new AssistantListQuery(), new AssistantListQuery { Type = AssistantType.Support }, new AssistantListQuery { Status = AssistantStatus.Archived },
                new AssistantListQuery { OwnerId = Guid.NewGuid() }, new AssistantListQuery { UpdatedSince = DateTime.UnixEpoch }, new AssistantListQuery { DeployedIn = StudioEnvironment.Production }, new AssistantListQuery { Templates = true },
                new AssistantListQuery { Search = "desk" }, new AssistantListQuery { Search = "desk", Type = AssistantType.Support, Status = AssistantStatus.Active, Tag = "eu" },
                new AssistantListQuery { Tag = "eu" }, new AssistantListQuery { Tag = "eu", Type = AssistantType.Support, Status = AssistantStatus.Active },
            ]),
        ["AssistantVersionService.ListAsync"] = (
            ["number"], (scope, query) => scope.Get<AssistantVersionService>().ListAsync(s_assistant, query, CancellationToken.None), [new ListQuery()]),
        ["PromptService.ListAsync"] = (
            ["updatedAt", "title", "key"],
            (scope, query) => scope.Get<PromptService>().ListAsync((PromptListQuery)query, CancellationToken.None),
            [
                new PromptListQuery(), new PromptListQuery { Category = "policy" }, new PromptListQuery { Tag = "refund" }, new PromptListQuery { Tag = "refund", Category = "policy" },
                new PromptListQuery { Search = "refund pol" }, new PromptListQuery { Search = "refumd" }, new PromptListQuery { Search = "refund", Sort = "title" },
                new PromptListQuery { Search = "refund", Tag = "refund", Category = "policy" },
            ]),
        ["PromptVersionService.ListAsync"] = (
            ["number"], (scope, query) => scope.Get<PromptVersionService>().ListAsync(s_prompt, query, CancellationToken.None), [new ListQuery()]),
        ["DeploymentListService.ListAsync"] = (
            ["-createdAt"], (scope, query) => scope.Get<DeploymentListService>().ListAsync((DeploymentListQuery)query, CancellationToken.None),
            [
                new DeploymentListQuery(), new DeploymentListQuery { AssistantId = Guid.NewGuid() }, new DeploymentListQuery { Environment = StudioEnvironment.Production, Status = DeploymentStatus.Active },
                new DeploymentListQuery { AssistantId = Guid.NewGuid(), Environment = StudioEnvironment.Production, Kind = DeploymentKind.Rollback },
            ]),
        ["DocumentService.ListAsync"] = (
            ["title", "ingestedAt"], (scope, query) => scope.Get<DocumentService>().ListAsync(Of((DocumentListQuery)query), CancellationToken.None),
            [new DocumentListQuery(), new DocumentListQuery { SourceId = Guid.Empty }, new DocumentListQuery { Search = "a" }, new DocumentListQuery { SourceId = Guid.Empty, Search = "a" }]),
        ["SourceService.RunsAsync"] = (
            ["startedAt"], (scope, query) => scope.Get<SourceService>().RunsAsync(Of((RunListQuery)query), CancellationToken.None),
            [new RunListQuery(), new RunListQuery { SourceId = Guid.Empty }]),
        ["SourceService.FailuresAsync"] = (
            ["externalId"], (scope, query) => scope.Get<SourceService>().FailuresAsync(s_ingestion, query, CancellationToken.None), [new ListQuery()]),
        ["EnvironmentService.ListAsync"] = (
            [], (scope, query) => scope.Get<EnvironmentService>().ListAsync((EnvironmentListQuery)query, CancellationToken.None),
            [new EnvironmentListQuery(), new EnvironmentListQuery { Environment = StudioEnvironment.Production }, new EnvironmentListQuery { Search = "a" }]),
        ["IntegrationService.ListAsync"] = (
            [], (scope, query) => scope.Get<IntegrationService>().ListAsync((IntegrationQuery)query, CancellationToken.None),
            [new IntegrationQuery(), new IntegrationQuery { Kind = ProviderKind.OpenAi, Active = true }, new IntegrationQuery { Search = "a" }]),
        ["WebhookService.ListAsync"] = (
            [], (scope, query) => scope.Get<WebhookService>().ListAsync((WebhookListQuery)query, CancellationToken.None),
            [new WebhookListQuery(), new WebhookListQuery { Active = true }, new WebhookListQuery { Search = "a" }]),
        ["WebhookDeliveryService.ListAsync"] = (
            ["createdAt"], (scope, query) => scope.Get<WebhookDeliveryService>().ListAsync(s_webhook, (WebhookDeliveryQuery)query, CancellationToken.None),
            [
                new WebhookDeliveryQuery(), new WebhookDeliveryQuery { State = WebhookDeliveryState.GivenUp }, new WebhookDeliveryQuery { EventType = "conversation.ended" },
                new WebhookDeliveryQuery { State = WebhookDeliveryState.Delivered, EventType = "conversation.started" },
            ]),
        ["AccountLinkService.ListInvitationsAsync"] = (
            [], (scope, query) => scope.Get<AccountLinkService>().ListInvitationsAsync(query, CancellationToken.None), [new ListQuery(), new ListQuery { Search = "a" }]),
        ["AllowedNetworkService.ListAsync"] = (
            [], (scope, query) => scope.Get<AllowedNetworkService>().ListAsync(query, CancellationToken.None), [new ListQuery(), new ListQuery { Search = "a" }]),
        ["OrganizationService.ListAllAsync"] = (
            [], (scope, query) => scope.Get<OrganizationService>().ListAllAsync(query, CancellationToken.None), [new ListQuery(), new ListQuery { Search = "a" }]),
    };

    /// <summary>There are dozens of these, at most hundreds: sorting them costs nothing.</summary>
    private static readonly string[] s_short = ["AllowedNetworkService.ListAsync", "EnvironmentService.ListAsync", "IntegrationService.ListAsync", "AccountLinkService.ListInvitationsAsync", "OrganizationService.ListAllAsync", "WebhookService.ListAsync"];

    /// <summary>Rows of one parent: skipping some of them by their index is enough.</summary>
    private static readonly string[] s_parts = ["AuditHistory.ListAsync", "AuditHistory.EntriesAsync", "JobRunService.LinesAsync", "JobRunService.ItemsAsync", "SourceService.FailuresAsync", "SourceService.RunsAsync", "PromptVersionService.ListAsync", "AssistantVersionService.ListAsync"];

    public static TheoryData<string> Lists { get; } = [.. s_lists.Keys];

    public static TheoryData<string> LongLists { get; } = [.. s_lists.Keys.Except(s_short)];

    [Fact]
    public void EveryList_HasCases()
    {
        var lists = typeof(StudioDb).Assembly.GetTypes().Where(t => t.IsPublic)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m.ReturnType is { IsGenericType: true, GenericTypeArguments.Length: 1 } && m.ReturnType.GenericTypeArguments[0] is { IsGenericType: true } page && page.GetGenericTypeDefinition() == typeof(Page<>))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}");

        Assert.Equal(lists.Order(), s_lists.Keys.Order());
    }

    [Theory, MemberData(nameof(LongLists))]
    public async Task List_InEveryOrder_IsReadFromItsIndex(string list)
    {
        var (sorts, read, filters) = s_lists[list];
        foreach (var sort in sorts.SelectMany(s => new[] { s, "-" + s }))
        {
            await CheckAsync(list, $"{list} by {sort}", query => read(query.Scope, query.Query), filters[0] with { Sort = sort }, inOrder: true);
        }
    }

    [Theory, MemberData(nameof(LongLists))]
    public async Task List_WithEveryFilter_ReadsNoWholeTable(string list)
    {
        var (_, read, filters) = s_lists[list];
        foreach (var filter in filters)
        {
            await CheckAsync(list, $"{list} with {filter}", query => read(query.Scope, query.Query), filter, inOrder: false);
        }
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task List_OfManyRows_NeedsThreeStatements(string list)
    {
        var (_, read, filters) = s_lists[list];
        await using var scope = _studio.As(Grant.ForCommand("test", _organization));

        var queries = await QueryPlans.OfAsync(_studio.Folder, () => read(scope, filters[0] with { PageSize = Rows / 2 }));

        Assert.InRange(queries.Count(q => q.Plan.Count > 0), 1, MaxStatements);
    }

    private async Task CheckAsync(string list, string what, Func<(TestScope Scope, ListQuery Query), Task> read, ListQuery query, bool inOrder)
    {
        await using var scope = _studio.As(Grant.ForCommand("test", _organization));
        var queries = (await QueryPlans.OfAsync(_studio.Folder, () => read((scope, query)))).Where(q => q.Plan.Count > 0).ToArray();

        Assert.True(queries.Length > 0, $"{what} asked nothing.");
        Assert.All(queries.Where(q => q.LooksUpKeys && !q.SearchesText), q => Assert.False(q.ScansAnything || q.WalksThroughOrganization, $"{what} reads a whole index for a row of the page: {q}"));
        foreach (var one in queries.Where(q => !q.LooksUpKeys || q.SearchesText))
        {
            Assert.False(one.ReadsWholeTable, $"{what} reads a whole table: {one}");
            Assert.False(one.SortsRows && !one.SearchesText, $"{what} sorts what an index could give in order: {one}");
            Assert.True(one.SearchesText || s_parts.Contains(list) || one.ReadsIndexesOnly, $"{what} reads rows where an index could answer: {one}");
        }
    }

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync();
        await _studio.Get<LoadGenerator>().RunAsync(Rows, _ => { }, CancellationToken.None);
        await using var db = await _studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        _organization = await db.Set<Organization>().Where(o => o.Name == LoadGenerator.OrganizationName).Select(o => o.Id).SingleAsync();
        s_prompt = await db.Set<Prompt>().IgnoreQueryFilters().Where(p => p.OrganizationId == _organization).Select(p => p.Id).FirstAsync();
        s_assistant = await db.Set<Assistant>().IgnoreQueryFilters().Where(a => a.OrganizationId == _organization).Select(a => a.Id).FirstAsync();
        s_source = await db.Set<KnowledgeSource>().IgnoreQueryFilters().Where(a => a.OrganizationId == _organization).Select(a => a.Id).FirstAsync();
        s_ingestion = await db.Set<IngestionRun>().IgnoreQueryFilters().Where(a => a.OrganizationId == _organization).Select(a => a.Id).FirstAsync();
        s_webhook = await db.Set<Webhook>().IgnoreQueryFilters().Where(w => w.OrganizationId == _organization).Select(w => w.Id).FirstAsync();
        s_run = await db.Set<JobRun>().IgnoreQueryFilters().Where(r => r.OrganizationId == _organization).Select(r => r.Id).FirstAsync();
    }

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    /// <summary>Cases are made before there are rows: an empty id stands for the one that is there.</summary>
    private static DocumentListQuery Of(DocumentListQuery query) => query.SourceId is null ? query : query with { SourceId = s_source };

    private static RunListQuery Of(RunListQuery query) => query.SourceId is null ? query : query with { SourceId = s_source };
}
