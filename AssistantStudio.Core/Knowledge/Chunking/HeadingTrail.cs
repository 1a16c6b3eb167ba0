using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The title and the headings that a place in a document stands under.</summary>
internal sealed class HeadingTrail(string title)
{
    public const string Separator = " › ";

    // A "heading" of several thousand letters is a paragraph in disguise; it must not displace the text that is embedded.
    private const int LongestPart = 160;

    private readonly string _title = Short(title);
    private readonly List<(int Level, string Text)> _headings = [];

    public void Enter(int level, string heading)
    {
        _headings.RemoveAll(h => h.Level >= level);
        _headings.Add((level, Short(heading)));
    }

    public override string ToString()
    {
        var below = _headings.Select(h => h.Text).Where(h => h.Length > 0 && !h.Equals(_title, StringComparison.OrdinalIgnoreCase));
        return string.Join(Separator, _title.Length == 0 ? below : below.Prepend(_title));
    }

    private static string Short(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestPart ? line : string.Concat(line.AsSpan(0, TextBreaks.WholeCharacter(line, LongestPart)).TrimEnd(), "…");
    }
}
