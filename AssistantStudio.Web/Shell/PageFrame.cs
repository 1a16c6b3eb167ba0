namespace AssistantStudio.Web.Shell;

/// <summary>A step of the breadcrumb; the last one, the page itself, needs no address.</summary>
public sealed record Crumb(string Label, string? Href = null);

/// <summary>What the open page tells the top bar: its header writes it, the bar shows it.</summary>
public sealed class PageFrame
{
    public event Action? Changed;

    public IReadOnlyList<Crumb> Trail { get; private set; } = [];

    public void Show(IReadOnlyList<Crumb> trail)
    {
        if (!Trail.SequenceEqual(trail))
        {
            Trail = trail;
            Changed?.Invoke();
        }
    }
}
