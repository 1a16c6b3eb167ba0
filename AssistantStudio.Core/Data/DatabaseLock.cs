using System.Globalization;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Held while the program runs on an SQLite file, so that a second one is refused instead of fighting over it. The
/// system lets go of it when the process dies, however it dies.
/// </summary>
public sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    public static DatabaseLock Take(DataFolder folder)
    {
        var path = folder.DatabaseFile + ".lock"; // Beside the file it is about, wherever that lies.
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new(file);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException) && File.Exists(path) && !IsDiskFull(e))
        {
            throw new StartupException(
                $"Another AssistantStudio is running on {folder.DatabaseFile}. Stop it first, or give this one a data folder of its own (AssistantStudio__DataDirectory).", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool IsDiskFull(IOException e) => (e.HResult & 0xFFFF) is 28 or 112; // ENOSPC, ERROR_DISK_FULL
}
