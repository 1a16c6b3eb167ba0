using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Shell;

/// <summary>A card on Home. Registered as a singleton by the feature whose component it is.</summary>
/// <param name="Component">Draws a whole card; it gets no parameters and is wrapped in its own error boundary.</param>
/// <param name="Order">Smaller comes first.</param>
/// <param name="Columns">Of twelve: 3, 4, 5, 6, 7, 8, 9 or 12.</param>
public sealed record HomeTile(Type Component, int Order, int Columns = 4)
{
    public Permission? Required { get; init; }

    public bool IsVisibleTo(Access access) => Required is not { } required || access.Can(required);
}

/// <summary>
/// One line of the checklist that leads a new organisation to its first working assistant. Registered as a scoped service.
/// The list disappears once every step the person may take is done.
/// </summary>
public interface IFirstStep
{
    int Order { get; }

    Permission? Required { get; }

    string Title { get; }

    /// <summary>One sentence: what it is good for.</summary>
    string Text { get; }

    /// <summary>"Add a user"</summary>
    string Action { get; }

    string Href { get; }

    Task<bool> IsDoneAsync(CancellationToken cancellationToken);
}
