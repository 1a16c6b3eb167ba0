namespace AssistantStudio.Core.Shared;

/// <summary>What tags look like, wherever they are.</summary>
internal static class TagRules
{
    public const int Tags = 20;
    public const int TagLength = 40;

    /// <summary>Scripts may send anything, also nothing, as a tag. Trimmed, without the empty and the repeated, in the order of writing.</summary>
    public static IReadOnlyList<string> Clean(IReadOnlyList<string> tags, string field, Validator errors)
    {
        var clean = tags.Select(t => t?.Trim() ?? "").Where(t => t.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        errors.Check(clean.Length <= Tags, field, $"At most {Tags} tags; these are {clean.Length}.");
        errors.Check(clean.All(t => t.Length <= TagLength && PlainText.IsOneLine(t) && PlainText.IsVisible(t)), field, $"A tag is one line of at most {TagLength} characters, and can be seen.");
        return clean;
    }
}
