using System.Globalization;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

internal static class SourceRules
{
    /// <summary>Checks what was said and puts it into the source. Nothing is changed when anything is wrong.</summary>
    /// <param name="connection">What the input names as the connection; null: nothing that is there.</param>
    public static void Take(KnowledgeSource source, SourceInput input, KnowledgeFolders folders, DataConnection? connection)
    {
        var errors = new Validator();
        var name = errors.Text(input.Name, "name", "a name", KnowledgeLimits.NameLength);
        var settings = input.Settings.Checked(source.Kind, folders, errors);
        SourceConnection.Check(source, input, connection, errors);
        errors.Check(input.Kind == source.Kind, "kind", "The kind of a source stays as it is. Add another source.")
            .Long(input.Licence, "licence", KnowledgeLimits.LicenceLength)
            .Check(
                input.EveryHours is null or (>= KnowledgeLimits.ShortestInterval and <= KnowledgeLimits.LongestInterval), "everyHours",
                $"Between {KnowledgeLimits.ShortestInterval} and {KnowledgeLimits.LongestInterval} hours, or nothing.")
            .Check(input.MaxAgeDays is null or (>= 1 and <= KnowledgeLimits.LongestAgeDays), "maxAgeDays", string.Create(CultureInfo.InvariantCulture, $"Between 1 and {KnowledgeLimits.LongestAgeDays:#,0} days, or nothing."));
        errors.ThrowIfAny();
        source.Name = name;
        var stored = StoredJson.Write(settings);
        var provider = SourceConnection.KindFor(input.Kind) is null ? null : input.ProviderId;
        if (stored != source.Settings || provider != source.ProviderId)
        {
            source.KnownUntil = null; // Other things may be wanted now, however long ago they were changed.
        }

        (source.Settings, source.ProviderId) = (stored, provider);
        source.Licence = input.Licence.Trim();
        source.Audience = input.Audience;
        source.EveryHours = source.Kind is SourceKind.Upload or SourceKind.Records ? null : input.EveryHours;
        source.MaxAgeDays = input.MaxAgeDays;
        source.IsActive = input.IsActive;
    }

    /// <summary>When it is looked through by itself; null: it is not.</summary>
    public static DateTime? NextAt(KnowledgeSource source, DateTime? lastStart) =>
        source is { IsActive: true, EveryHours: { } hours } ? (lastStart ?? source.CreatedAt).AddHours(lastStart is null ? 0 : hours) : null;
}
