namespace AssistantStudio.Web.Shell;

public enum Side
{
    Mine,
    Theirs,
}

/// <summary>A field of which the person typed one thing while another is stored.</summary>
public sealed record StaleField
{
    public required string Name { get; init; }

    public required string Label { get; init; }

    public required string Mine { get; init; }

    public required string Theirs { get; init; }

    /// <summary>What the person saw when the form was opened.</summary>
    public required string Before { get; init; }

    public bool MineChanged { get; init; }

    public bool TheirsChanged { get; init; }

    public bool IsMono { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>Nothing, where both changed it: nobody but the person can tell.</summary>
    public Side? Choice { get; set; }
}

/// <summary>What a form shows instead of its fields when somebody else saved first.</summary>
/// <param name="IsGone">Deleted in the meantime; the fields are all that was typed, for copying.</param>
public sealed record StaleEdit(IReadOnlyList<StaleField> Fields, LastChange? By, bool IsGone)
{
    public IEnumerable<StaleField> Open => Fields.Where(f => f.Choice is null);
}

/// <summary>Who changed something last, when, and which fields of it; no fields: unknown.</summary>
public sealed record LastChange(string By, DateTime At, IReadOnlyList<string>? Fields = null);

/// <summary>Tells who changed a thing last, as far as the person may know.</summary>
public interface ILastChanges
{
    Task<LastChange?> FindAsync(string subjectId, CancellationToken cancellationToken);
}

internal sealed class NoLastChanges : ILastChanges
{
    public Task<LastChange?> FindAsync(string subjectId, CancellationToken cancellationToken) => Task.FromResult<LastChange?>(null);
}
