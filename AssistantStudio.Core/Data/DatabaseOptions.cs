namespace AssistantStudio.Core.Data;

public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

/// <summary>What a commit survives: the death of the process, or a power cut too.</summary>
public enum Durability
{
    Normal,
    Full,
}

/// <summary>Section <c>AssistantStudio:Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "AssistantStudio:Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Empty: a file in the data folder. PostgreSQL needs one.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>SQLite only: <c>full</c> makes every commit wait for the disk.</summary>
    public Durability Synchronous { get; set; } = Durability.Normal;

    /// <summary>A query that takes longer is logged with its shape.</summary>
    public int SlowQueryMilliseconds { get; set; } = 200;
}
