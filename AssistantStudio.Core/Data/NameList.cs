using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AssistantStudio.Core.Data;

/// <summary>A short list of enum values in one column, as names. For lists that are read whole and never searched.</summary>
internal static class NameList<T>
    where T : struct, Enum
{
    public static ValueConverter<IReadOnlyList<T>, string> Converter { get; } = new(
        list => string.Join(',', list),
        text => text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<T>).ToArray());

    public static ValueComparer<IReadOnlyList<T>> Comparer { get; } = new(
        (a, b) => a!.SequenceEqual(b!),
        list => list.Aggregate(0, (hash, value) => HashCode.Combine(hash, value)),
        list => list.ToArray());
}
