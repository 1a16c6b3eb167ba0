using System.Reflection;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Data;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Architecture;

/// <summary>The rules of docs/architecture.md, as far as a program can check them.</summary>
public sealed partial class ArchitectureTests
{
    // What is about more than one organisation, or about none: everything else sees its own rows only.
    private static readonly string[] s_mayLookAcross =
    [
        "AssistantStudio.Core/Assistants/AssistantLoad.cs",
        "AssistantStudio.Core/Conversations/Intelligence/ConversationAnalyst.cs",
        "AssistantStudio.Core/Conversations/Storage/LostReplies.cs",
        "AssistantStudio.Core/Conversations/Storage/LostTurns.cs",
        "AssistantStudio.Core/Data/Paging.cs",
        "AssistantStudio.Core/Data/StudioDb.cs",
        "AssistantStudio.Core/Embeds/EmbedDirectory.cs",
        "AssistantStudio.Core/Jobs/JobPlans.cs",
        "AssistantStudio.Core/Jobs/JobQueue.cs",
        "AssistantStudio.Core/Jobs/JobRunService.cs",
        "AssistantStudio.Core/Jobs/JobScheduleService.cs",
        "AssistantStudio.Core/Jobs/JobService.cs",
        "AssistantStudio.Core/Jobs/JobVisibility.cs",
        "AssistantStudio.Core/Jobs/RestoredRun.cs",
        "AssistantStudio.Core/Jobs/RunLogCleanUpJob.cs",
        "AssistantStudio.Core/Jobs/RunRecorder.cs",
        "AssistantStudio.Core/Deployments/Load/TrafficBook.cs",
        "AssistantStudio.Core/Deployments/Watch/DeploymentQuestions.cs",
        "AssistantStudio.Core/Deployments/Watch/DeploymentWatch.cs",
        "AssistantStudio.Core/Organizations/AccountCleanUpJob.cs",
        "AssistantStudio.Core/Organizations/ApiKeys/ApiKeySignIn.cs",
        "AssistantStudio.Core/Organizations/OrganizationService.cs",
        "AssistantStudio.Core/Organizations/SignIn/SessionService.cs",
        "AssistantStudio.Core/Organizations/Users/Membership.cs",
        "AssistantStudio.Core/Prompts/PromptLoad.cs",
        "AssistantStudio.Core/Prompts/PromptPins.cs",
        "AssistantStudio.Core/Search/SearchWords.cs",
        "AssistantStudio.Core/Providers/Cache/AnswerCleanUpJob.cs",
        "AssistantStudio.Core/Usage/Budgets/BudgetBooks.cs",
        "AssistantStudio.Core/Usage/Budgets/BudgetDesk.cs",
        "AssistantStudio.Core/Usage/Budgets/BudgetWatch.cs",
        "AssistantStudio.Core/Usage/Budgets/LostCalls.cs",
        "AssistantStudio.Core/Usage/ConversationCalls.cs",
        "AssistantStudio.Core/Webhooks/WebhookCleanUpJob.cs",
        "AssistantStudio.Core/Webhooks/WebhookQueue.cs",
    ];

    // A context that writes for every organisation.
    private static readonly string[] s_mayWriteAcross =
    [
        "AssistantStudio.Core/Conversations/Intelligence/ConversationAnalyst.cs",
        "AssistantStudio.Core/Conversations/Storage/LostReplies.cs",
        "AssistantStudio.Core/Conversations/Storage/LostTurns.cs",
        "AssistantStudio.Core/Data/Backup/BackupService.cs",
        "AssistantStudio.Core/Data/Backup/RestoreService.cs",
        "AssistantStudio.Core/Data/DatabaseUpgrade.cs",
        "AssistantStudio.Core/Data/Paging.cs",
        "AssistantStudio.Core/Data/SqliteCheckpoints.cs",
        "AssistantStudio.Core/Data/SlowQueryPlans.cs",
        "AssistantStudio.Core/Data/StudioDb.cs",
        "AssistantStudio.Core/Embeds/EmbedDirectory.cs",
        "AssistantStudio.Core/Jobs/JobPlans.cs",
        "AssistantStudio.Core/Jobs/JobQueue.cs",
        "AssistantStudio.Core/Jobs/JobRunService.cs",
        "AssistantStudio.Core/Jobs/JobScheduleService.cs",
        "AssistantStudio.Core/Jobs/JobService.cs",
        "AssistantStudio.Core/Jobs/JobVisibility.cs",
        "AssistantStudio.Core/Jobs/RunLogCleanUpJob.cs",
        "AssistantStudio.Core/Jobs/RunRecorder.cs",
        "AssistantStudio.Core/Deployments/Load/TrafficBook.cs",
        "AssistantStudio.Core/Deployments/Watch/DeploymentQuestions.cs",
        "AssistantStudio.Core/Deployments/Watch/DeploymentWatch.cs",
        "AssistantStudio.Core/Organizations/AccountCleanUpJob.cs",
        "AssistantStudio.Core/Organizations/ApiKeys/ApiKeySignIn.cs",
        "AssistantStudio.Core/Organizations/OrganizationService.cs",
        "AssistantStudio.Core/Organizations/Setup/LoadGenerator.cs",
        "AssistantStudio.Core/Organizations/Setup/SetupService.cs",
        "AssistantStudio.Core/Organizations/SignIn/AccountLinkUse.cs",
        "AssistantStudio.Core/Organizations/SignIn/SessionService.cs",
        "AssistantStudio.Core/Organizations/Users/AccountService.cs",
        "AssistantStudio.Core/Organizations/Users/Identity.cs",
        "AssistantStudio.Core/Providers/Cache/AnswerCleanUpJob.cs",
        "AssistantStudio.Core/Usage/UsageWriter.cs",
        "AssistantStudio.Core/Usage/Budgets/BudgetDesk.cs",
        "AssistantStudio.Core/Usage/Budgets/BudgetWatch.cs",
        "AssistantStudio.Core/Usage/Budgets/LostCalls.cs",
        "AssistantStudio.Core/Webhooks/WebhookCleanUpJob.cs",
        "AssistantStudio.Core/Webhooks/WebhookQueue.cs",
    ];

    private static readonly string[] s_uiNamespaces = ["Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Mvc", "Radzen", "Microsoft.JSInterop"];

    /// <summary>Somebody who looks for an event by its id finds one thing.</summary>
    [Fact]
    public void LogMessages_OfAllFeatures_HaveIdsOfTheirOwn()
    {
        var twice = new[] { typeof(StudioDb).Assembly, typeof(Program).Assembly }
            .SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(m => (Method: $"{m.DeclaringType!.Name}.{m.Name}", Id: m.GetCustomAttribute<Microsoft.Extensions.Logging.LoggerMessageAttribute>()?.EventId))
            .Where(m => m.Id is not null)
            .GroupBy(m => m.Id)
            .Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => m.Method))}");

        Assert.Empty(twice);
    }

    [Fact]
    public void Core_References_NoUi()
    {
        var named = Files("AssistantStudio.Core", ".cs")
            .Where(f => s_uiNamespaces.Any(n => f.Text.Contains(n, StringComparison.Ordinal)) || HttpContextWord().IsMatch(f.Text))
            .Select(f => f.Path);

        Assert.Empty(named);
    }

    [Fact]
    public void Web_Names_NoDbContext()
    {
        var named = Files("AssistantStudio.Web", ".cs", ".razor")
            .Where(f => DbContextWord().IsMatch(f.Text) || f.Text.Contains(".Set<", StringComparison.Ordinal))
            .Select(f => f.Path)
            .Except(["AssistantStudio.Web/Hosting/Health.cs"]); // Asks whether the database answers, nothing more.

        Assert.Empty(named);
    }

    [Fact]
    public void Feature_ReadsTablesOf_ItselfOnly()
    {
        var owners = typeof(StudioDbContext).Assembly.GetTypes()
            .SelectMany(t => t.GetInterfaces())
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>))
            .Select(i => i.GetGenericArguments()[0])
            .Distinct()
            .ToDictionary(e => e.Name, e => FeatureOf(e.Namespace!));

        var crossings =
            from file in Files("AssistantStudio.Core", ".cs")
            let feature = file.Path.Split('/')[1]
            where feature is not ("Data" or "Shared")
            from Match match in SetOf().Matches(file.Text)
            let entity = match.Groups[1].Value
            where owners.TryGetValue(entity, out var owner) && owner != feature && owner is not ("Data" or "Shared")
            select $"{file.Path} reads {entity} of {owners[entity]}";

        Assert.True(owners.Count > 10, "The entities were not found.");
        Assert.Empty(crossings);
    }

    [Fact]
    public void Queries_AcrossOrganizations_AreOnTheList()
    {
        var found = Files("AssistantStudio.Core", ".cs")
            .Where(f => f.Text.Contains("IgnoreQueryFilters", StringComparison.Ordinal))
            .Select(f => f.Path);

        Assert.Empty(found.Except(s_mayLookAcross));
    }

    [Fact]
    public void Contexts_AcrossOrganizations_AreOnTheList()
    {
        var found = Files("AssistantStudio.Core", ".cs").Concat(Files("AssistantStudio.Web", ".cs", ".razor"))
            .Where(f => OpensAcross().IsMatch(f.Text))
            .Select(f => f.Path);

        Assert.Empty(found.Except(s_mayWriteAcross));
    }

    [Fact]
    public void RowsWithAnOrganization_Are_TenantRows()
    {
        var entities = typeof(StudioDbContext).Assembly.GetTypes()
            .SelectMany(t => t.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>)))
            .Select(i => i.GetGenericArguments()[0]).Distinct();

        var open = entities
            .Where(e => e.GetProperty("OrganizationId") is not null && !typeof(ITenantRow).IsAssignableFrom(e))
            .Select(e => e.Name)
            .Except(["AccountLink", "UserSession"]); // Read before anybody is signed in; their services name the organisation.

        Assert.Empty(open);
    }

    [Fact]
    public void Services_TakeA_CancellationToken()
    {
        var without =
            from type in typeof(StudioDbContext).Assembly.GetExportedTypes()
            where type.Name.EndsWith("Service", StringComparison.Ordinal)
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where typeof(Task).IsAssignableFrom(method.ReturnType)
            let last = method.GetParameters().LastOrDefault()
            where last?.ParameterType != typeof(CancellationToken) || last.HasDefaultValue
            select $"{type.Name}.{method.Name}";

        Assert.Empty(without);
    }

    [Fact]
    public void Pages_And_Styles_NameNoOtherHost()
    {
        var foreign =
            from file in Files("AssistantStudio.Web", ".razor", ".css", ".js").Concat(Files("wwwroot-assets", ".css", ".js", ".svg"))
            from Match match in LoadedAddress().Matches(file.Text)
            select $"{file.Path}: {match.Value}";

        Assert.Empty(foreign);
    }

    private static IEnumerable<(string Path, string Text)> Files(string folder, params string[] endings) =>
        Source.Files(folder, endings).Where(f => !f.Path.Contains("/Migrations/", StringComparison.Ordinal));

    private static string FeatureOf(string space) => space.Split('.')[2];

    [GeneratedRegex(@"\bHttpContext\b(?!\.)")]
    private static partial Regex HttpContextWord();

    [GeneratedRegex(@"\b\w*DbContext\b|\bIgnoreQueryFilters\b|using Microsoft\.EntityFrameworkCore")]
    private static partial Regex DbContextWord();

    [GeneratedRegex(@"\bOpen(System|For)Async\b")]
    private static partial Regex OpensAcross();

    [GeneratedRegex(@"Set<(\w+)>\(")]
    private static partial Regex SetOf();

    [GeneratedRegex(@"(?:src|href|url)\s*[=(]\s*[""']?https?://[^""')\s]+")]
    private static partial Regex LoadedAddress();
}
