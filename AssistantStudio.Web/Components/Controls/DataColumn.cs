using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Radzen;
using Radzen.Blazor;

namespace AssistantStudio.Web.Components.Controls;

/// <summary>
/// A column of <see cref="DataList{TItem}"/>. Its head is a button when <see cref="SortKey"/> is given, on a phone its
/// title labels the value in the card.
/// </summary>
public sealed class DataColumn<TItem> : RadzenDataGridColumn<TItem>
    where TItem : notnull
{
    /// <summary>The name under which the service sorts by this column.</summary>
    [Parameter] public string? SortKey { get; set; }

    /// <summary>Numbers stand at the right.</summary>
    [Parameter] public bool Numeric { get; set; }

    /// <summary>Gone below 1200 pixels.</summary>
    [Parameter] public bool Low { get; set; }

    /// <summary>The name of the thing: heads the card on a phone, without a label.</summary>
    [Parameter] public bool Main { get; set; }

    /// <summary>The menu at the end of the row; its title is only read aloud.</summary>
    [Parameter] public bool Menu { get; set; }

    [CascadingParameter] public required ListState State { get; set; }

    protected override void OnInitialized()
    {
        Sortable = false;
        Filterable = false;
        TextAlign = Numeric ? TextAlign.Right : TextAlign;
        var css = string.Join(' ', new[] { Low ? "lo" : null, Main ? "main-cell" : null, Menu ? "menu-cell" : null, Numeric ? "num" : null }.Where(c => c is not null));
        CssClass = $"{CssClass} {css}".Trim();
        HeaderCssClass = $"{HeaderCssClass} {css}".Trim();
        HeaderTemplate ??= BuildHeader;
        base.OnInitialized();
    }

    private void BuildHeader(RenderTreeBuilder builder)
    {
        builder.OpenComponent<SortHeader>(0);
        builder.AddComponentParameter(1, nameof(SortHeader.Title), Title);
        builder.AddComponentParameter(2, nameof(SortHeader.SortKey), SortKey);
        builder.AddComponentParameter(3, nameof(SortHeader.State), State);
        builder.AddComponentParameter(4, nameof(SortHeader.Hidden), Menu);
        builder.CloseComponent();
    }
}
