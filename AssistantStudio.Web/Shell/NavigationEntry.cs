using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Shell;

/// <summary>The headings of the side navigation, in the order in which they are shown.</summary>
public enum NavigationGroup
{
    /// <summary>Above all headings.</summary>
    Top,
    Build,
    Run,
    Measure,
    Operate,
}

/// <summary>
/// One line of the side navigation. A feature registers it as a singleton when its page works;
/// <see cref="Order"/> sorts inside the group, <see cref="Required"/> hides it from people who cannot open the page.
/// </summary>
public sealed record NavigationEntry(NavigationGroup Group, string Label, string Href, string Icon, int Order)
{
    public Permission? Required { get; init; }

    /// <summary>Shown when the person holds any of these; for a page that gathers several areas.</summary>
    public IReadOnlyList<Permission> RequiredAny { get; init; } = [];

    /// <summary>Other words that people type when they look for this page.</summary>
    public string Keywords { get; init; } = "";

    public bool IsVisibleTo(Access access) =>
        (Required is not { } required || access.Can(required))
        && (RequiredAny.Count == 0 || RequiredAny.Any(access.Can));
}

/// <summary>What the current person sees in the side navigation.</summary>
public sealed class NavigationMenu(IEnumerable<NavigationEntry> entries, Access access)
{
    private readonly NavigationEntry[] _entries =
        [.. entries.OrderBy(e => e.Group).ThenBy(e => e.Order).ThenBy(e => e.Label, StringComparer.Ordinal)];

    public IEnumerable<NavigationEntry> Visible => _entries.Where(e => e.IsVisibleTo(access));

    public IEnumerable<IGrouping<NavigationGroup, NavigationEntry>> Groups => Visible.GroupBy(e => e.Group);

    /// <summary>The entry whose page, or a page below it, is open: the longest address that fits.</summary>
    public NavigationEntry? Current(string relativePath)
    {
        var path = "/" + relativePath.Split('?', '#')[0].Trim('/');
        return Visible
            .Where(e => IsAt(path, "/" + e.Href.Trim('/')))
            .MaxBy(e => e.Href.Length);
    }

    private static bool IsAt(string path, string href) =>
        path.Equals(href, StringComparison.OrdinalIgnoreCase)
        || (href != "/" && path.StartsWith(href + "/", StringComparison.OrdinalIgnoreCase));
}
