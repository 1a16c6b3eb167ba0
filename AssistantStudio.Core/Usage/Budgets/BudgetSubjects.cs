using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Usage;

/// <summary>What budgets are for, by name.</summary>
internal static class BudgetSubjects
{
    public static async Task<Func<BudgetScope, string, string?>> SubjectNamesAsync(this StudioDbContext context, Access access, IReadOnlyCollection<(BudgetScope Scope, string Key)> subjects, CancellationToken ct)
    {
        Guid[] Ids(BudgetScope scope) => [.. subjects.Where(s => s.Scope == scope && Guid.TryParse(s.Key, out _)).Select(s => Guid.Parse(s.Key)).Distinct()];
        var names = new Dictionary<BudgetScope, IReadOnlyDictionary<Guid, string>>
        {
            [BudgetScope.Assistant] = await context.AssistantNamesAsync(access, Ids(BudgetScope.Assistant), ct).ConfigureAwait(false),
            [BudgetScope.Provider] = await context.ProviderNamesAsync(Ids(BudgetScope.Provider), ct).ConfigureAwait(false),
            [BudgetScope.User] = await context.PersonNamesAsync(Ids(BudgetScope.User), ct).ConfigureAwait(false),
            [BudgetScope.ApiKey] = await context.ApiKeyNamesAsync(Ids(BudgetScope.ApiKey), ct).ConfigureAwait(false),
        };
        return (scope, key) => scope switch
        {
            BudgetScope.Organization or BudgetScope.Operation => key,
            _ => names.TryGetValue(scope, out var known) && Guid.TryParse(key, out var id) ? known.GetValueOrDefault(id) : null,
        };
    }
}
