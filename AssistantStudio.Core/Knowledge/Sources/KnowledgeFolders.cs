using AssistantStudio.Core.Data;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Section <c>AssistantStudio:Knowledge</c>.</summary>
public sealed class KnowledgeOptions
{
    public const string Section = "AssistantStudio:Knowledge";

    /// <summary>Folders of this machine that knowledge may be read from, each under a name that people choose it by.</summary>
    public IDictionary<string, string> Folders { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// The folders that sources may read. Whoever runs the machine opens them; somebody in a browser can only choose among
/// them, because a path of their own could be any file that the program can read.
/// </summary>
public sealed class KnowledgeFolders
{
    /// <summary>The product's own documentation, which comes with the program.</summary>
    public const string Guide = "guide";

    /// <summary>In the data folder.</summary>
    public const string Drop = "knowledge";

    private readonly Dictionary<string, string> _folders = new(StringComparer.OrdinalIgnoreCase);

    public KnowledgeFolders(DataFolder data, IOptions<KnowledgeOptions> options)
    {
        var guide = Path.Combine(AppContext.BaseDirectory, Guide);
        if (Directory.Exists(guide))
        {
            _folders[Guide] = guide;
        }

        _folders[Drop] = data.Knowledge;
        foreach (var (name, path) in options.Value.Folders)
        {
            _folders[name] = Path.GetFullPath(path);
        }
    }

    public IReadOnlyList<string> Names => [.. _folders.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    internal string? Find(string name) => _folders.GetValueOrDefault(name);
}
