namespace AssistantStudio.Core.Data;

/// <summary>What lies in a backup archive. Written last, read first; a file that it does not name is not restored.</summary>
public sealed record BackupManifest
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required DatabaseProvider Provider { get; init; }

    /// <summary>The last applied migration: decides which program can read it.</summary>
    public required string Schema { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>The run of the job that made it. Its row in the archive says "running", which is not true any more once it is restored.</summary>
    public Guid? MadeByRun { get; init; }
}

public sealed record BackupFile(string Name, long Bytes, string Sha256);
