using System.Globalization;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AssistantStudio.Core.Usage;

/// <summary>A few numbers in one column: "50,80,100".</summary>
internal static class NumberList
{
    public static ValueConverter<IReadOnlyList<int>, string> Converter { get; } = new(
        list => string.Join(',', list.Select(n => n.ToString(CultureInfo.InvariantCulture))),
        text => text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray());

    public static ValueComparer<IReadOnlyList<int>> Comparer { get; } = new(
        (a, b) => a!.SequenceEqual(b!),
        list => list.Aggregate(0, HashCode.Combine),
        list => list.ToArray());
}
