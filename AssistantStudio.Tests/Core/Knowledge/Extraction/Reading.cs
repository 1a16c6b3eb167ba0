using System.Text;
using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

/// <summary>Reads a file as an upload would, and writes what came out in one line for each block.</summary>
internal static class Reading
{
    public static Task<ExtractedDocument> FileAsync(string name, byte[] content, string? contentType = null, ExtractionLimits? limits = null) =>
        new DocumentReader(limits ?? new()).ReadAsync(name, contentType, new MemoryStream(content), TestContext.Current.CancellationToken);

    public static Task<ExtractedDocument> TextAsync(string name, string content, string? contentType = null) =>
        FileAsync(name, Encoding.UTF8.GetBytes(content), contentType);

    public static async Task<string> RefusalAsync(string name, byte[] content, ExtractionLimits? limits = null) =>
        (await Assert.ThrowsAsync<ExtractionException>(() => FileAsync(name, content, limits: limits))).Message;

    public static Task<string> RefusalAsync(string name, string content) => RefusalAsync(name, Encoding.UTF8.GetBytes(content));

    public static IEnumerable<string> Lines(ExtractedDocument document) => document.Blocks.Select(Line);

    private static string Line(TextBlock block) => block.Kind == BlockKind.Heading ? $"H{block.Level}: {block.Text}" : $"{block.Kind}: {block.Text}";
}
