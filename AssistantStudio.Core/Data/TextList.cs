using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AssistantStudio.Core.Data;

/// <summary>A short list of one-line texts in one column, a line each. For lists that are read whole.</summary>
internal static class TextList
{
    public static ValueConverter<IReadOnlyList<string>, string> Converter { get; } = new(
        list => string.Join('\n', list),
        text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    public static ValueComparer<IReadOnlyList<string>> Comparer { get; } = new(
        (a, b) => a!.SequenceEqual(b!),
        list => list.Aggregate(0, (hash, value) => HashCode.Combine(hash, value)),
        list => list.ToArray());
}
