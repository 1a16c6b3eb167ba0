namespace AssistantStudio.Core.Agents;

/// <summary>Which time zones somebody may have meant: "Berlin", "New York" and "Europe/Munch" are none.</summary>
internal static class ZoneNames
{
    private const int Suggestions = 5;

    /// <summary>More letters that differ are another word.</summary>
    private const int MostEdits = 2;

    public static IReadOnlyList<string> Near(string name)
    {
        var wanted = Fold(name);
        var city = City(wanted);
        return [.. TimeZoneInfo.GetSystemTimeZones()
            .Select(z => (z.Id, Distance: Distance(wanted, city, Fold(z.Id))))
            .Where(z => z.Distance is not null)
            .OrderBy(z => z.Distance).ThenBy(z => z.Id, StringComparer.Ordinal)
            .Select(z => z.Id)
            .Distinct(StringComparer.Ordinal)
            .Take(Suggestions)];
    }

    /// <summary>0 for the same city, one more for each letter that differs, then for the same region. Null: nothing in common.</summary>
    private static int? Distance(string wanted, string city, string zone)
    {
        var ownCity = City(zone);
        var edits = Edits(city, ownCity);
        var allowed = Math.Min(MostEdits, city.Length / 3);
        return edits <= allowed ? edits
            : city.Length >= 3 && ownCity.Contains(city, StringComparison.Ordinal) ? MostEdits + 1
            : wanted.Length >= 3 && zone.Contains(wanted, StringComparison.Ordinal) ? MostEdits + 2
            : wanted.Length > city.Length && zone.StartsWith(wanted[..^city.Length], StringComparison.Ordinal) && edits <= MostEdits + 1 ? MostEdits + 3
            : null;
    }

    private static string Fold(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_');

    private static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..];

    /// <summary>Letters to change, add or leave out, as Levenshtein counts them.</summary>
    private static int Edits(string a, string b)
    {
        int[] above = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            }

            above = row;
        }

        return above[b.Length];
    }
}
