using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Who sees which assistants, and how their rows are found, shown and audited.</summary>
internal static class AssistantRows
{
    public const string What = "The assistant";

    /// <summary>The organisation's, one's own private ones, and with a key for some assistants only those.</summary>
    public static IQueryable<Assistant> VisibleAssistants(this StudioDbContext context, Access access)
    {
        access.Require(Permission.AssistantsView);
        var assistants = context.Set<Assistant>().AsQueryable();
        if (!access.Can(Permission.AssistantsManageAll))
        {
            var me = access.UserId;
            assistants = assistants.Where(a => a.Visibility == AssistantVisibility.Organization || (me != null && a.OwnerId == me));
        }

        if (access.Grant.Assistants is { } some)
        {
            var ids = some.ToArray();
            assistants = assistants.Where(a => ids.Contains(a.Id));
        }

        return assistants;
    }

    public static async Task<Assistant> FindAssistantAsync(this StudioDbContext context, Access access, Guid id, CancellationToken ct) =>
        await context.VisibleAssistants(access).SingleOrDefaultAsync(a => a.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(What);

    /// <summary>For changing it or what belongs to it.</summary>
    public static async Task<Assistant> FindEditableAsync(this StudioDbContext context, Access access, Guid id, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var assistant = await context.FindAssistantAsync(access, id, ct).ConfigureAwait(false);
        AssistantLifecycle.RequireEditable(assistant.Status);
        return assistant;
    }

    public static AssistantRow RowOf(Assistant a) => new(
        a.Id, a.Slug, a.Name, a.Description, a.Type, a.Status, a.OwnerId, a.Visibility, a.Tags, a.Icon, a.Colour, a.IsTemplate, a.LatestVersion,
        a.Conversations, a.Messages, a.LastUsedAt, Rating(a.RatingSum, a.RatingCount), a.RatingCount, a.CreatedAt, a.UpdatedAt, a.UpdatedBy, a.RowVersion)
    {
        Deployed = a.Deployed(),
    };

    /// <param name="sum">In hundredths.</param>
    public static double? Rating(long sum, long count) => count == 0 ? null : Math.Round(sum / 100.0 / count, 2);

    public static IEnumerable<AssistantTag> TagsOf(Assistant assistant) =>
        assistant.Tags.Select(tag => new AssistantTag { OrganizationId = assistant.OrganizationId, AssistantId = assistant.Id, Tag = tag });

    /// <summary>The draft field by field, then what stands beside it.</summary>
    public static IEnumerable<FieldChange> Changes(AssistantContent? before, AssistantContent? after) => Changes(before?.Fields() ?? [], after?.Fields() ?? []);

    /// <summary>The same with the links, where they change in one go.</summary>
    public static IEnumerable<FieldChange> Changes(AssistantState before, AssistantState after) => Changes(before.Fields(), after.Fields());

    private static IEnumerable<FieldChange> Changes(IEnumerable<(string Field, string Text)> before, IEnumerable<(string Field, string Text)> after)
    {
        var old = before.ToDictionary(f => f.Field, f => f.Text, StringComparer.Ordinal);
        var now = after.ToDictionary(f => f.Field, f => f.Text, StringComparer.Ordinal);
        return now.Keys.Union(old.Keys, StringComparer.Ordinal)
            .Select(f => new FieldChange(f, NotEmpty(old.GetValueOrDefault(f)), NotEmpty(now.GetValueOrDefault(f))))
            .Where(c => c.Before != c.After);
    }

    public static IEnumerable<FieldChange> Changed(string field, string? before, string? after) =>
        NotEmpty(before) == NotEmpty(after) ? [] : [new(field, NotEmpty(before), NotEmpty(after))];

    public static void Touch(this Assistant assistant, Grant grant, DateTime now) => (assistant.UpdatedAt, assistant.UpdatedBy) = (now, grant.ActorName);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
