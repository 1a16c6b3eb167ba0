using System.Buffers;

namespace AssistantStudio.Core.Shared;

/// <summary>Whether a text can be read as Markdown at all: lists within lists take the square of their depth to parse, and so does quoting.</summary>
public static class MarkdownNesting
{
    // Deeper than this only a row of marks goes that somebody typed to see what happens.
    private const int MostMarks = 500;

    private static readonly SearchValues<char> s_marks = SearchValues.Create("->+* \t");

    public static bool IsTooDeep(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var other = line.IndexOfAnyExcept(s_marks);
            var marks = (other < 0 ? line : line[..other]).TrimStart();
            if (marks.Length > MostMarks && marks.ContainsAny('>', ' ', '\t'))
            {
                return true;
            }
        }

        return false;
    }
}
