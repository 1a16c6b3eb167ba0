namespace AssistantStudio.Web.Components.Controls;

/// <summary>A choice of a filter: what stands in the address, and what people read.</summary>
public sealed record FilterOption(string Value, string Text)
{
    /// <summary>Every value of an enum, in its order.</summary>
    public static IReadOnlyList<FilterOption> Of<T>(Func<T, string> text)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(v => new FilterOption(v.ToString(), text(v)))];
}
