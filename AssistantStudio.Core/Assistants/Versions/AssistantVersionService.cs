using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Versions of assistants: save, read, compare, restore.</summary>
public sealed class AssistantVersionService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>In place of a version's number: the draft as it is now.</summary>
    public const int Draft = 0;

    private const string What = "The version";

    private static readonly SortMap<AssistantVersion> s_sorts = new SortMap<AssistantVersion>()
        .Add("-number", q => q.OrderBy(v => v.Number), q => q.OrderByDescending(v => v.Number));

    public async Task<Page<AssistantVersionRow>> ListAsync(Guid assistantId, ListQuery query, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(access, assistantId, ct).ConfigureAwait(false);
            return await context.Set<AssistantVersion>().Where(v => v.AssistantId == assistantId).ToPageOfPartsAsync(
                query, s_sorts, v => new AssistantVersionRow(v.Number, v.Note, v.Author, v.CreatedAt, v.Hash), ct).ConfigureAwait(false);
        }
    }

    public async Task<AssistantVersionDetail> GetAsync(Guid assistantId, int number, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(access, assistantId, ct).ConfigureAwait(false);
            var version = await FindAsync(context, assistantId, number, ct).ConfigureAwait(false);
            var state = version.State();
            return new(RowOf(version), state.Content, state.Links);
        }
    }

    /// <summary>Keeps the draft as the next version. A draft that says what the newest version says makes none.</summary>
    public async Task<AssistantVersionRow> SaveAsync(Guid assistantId, string? note, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        new Validator().Long(note, "note", AssistantLimits.NoteLength).ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindEditableAsync(access, assistantId, ct).ConfigureAwait(false);
            var json = (await StateAsync(context, assistant, ct).ConfigureAwait(false)).Json();
            if (assistant.LatestVersion > 0 && await FindAsync(context, assistantId, assistant.LatestVersion, ct).ConfigureAwait(false) is { } latest && latest.Hash == AssistantState.HashOf(json))
            {
                throw new ConflictException($"Nothing has changed since version {latest.Number.ToString(CultureInfo.InvariantCulture)}.", "nothing_changed");
            }

            var version = Add(context, assistant, json, note, access.Grant, clock.GetUtcNow().UtcDateTime);
            await context.SaveOrStaleAsync(AssistantRows.What, ct).ConfigureAwait(false);
            feed.Publish(new(AssistantService.Topic, access.OrganizationId, assistantId));
            return RowOf(version);
        }
    }

    /// <summary>Field by field, each word by word; either side may be the draft.</summary>
    public async Task<AssistantComparison> CompareAsync(Guid assistantId, int before, int after, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindAssistantAsync(access, assistantId, ct).ConfigureAwait(false);
            async Task<AssistantState> StateOfAsync(int number) => number == Draft
                ? await StateAsync(context, assistant, ct).ConfigureAwait(false)
                : (await FindAsync(context, assistantId, number, ct).ConfigureAwait(false)).State();
            var old = (await StateOfAsync(before).ConfigureAwait(false)).Fields().ToArray();
            var now = (await StateOfAsync(after).ConfigureAwait(false)).Fields().ToArray();
            return new(before, after, Differences(old, now));
        }
    }

    /// <summary>Makes a version the draft again. The draft as it was is kept as a version first, so that nothing is lost.</summary>
    public async Task<AssistantRestore> RestoreAsync(Guid assistantId, int number, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindEditableAsync(access, assistantId, ct).ConfigureAwait(false);
            assistant.ExpectVersion(rowVersion, AssistantRows.What);
            var state = (await FindAsync(context, assistantId, number, ct).ConfigureAwait(false)).State();
            var now = clock.GetUtcNow().UtcDateTime;
            var links = await PromptLinkService.OfAsync(context, assistantId, ct).ConfigureAwait(false);
            var before = await StateAsync(context, assistant, links, ct).ConfigureAwait(false);
            var keptAs = await IsUnsavedAsync(context, assistant, before, ct).ConfigureAwait(false)
                ? Add(context, assistant, before.Json(), $"Kept before version {number.ToString(CultureInfo.InvariantCulture)} was restored", access.Grant, now).Number
                : (int?)null;

            assistant.Write(state.Content);
            assistant.Touch(access.Grant, now);
            context.Record(
                access.Grant, now, "assistant.restored", assistant.Id.ToString(), assistant.Name,
                [new("Version", null, number.ToString(CultureInfo.InvariantCulture)), .. AssistantRows.Changes(before, state)]);

            // The index that allows one primary looks at each statement, so the old links must be gone before the new come.
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                context.RemoveRange(links);
                await context.SaveOrStaleAsync(AssistantRows.What, ct).ConfigureAwait(false);
                var leftOut = await AddLinksAsync(context, assistant, state.Links, access.Grant, now, ct).ConfigureAwait(false);
                await AssistantSearch.IndexAsync(context, assistant, ct).ConfigureAwait(false);
                await context.SaveOrStaleAsync(AssistantRows.What, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                feed.Publish(new(AssistantService.Topic, access.OrganizationId, assistantId));
                var isUnsaved = await IsUnsavedAsync(context, assistant, await StateAsync(context, assistant, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
                return new(new(AssistantRows.RowOf(assistant), state.Content, assistant.ParentId, assistant.ParentVersion, isUnsaved), leftOut, keptAs);
            }
        }
    }

    internal static AssistantVersion Add(StudioDbContext context, Assistant assistant, string json, string? note, Grant grant, DateTime now)
    {
        var version = new AssistantVersion
        {
            OrganizationId = assistant.OrganizationId,
            AssistantId = assistant.Id,
            Number = ++assistant.LatestVersion,
            StateJson = json,
            Note = note?.Trim() ?? "",
            AuthorId = grant.UserId,
            Author = grant.ActorName,
            CreatedAt = now,
            Hash = AssistantState.HashOf(json),
        };
        assistant.Touch(grant, now);
        context.Add(version);
        context.Record(
            grant, now, "assistant.version_saved", assistant.Id.ToString(), assistant.Name,
            [new("Version", null, version.Number.ToString(CultureInfo.InvariantCulture)), .. AssistantRows.Changed("Note", null, version.Note)]);
        return version;
    }

    internal static async Task<AssistantState> StateAsync(StudioDbContext context, Assistant assistant, CancellationToken ct) =>
        await StateAsync(context, assistant, await PromptLinkService.OfAsync(context, assistant.Id, ct).ConfigureAwait(false), ct).ConfigureAwait(false);

    internal static async Task<bool> IsUnsavedAsync(StudioDbContext context, Assistant assistant, AssistantState state, CancellationToken ct)
    {
        var hash = await context.Set<AssistantVersion>().Where(v => v.AssistantId == assistant.Id && v.Number == assistant.LatestVersion)
            .Select(v => v.Hash).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        return hash != AssistantState.HashOf(state.Json());
    }

    /// <summary>Gives an assistant the links that were kept. What cannot come back is said.</summary>
    internal static async Task<IReadOnlyList<string>> AddLinksAsync(
        StudioDbContext context, Assistant assistant, IReadOnlyList<KeptLink> links, Grant grant, DateTime now, CancellationToken ct)
    {
        var keys = await context.KeysAsync([.. links.Select(l => l.PromptId)], ct).ConfigureAwait(false);
        AddLinks(context, assistant, [.. links.Where(l => keys.ContainsKey(l.PromptId))], grant, now);
        return [.. links.Where(l => !keys.ContainsKey(l.PromptId)).Select(l => $"The prompt {l.PromptKey} is not there any more.")];
    }

    internal static void AddLinks(StudioDbContext context, Assistant assistant, IReadOnlyList<KeptLink> links, Grant grant, DateTime now)
    {
        foreach (var link in links)
        {
            context.Add(new PromptLink
            {
                OrganizationId = assistant.OrganizationId,
                AssistantId = assistant.Id,
                PromptId = link.PromptId,
                Role = link.Role,
                Version = link.Version,
                Label = link.Label,
                Priority = link.Priority,
                Weight = link.Weight,
                Enabled = link.Enabled,
                AnyCondition = link.AnyCondition,
                ConditionsJson = StoredJson.Write(link.Conditions),
                CreatedAt = now,
                UpdatedAt = now,
                UpdatedBy = grant.ActorName,
            });
        }
    }

    private static async Task<AssistantState> StateAsync(StudioDbContext context, Assistant assistant, IReadOnlyList<PromptLink> links, CancellationToken ct)
    {
        var keys = await context.KeysAsync([.. links.Select(l => l.PromptId)], ct).ConfigureAwait(false);
        return new(assistant.Content(), [.. links.Select(l => new KeptLink(
            l.PromptId, keys.GetValueOrDefault(l.PromptId, ""), l.Role, l.Version, l.Label, l.Priority, l.Weight, l.Enabled, l.Conditions(), l.AnyCondition))]);
    }

    private static AssistantFieldDiff[] Differences((string Field, string Text)[] before, (string Field, string Text)[] after)
    {
        var old = before.ToDictionary(f => f.Field, f => f.Text, StringComparer.Ordinal);
        var now = after.ToDictionary(f => f.Field, f => f.Text, StringComparer.Ordinal);
        return
        [
            .. after.Select(f => f.Field).Union(before.Select(f => f.Field), StringComparer.Ordinal)
                .Where(f => old.GetValueOrDefault(f) != now.GetValueOrDefault(f))
                .Select(f => new AssistantFieldDiff(
                    f, old.GetValueOrDefault(f), now.GetValueOrDefault(f), TextDiff.Words(old.GetValueOrDefault(f) ?? "", now.GetValueOrDefault(f) ?? ""))),
        ];
    }

    private static async Task<AssistantVersion> FindAsync(StudioDbContext context, Guid assistantId, int number, CancellationToken ct) =>
        await context.Set<AssistantVersion>().AsNoTracking().SingleOrDefaultAsync(v => v.AssistantId == assistantId && v.Number == number, ct).ConfigureAwait(false)
        ?? throw new NotFoundException(What);

    private static AssistantVersionRow RowOf(AssistantVersion v) => new(v.Number, v.Note, v.Author, v.CreatedAt, v.Hash);
}
