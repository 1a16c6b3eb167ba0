namespace AssistantStudio.Web.Components.Controls;

/// <summary>A choice of a filter: what stands in the address, and what people read.</summary>
/// <param name="Note">Beside the text, such as how many there are.</param>
public sealed record FilterOption(string Value, string Text, string? Note = null)
{
    /// <summary>Every value of an enum, in its order.</summary>
    public static IReadOnlyList<FilterOption> Of<T>(Func<T, string> text)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(v => new FilterOption(v.ToString(), text(v)))];
}
