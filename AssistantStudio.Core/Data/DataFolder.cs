namespace AssistantStudio.Core.Data;

/// <summary>Where the installation keeps what it must not lose: database, keys, uploads, backups.</summary>
/// <param name="path">The folder itself.</param>
/// <param name="databaseFile">The SQLite file, when the settings put it elsewhere.</param>
public sealed class DataFolder(string path, string? databaseFile = null)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Keys => In("keys");

    public string Uploads => In("uploads");

    public string Backups => In("backups");

    /// <summary>A folder for each local embedding model. Whoever runs the machine puts them there.</summary>
    public string Models => In("models");

    /// <summary>Files put here are read by a source that somebody makes for this folder.</summary>
    public string Knowledge => In("knowledge");

    public string DatabaseFile { get; } = System.IO.Path.GetFullPath(databaseFile ?? System.IO.Path.Combine(path, "studio.db"));

    /// <summary>Says that a database was made here once, so that a missing one is noticed and not replaced by an empty one.</summary>
    public string Marker => In("installation.json");

    /// <summary>Makes the folders, readable by this account alone.</summary>
    public void Create()
    {
        Make(Path);
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(Path) != OwnerOnly && Directory.GetFileSystemEntries(Path).Length == 0)
        {
            File.SetUnixFileMode(Path, OwnerOnly);
        }

        foreach (var folder in new[] { Keys, Uploads, Backups, Models, Knowledge })
        {
            Make(folder);
        }
    }

    /// <summary>A folder of this account's own. On Windows the user's profile and its ACL protect it.</summary>
    internal static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            // The mode goes for the last part only: what is missing above it is made by itself.
            if (System.IO.Path.GetDirectoryName(folder) is { } above)
            {
                Make(above);
            }

            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
