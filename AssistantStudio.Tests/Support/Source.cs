using System.Runtime.CompilerServices;

namespace AssistantStudio.Tests.Support;

/// <summary>The source of the solution, for tests about its shape.</summary>
public static class Source
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every source file below a folder, by its path from the root.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder, params string[] endings) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Select(f => System.IO.Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Select(f => (f, File.ReadAllText(System.IO.Path.Combine(Root, f))));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { System.IO.Path.GetDirectoryName(here), AppContext.BaseDirectory })
        {
            for (var folder = start is null ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(System.IO.Path.Combine(folder.FullName, "AssistantStudio.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new InvalidOperationException("AssistantStudio.sln was not found above the tests.");
    }
}
