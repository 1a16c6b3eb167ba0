namespace AssistantStudio.Core.Data;

/// <summary>Where the installation keeps what it must not lose: database, keys, uploads, backups.</summary>
/// <param name="path">The folder itself.</param>
/// <param name="databaseFile">The SQLite file, when the settings put it elsewhere.</param>
public sealed class DataFolder(string path, string? databaseFile = null)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Keys => In("keys");

    public string Uploads => In("uploads");

    public string Backups => In("backups");

    /// <summary>A folder for each local embedding model. Whoever runs the machine puts them there.</summary>
    public string Models => In("models");

    public string DatabaseFile { get; } = System.IO.Path.GetFullPath(databaseFile ?? System.IO.Path.Combine(path, "studio.db"));

    /// <summary>Says that a database was made here once, so that a missing one is noticed and not replaced by an empty one.</summary>
    public string Marker => In("installation.json");

    /// <summary>Makes the folders, readable by this account alone.</summary>
    public void Create()
    {
        foreach (var folder in new[] { Path, Keys, Uploads, Backups, Models })
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder); // The user's profile and its ACL protect it there.
                continue;
            }

            const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(folder, ownerOnly);
            if (folder == Path && File.GetUnixFileMode(folder) != ownerOnly && Directory.GetFileSystemEntries(folder).Length == 0)
            {
                File.SetUnixFileMode(folder, ownerOnly);
            }
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
