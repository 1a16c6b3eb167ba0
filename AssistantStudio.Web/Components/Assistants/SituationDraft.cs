using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Assistants;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>A variable that somebody adds by name.</summary>
public sealed class OwnVariable
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";
}

/// <summary>A situation as it stands in the fields of the resolver. Empty fields are not given.</summary>
public sealed class SituationDraft
{
    public Dictionary<string, string?> Values { get; } = new(StringComparer.Ordinal);

    public List<OwnVariable> Own { get; } = [];

    public string Message { get; set; } = "";

    public string Channel { get; set; } = "";

    public string UserRole { get; set; } = "";

    public string Language { get; set; } = "";

    /// <summary>As the browser's field writes it, in the reader's zone; empty: now.</summary>
    public string At { get; set; } = "";

    public PromptSituation ToSituation(DateTimeOffset now, TimeZoneInfo zone)
    {
        var given = Values.Where(v => !string.IsNullOrEmpty(v.Value)).ToDictionary(v => v.Key, v => JsonSerializer.SerializeToElement(v.Value), StringComparer.Ordinal);
        foreach (var own in Own.Where(o => o.Name.Trim().Length > 0))
        {
            given[own.Name.Trim()] = JsonSerializer.SerializeToElement(own.Value);
        }

        return new()
        {
            Variables = given,
            Message = Given(Message),
            Channel = Given(Channel),
            UserRole = Given(UserRole),
            Language = Given(Language),
            At = DateTime.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && !zone.IsInvalidTime(local)
                ? TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone)
                : now.UtcDateTime,
        };
    }

    private static string? Given(string text) => text.Trim() is { Length: > 0 } said ? said : null;
}
