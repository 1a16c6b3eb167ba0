using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Lets SQLitePCLRaw 2.0.6 serve Microsoft.Data.Sqlite, which was built against 2.1.x, and prefers the system's SQLite,
/// which is newer than the bundled one. Goes away with SQLitePCLRaw 2.1, see docs/decisions/0002.
/// </summary>
public static class SqliteBootstrap
{
    /// <summary>Set to "bundled" to run on the library that ships with the package; the data tests do so once.</summary>
    public const string LibraryVariable = "ASSISTANTSTUDIO_SQLITE";

    private static int s_done;

    /// <summary>Which native library answers: a system library's name, or "bundled".</summary>
    public static string NativeSource { get; private set; } = "bundled";

#pragma warning disable CA2255 // Must run before the first type of Microsoft.Data.Sqlite is touched, whoever touches it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void EnsureLoaded()
    {
        if (Interlocked.Exchange(ref s_done, 1) == 1)
        {
            return;
        }

        var folder = Path.GetDirectoryName(typeof(SqliteBootstrap).Assembly.Location);
        if (string.IsNullOrEmpty(folder))
        {
            folder = AppContext.BaseDirectory;
        }

        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name is "SQLitePCLRaw.core" && File.Exists(Path.Combine(folder, name.Name + ".dll"))
                ? context.LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll"))
                : null;
        Start();
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // The resolver above must stand before this method's types load.
    private static void Start()
    {
        NativeLibrary.SetDllImportResolver(Assembly.Load("SQLitePCLRaw.provider.e_sqlite3"), static (name, _, _) =>
        {
            if (name != "e_sqlite3" || Environment.GetEnvironmentVariable(LibraryVariable) == "bundled")
            {
                return IntPtr.Zero;
            }

            string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3"]
                : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"]
                : ["libsqlite3.so.0", "libsqlite3.so"];
            foreach (var candidate in candidates)
            {
                if (NativeLibrary.TryLoad(candidate, out var handle))
                {
                    NativeSource = candidate;
                    return handle;
                }
            }

            return IntPtr.Zero;
        });
        SQLitePCL.Batteries_V2.Init();
    }
}
