using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Controls;

/// <summary>
/// A column of <see cref="DataList{TItem}"/>. Its head is a button when <see cref="SortKey"/> is given, on a phone its
/// title labels the value in the card.
/// </summary>
public sealed class DataColumn<TItem> : ComponentBase, IDisposable
    where TItem : notnull
{
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>In the head instead of the title, such as a box that chooses all rows.</summary>
    [Parameter] public RenderFragment? Head { get; set; }

    /// <summary>What stands in the cell.</summary>
    [Parameter, EditorRequired] public required RenderFragment<TItem> Template { get; set; }

    /// <summary>The name under which the service sorts by this column.</summary>
    [Parameter] public string? SortKey { get; set; }

    [Parameter] public string? Width { get; set; }

    [Parameter] public string? CssClass { get; set; }

    /// <summary>Numbers stand at the right.</summary>
    [Parameter] public bool Numeric { get; set; }

    /// <summary>Gone below 1200 pixels.</summary>
    [Parameter] public bool Low { get; set; }

    /// <summary>The name of the thing: heads the card on a phone, without a label.</summary>
    [Parameter] public bool Main { get; set; }

    /// <summary>The menu at the end of the row; its title is only read aloud.</summary>
    [Parameter] public bool Menu { get; set; }

    [CascadingParameter] internal List<DataColumn<TItem>> Columns { get; set; } = null!;

    internal string? Classes =>
        string.Join(' ', new[] { CssClass, Low ? "lo" : null, Main ? "main-cell" : null, Menu ? "menu-cell" : null, Numeric ? "num r" : null }.Where(c => c is not null)) is { Length: > 0 } text ? text : null;

    internal string? Style => Width is null ? null : $"width: {Width}";

    public void Dispose() => Columns.Remove(this);

    protected override void OnInitialized() => Columns.Add(this);
}
