using System.Globalization;
using System.Reflection;
using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>One field before and after. Null means: had no value.</summary>
public sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>Adds entries to the audit log. Call it after the change and before the one SaveChanges that saves both.</summary>
public static class Audit
{
    private const string Hidden = "(hidden)";

    private static readonly HashSet<string> s_housekeeping =
        ["Id", "OrganizationId", "RowVersion", "SearchText", "ConcurrencyStamp", "SecurityStamp", "CreatedAt", "UpdatedAt", "UpdatedBy",
         "LastSeenAt", "LastUsedAt", "NormalizedEmail", "NormalizedUserName", "UserName", "PasswordHash", "Hash", "LastCodeStep", "LockedUntil", "AccessFailedCount"];

    /// <summary>Records what the context is about to do to <paramref name="row"/>: all fields of a new one, the changed ones of another.</summary>
    public static void RecordRow(this StudioDbContext db, Grant grant, DateTime now, string action, object row, Guid id, string name) =>
        Record(db, grant, now, action, id.ToString(), name, ChangesOf(db, row));

    public static void Record(
        this StudioDbContext db, Grant grant, DateTime now, string action, string? subjectId, string subjectName,
        IReadOnlyList<FieldChange>? changes = null) =>
        db.Set<AuditEntry>().Add(new AuditEntry
        {
            OrganizationId = grant.OrganizationId,
            At = now,
            UserId = grant.UserId,
            Actor = PlainText.Cut(grant.ActorName, AuditLimits.NameLength),
            ApiKeyId = grant.ApiKeyId,
            Source = grant.Source,
            RemoteAddress = grant.RemoteAddress,
            Action = action,
            SubjectId = subjectId,
            SubjectName = PlainText.Cut(subjectName, AuditLimits.NameLength),
            Changes = Json(changes ?? []),
            SearchText = $"{PlainText.Cut(grant.ActorName, AuditLimits.NameLength)} {action} {PlainText.Cut(subjectName, AuditLimits.NameLength)}".ToLowerInvariant(),
        });

    /// <summary>Like <see cref="Record"/>, unless the same person's log says the same already since then: a draft that saves itself is one entry.</summary>
    public static async Task RecordUnlessSinceAsync(
        this StudioDbContext db, Grant grant, DateTime now, DateTime since, string action, string subjectId, string subjectName, IReadOnlyList<FieldChange> changes, CancellationToken ct)
    {
        var json = Json(changes);
        var isThere = await db.Set<AuditEntry>()
            .AnyAsync(a => a.SubjectId == subjectId && a.At >= since && a.Action == action && a.UserId == grant.UserId && a.ApiKeyId == grant.ApiKeyId && a.Changes == json, ct)
            .ConfigureAwait(false);
        if (!isThere)
        {
            Record(db, grant, now, action, subjectId, subjectName, changes);
        }
    }

    private static List<FieldChange> ChangesOf(StudioDbContext db, object row)
    {
        var entry = db.Entry(row);
        entry.DetectChanges();
        var changes = new List<FieldChange>();
        foreach (var property in entry.Properties)
        {
            var member = property.Metadata.PropertyInfo;
            if (member is null || s_housekeeping.Contains(property.Metadata.Name))
            {
                continue;
            }

            var secret = member.GetCustomAttribute<AuditSecretAttribute>() is not null && IsSecret(row);
            string? Show(object? value) => Text(value) is { } text ? secret ? Hidden : text : null;
            switch (entry.State)
            {
                case EntityState.Added when SaysSomething(property.CurrentValue):
                    changes.Add(new(member.Name, null, Show(property.CurrentValue)));
                    break;
                case EntityState.Modified when property.IsModified && Text(property.OriginalValue) != Text(property.CurrentValue):
                    changes.Add(new(member.Name, Show(property.OriginalValue), Show(property.CurrentValue)));
                    break;
                case EntityState.Deleted when SaysSomething(property.OriginalValue):
                    changes.Add(new(member.Name, Show(property.OriginalValue), null));
                    break;
            }
        }

        return changes;
    }

    /// <summary>A plain variable shares its column with the secrets; its value is no secret.</summary>
    private static bool IsSecret(object row) => row is not EnvironmentSetting { IsSecret: false };

    /// <summary>Counters of a row that begins or ends at nothing only make the entry longer.</summary>
    private static bool SaysSomething(object? value) => value is not (0 or 0L or 0d or 0m) && Text(value) is not null;

    private static string? Text(object? value) => value switch
    {
        null or "" or false => null,
        string s => s,
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list => string.Join(", ", list.Cast<object>()) is { Length: > 0 } text ? text : null,
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static string Json(IEnumerable<FieldChange> changes) => JsonSerializer.Serialize(changes.Select(Shortened), JsonSerializerOptions.Web);

    /// <summary>Of long texts the part in which they differ: the log is kept for years, the texts themselves are in their versions.</summary>
    private static FieldChange Shortened(FieldChange change)
    {
        var (before, after) = (change.Before, change.After);
        if ((before?.Length ?? 0) <= AuditLimits.ValueLength && (after?.Length ?? 0) <= AuditLimits.ValueLength)
        {
            return change;
        }

        var alike = before is null || after is null ? 0 : before.AsSpan().CommonPrefixLength(after);
        var from = Math.Max(0, alike - AuditLimits.ContextLength);
        return change with { Before = Part(before, from), After = Part(after, from) };
    }

    private static string? Part(string? text, int from)
    {
        if (text is null)
        {
            return null;
        }

        from -= from > 0 && from < text.Length && char.IsLowSurrogate(text[from]) ? 1 : 0;
        var rest = text[Math.Min(from, text.Length)..];
        var isLong = rest.Length > AuditLimits.ValueLength - 2;
        return (from > 0 ? "…" : "") + (isLong ? PlainText.Cut(rest, AuditLimits.ValueLength - 2) + "…" : rest);
    }
}
