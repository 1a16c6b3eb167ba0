using System.Globalization;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Organizations;

/// <summary>The changes of an audit entry as a person reads them: without what says nothing, times in the reader's zone.</summary>
public static class AuditChanges
{
    // As Core writes it: 2026-11-21 05:37:33Z
    private const string StoredTime = "yyyy-MM-dd HH:mm:ss'Z'";

    /// <summary>What a counter begins with is no change, and from nothing to nothing is none either.</summary>
    public static IEnumerable<FieldChange> Shown(IEnumerable<FieldChange> changes) =>
        changes.Where(c => c is not ({ Before: null, After: "0" or null } or { Before: "0", After: null }));

    /// <summary>One line: "Role: Viewer → Editor, Active: yes". Ids, and what the subject's name says already, are for who opens the entry. Null: nothing is left to say.</summary>
    public static string? Summary(AuditRow entry, BrowserTime time)
    {
        var parts = Shown(entry.Changes).Where(c => !IsId(c.Before) && !IsId(c.After) && !IsInName(c)).Select(c => (c.Before, c.After) switch
        {
            ({ } before, { } after) => $"{AuditText.FieldOf(c.Field)}: {Line(before)} → {Line(after)}",
            ({ } before, null) => $"{AuditText.FieldOf(c.Field)}: {Line(before)} → {Format.Unknown}",
            (_, var after) => $"{AuditText.FieldOf(c.Field)}: {Line(after)}",
        });

        // Of a list each item is a line.
        string Line(string? value) => ValueOf(value, time).ReplaceLineEndings(", ");

        bool IsInName(FieldChange change) =>
            (change.Before is null || change.After is null) && entry.SubjectName.Contains(change.Before ?? change.After!, StringComparison.OrdinalIgnoreCase);

        // A sentence among the values does not end the line.
        string[] said = [.. parts];
        return said.Length == 0 ? null : string.Join(", ", [.. said[..^1].Select(p => p.TrimEnd('.')), said[^1]]);
    }

    public static string ValueOf(string? stored, BrowserTime time) => stored switch
    {
        null => Format.Unknown,
        "True" => "yes",
        "False" => "no",
        _ when DateTime.TryParseExact(stored, StoredTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) => time.Exact(at),
        _ => stored,
    };

    public static bool IsId(string? value) => Guid.TryParseExact(value, "D", out _);
}
