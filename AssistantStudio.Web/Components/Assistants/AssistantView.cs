using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.WebUtilities;

namespace AssistantStudio.Web.Components.Assistants;

public enum AssistantView
{
    All,
    Mine,
    Drafts,
    Templates,
    Archived,
}

/// <summary>The tabs above the list, and whether it is drawn as cards: what the address says besides search and filters.</summary>
public static class AssistantViews
{
    public const string ViewKey = "view";
    public const string LayoutKey = "layout";
    public const string Cards = "cards";

    /// <summary>The views that everybody has.</summary>
    public static IReadOnlyList<FixedView> Fixed { get; } =
        [.. Enum.GetValues<AssistantView>().Select(v => new FixedView(v.ToString(), v == AssistantView.All ? "" : $"{ViewKey}={v.ToString().ToLowerInvariant()}"))];

    public static AssistantView Of(string uri) =>
        Enum.TryParse<AssistantView>(QueryHelpers.ParseQuery(new Uri(uri).Query).GetValueOrDefault(ViewKey), ignoreCase: true, out var view) && Enum.IsDefined(view) ? view : AssistantView.All;

    public static bool AsCards(string uri) => QueryHelpers.ParseQuery(new Uri(uri).Query).GetValueOrDefault(LayoutKey) == Cards;

    public static AssistantListQuery Apply(this AssistantView view, AssistantListQuery query, Guid? me) => view switch
    {
        // Nobody's own list is empty, not everybody's.
        AssistantView.Mine => query with { OwnerId = me ?? Guid.Empty },
        AssistantView.Drafts => query with { Status = AssistantStatus.Draft },
        AssistantView.Templates => query with { Templates = true },
        AssistantView.Archived => query with { Status = AssistantStatus.Archived },
        _ => query,
    };
}
