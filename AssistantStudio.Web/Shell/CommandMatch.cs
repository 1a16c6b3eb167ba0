namespace AssistantStudio.Web.Shell;

/// <summary>How well a title answers a query, and which part of it to mark.</summary>
public static class CommandMatch
{
    public static IReadOnlyList<string> Words(string query) =>
        query.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Null when a word of the query is missing; smaller is better.</summary>
    public static int? Rank(CommandHit hit, string query)
    {
        var rank = 0;
        foreach (var word in Words(query))
        {
            var at = hit.Title.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at == 0)
            {
                continue;
            }

            if (at > 0)
            {
                rank += hit.Title[at - 1] == ' ' ? 1 : 2;
            }
            else if (hit.Keywords.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                rank += 3;
            }
            else
            {
                return null;
            }
        }

        return rank;
    }

    /// <summary>The title cut where the query's words begin and end.</summary>
    public static IReadOnlyList<(string Text, bool Marked)> Parts(string title, string query)
    {
        var marked = new bool[title.Length];
        foreach (var word in Words(query))
        {
            var at = title.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                Array.Fill(marked, true, at, word.Length);
            }
        }

        var parts = new List<(string, bool)>();
        for (int start = 0, end; start < title.Length; start = end)
        {
            end = start + 1;
            while (end < title.Length && marked[end] == marked[start])
            {
                end++;
            }

            parts.Add((title[start..end], marked[start]));
        }

        return parts;
    }
}
