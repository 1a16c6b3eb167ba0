using System.Reflection;

namespace AssistantStudio.Benchmarks;

/// <summary>Where an answer stands: a document and the path of headings above it.</summary>
internal readonly record struct Place(string Document, string Heading);

/// <param name="Right">None: the guide does not answer it.</param>
internal sealed record JudgedQuestion(string Text, IReadOnlyList<Place> Right);

/// <summary>The product's guide as it was when this program was built, and questions over it with the places that answer them.</summary>
internal static class GuideQuestions
{
    private const string Guide = "guide/";

    /// <summary>
    /// A line of the file: <c>how often is a draft saved automatically | prompts.md | Prompts › Drafts and versions</c>
    /// </summary>
    public static IReadOnlyList<JudgedQuestion> Read() =>
    [
        .. Text("guide-questions.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => !l.StartsWith('#')).Select(line =>
        {
            var parts = line.Split('|', StringSplitOptions.TrimEntries);
            return new JudgedQuestion(parts[0], [.. parts.Skip(1).Chunk(2).Where(p => p.Length == 2).Select(p => new Place(p[0], p[1]))]);
        }),
    ];

    public static void WriteGuide(string folder)
    {
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Guide, StringComparison.Ordinal)))
            File.WriteAllText(Path.Combine(folder, name[Guide.Length..]), Text(name));
    }

    private static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
