namespace AssistantStudio.Core.Knowledge;

/// <summary>Which files are source code, and the name of the language as it stands at a Markdown fence.</summary>
internal static class SourceLanguages
{
    private static readonly Dictionary<string, string> s_byEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".cs"] = "csharp", [".csx"] = "csharp", [".razor"] = "razor", [".cshtml"] = "cshtml", [".fs"] = "fsharp", [".vb"] = "vb",
        [".java"] = "java", [".kt"] = "kotlin", [".kts"] = "kotlin", [".scala"] = "scala", [".groovy"] = "groovy", [".gradle"] = "groovy",
        [".js"] = "javascript", [".mjs"] = "javascript", [".cjs"] = "javascript", [".jsx"] = "jsx", [".ts"] = "typescript", [".tsx"] = "tsx",
        [".vue"] = "vue", [".svelte"] = "svelte", [".css"] = "css", [".scss"] = "scss", [".less"] = "less",
        [".py"] = "python", [".pyi"] = "python", [".rb"] = "ruby", [".php"] = "php", [".pl"] = "perl", [".lua"] = "lua", [".r"] = "r", [".jl"] = "julia",
        [".go"] = "go", [".rs"] = "rust", [".c"] = "c", [".h"] = "c", [".cpp"] = "cpp", [".cc"] = "cpp", [".cxx"] = "cpp", [".hpp"] = "cpp",
        [".m"] = "objectivec", [".swift"] = "swift", [".dart"] = "dart", [".ex"] = "elixir", [".exs"] = "elixir", [".erl"] = "erlang", [".hs"] = "haskell", [".clj"] = "clojure",
        [".sql"] = "sql", [".sh"] = "bash", [".bash"] = "bash", [".ps1"] = "powershell", [".bat"] = "batch", [".cmd"] = "batch",
        [".xml"] = "xml", [".csproj"] = "xml", [".props"] = "xml", [".targets"] = "xml", [".xaml"] = "xml", [".resx"] = "xml",
        [".yaml"] = "yaml", [".yml"] = "yaml", [".toml"] = "toml", [".ini"] = "ini", [".cfg"] = "ini", [".conf"] = "ini", [".properties"] = "properties",
        [".proto"] = "protobuf", [".graphql"] = "graphql", [".tf"] = "hcl", [".bicep"] = "bicep", [".dockerfile"] = "dockerfile", [".cmake"] = "cmake",
    };

    private static readonly Dictionary<string, string> s_byName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Dockerfile"] = "dockerfile", ["Makefile"] = "makefile", ["Jenkinsfile"] = "groovy", ["Gemfile"] = "ruby", ["Rakefile"] = "ruby", ["CMakeLists.txt"] = "cmake",
    };

    public static IEnumerable<string> Extensions => s_byEnding.Keys;

    public static string? Of(string fileName) =>
        s_byName.TryGetValue(Path.GetFileName(fileName), out var language) || s_byEnding.TryGetValue(Path.GetExtension(fileName), out language) ? language : null;
}
