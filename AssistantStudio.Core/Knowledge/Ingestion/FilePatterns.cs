using System.IO.Enumeration;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Which files of a folder a source wants: patterns without a slash are about names, the others about paths.</summary>
internal sealed class FilePatterns(SourceSettings settings, SourceKind kind)
{
    /// <summary>What no programmer wrote.</summary>
    private static readonly HashSet<string> s_notCode = new(StringComparer.OrdinalIgnoreCase) { "node_modules", "bin", "obj", "target", "dist", "build", "vendor", "packages", "__pycache__", "venv" };

    public bool Wants(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (name.StartsWith('.') || (kind == SourceKind.Code && path.Split('/').SkipLast(1).Any(s_notCode.Contains)))
        {
            return false;
        }

        var isWanted = settings.Include.Count == 0
            ? DocumentReader.KnownExtensions.Contains(System.IO.Path.GetExtension(name))
            : settings.Include.Any(p => Fits(p, path, name));
        return isWanted && !settings.Exclude.Any(p => Fits(p, path, name));
    }

    private static bool Fits(string pattern, string path, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, pattern.Contains('/', StringComparison.Ordinal) ? path : name, ignoreCase: true);
}
