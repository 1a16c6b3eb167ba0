using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

public static class AssistantNames
{
    /// <summary>What assistants are called, for features that know their ids only. Those that the caller may not see are missing.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> AssistantNamesAsync(this StudioDbContext context, Access access, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 || !access.Can(Permission.AssistantsView) ? new Dictionary<Guid, string>()
            : await context.VisibleAssistants(access).Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, ct).ConfigureAwait(false);
}

public static class AssistantSilence
{
    /// <summary>Those that answer nobody, wherever they are deployed.</summary>
    internal static IQueryable<Guid> SilentAssistants(this StudioDbContext context) => context.Set<Assistant>().Where(a => a.Status != AssistantStatus.Active).Select(a => a.Id);
}

public static class AssistantVersions
{
    /// <summary>Null: no version was saved yet.</summary>
    public static Task<int?> NewestVersionAsync(this StudioDbContext context, Guid assistantId, CancellationToken ct) =>
        context.Set<Assistant>().Where(a => a.Id == assistantId && a.LatestVersion > 0).Select(a => (int?)a.LatestVersion).SingleOrDefaultAsync(ct);

    /// <summary>The draft is not what the newest version says.</summary>
    public static async Task<bool> IsUnsavedAsync(this StudioDbContext context, Guid assistantId, CancellationToken ct)
    {
        var assistant = await context.Set<Assistant>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == assistantId, ct).ConfigureAwait(false) ?? throw new NotFoundException(AssistantRows.What);
        return await AssistantVersionService.IsUnsavedAsync(context, assistant, await AssistantVersionService.StateAsync(context, assistant, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
    }

    /// <summary>What is deployed is a version: a draft that differs from the newest becomes one. Whoever may deploy may do this much.</summary>
    internal static async Task<int> SaveForDeploymentAsync(this StudioDbContext context, Guid assistantId, Grant grant, DateTime now, CancellationToken ct)
    {
        var assistant = await context.Set<Assistant>().SingleOrDefaultAsync(a => a.Id == assistantId, ct).ConfigureAwait(false) ?? throw new NotFoundException(AssistantRows.What);
        AssistantLifecycle.RequireEditable(assistant.Status);
        var state = await AssistantVersionService.StateAsync(context, assistant, ct).ConfigureAwait(false);
        if (!await AssistantVersionService.IsUnsavedAsync(context, assistant, state, ct).ConfigureAwait(false))
        {
            return assistant.LatestVersion;
        }

        var version = AssistantVersionService.Add(context, assistant, state.Json(), "Saved to be deployed", grant, now);
        await context.SaveOrStaleAsync(AssistantRows.What, ct).ConfigureAwait(false);
        return version.Number;
    }
}

internal static class AnsweringAssistantRows
{
    /// <summary>Null: there is none. Whoever asks makes sure that the caller may.</summary>
    public static Task<Guid?> IdOfSlugAsync(this StudioDbContext context, string slug, CancellationToken ct) =>
        context.Set<Assistant>().Where(a => a.Slug == slug).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(ct);

    /// <summary>Those in use that a release of answers there, also for somebody who may not look at assistants otherwise.</summary>
    public static IQueryable<Assistant> AnsweringAssistants(this StudioDbContext context, Access access, StudioEnvironment environment)
    {
        var bit = DeployedStates.Bit(environment);
        var open = context.Set<Assistant>().AsNoTracking().Where(a => a.Status == AssistantStatus.Active && (a.DeployedIn & bit) != 0);
        if (!access.Can(Permission.AssistantsManageAll))
        {
            var me = access.UserId;
            open = open.Where(a => a.Visibility == AssistantVisibility.Organization || (me != null && a.OwnerId == me));
        }

        if (access.Grant.Assistants is { } some)
        {
            var ids = some.ToArray();
            open = open.Where(a => ids.Contains(a.Id));
        }

        return open;
    }
}
