namespace AssistantStudio.Web.Shell;

/// <summary>Headings of the command palette, in this order.</summary>
public enum CommandGroup
{
    Commands,
    GoTo,
    Found,
}

/// <summary>
/// One line of the command palette. It opens <see cref="Href"/> or runs <see cref="Run"/>, which closes the palette first.
/// </summary>
public sealed record CommandHit(CommandGroup Group, string Title, string Icon)
{
    /// <summary>Right of the title: the kind of thing, or a shortcut's effect.</summary>
    public string? Note { get; init; }

    public string? Href { get; init; }

    public Func<Task>? Run { get; init; }

    /// <summary>Matched besides the title, never shown.</summary>
    public string Keywords { get; init; } = "";
}

/// <summary>
/// A feature's part of the command palette. Return only what the person may open; an empty query asks for suggestions.
/// At most <see cref="ShellLimits.PaletteHitsPerSource"/> hits of one source are shown.
/// </summary>
public interface ICommandSource
{
    Task<IReadOnlyList<CommandHit>> SearchAsync(string query, CancellationToken cancellationToken);
}
