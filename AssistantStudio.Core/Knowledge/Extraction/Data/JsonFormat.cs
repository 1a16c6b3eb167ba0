using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads JSON and JSON Lines: an array of objects is a list of records, other objects are sections.</summary>
internal static class JsonFormat
{
    private const int HeadingLevels = 3;

    private static readonly JsonDocumentOptions s_options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 128 };

    public static ExtractedDocument Read(string text, string title, ExtractionLimits limits)
    {
        limits.CheckTree(text.Length, "JSON file");
        var blocks = new BlockList(limits);
        try
        {
            using var document = JsonDocument.Parse(text, s_options);
            if (OpenApiFormat.Is(document.RootElement))
                return OpenApiFormat.Read(document.RootElement, title, limits);

            Add(blocks, document.RootElement, 1);
            return blocks.Document(title);
        }
        catch (JsonException e)
        {
            if (TryAddLines(text, limits) is { } lines)
                return lines.Document(title);

            throw new ExtractionException(
                string.Create(CultureInfo.InvariantCulture, $"The file is not valid JSON; the mistake is in line {(e.LineNumber ?? 0) + 1}."), e);
        }
    }

    private static void Add(BlockList blocks, JsonElement element, int level)
    {
        if (JsonFlat.HoldsRecords(element))
        {
            foreach (var record in element.EnumerateArray())
                AddLines(blocks, JsonFlat.Lines(record));
            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            AddLines(blocks, JsonFlat.Lines(element));
            return;
        }

        AddLines(blocks, element.EnumerateObject().Where(p => !IsSection(p.Value)).SelectMany(p => JsonFlat.Lines(p.Value, p.Name)));
        foreach (var section in element.EnumerateObject().Where(p => IsSection(p.Value)))
        {
            blocks.Heading(level, section.Name);
            if (level < HeadingLevels)
                Add(blocks, section.Value, level + 1);
            else
                AddLines(blocks, JsonFlat.Lines(section.Value));
        }
    }

    /// <summary>What is big enough to stand under its own name.</summary>
    private static bool IsSection(JsonElement value) =>
        JsonFlat.HoldsRecords(value) || (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any(p => !JsonFlat.IsScalar(p.Value)));

    private static void AddLines(BlockList blocks, IEnumerable<string> lines) => blocks.Paragraph(string.Join('\n', lines));

    private static BlockList? TryAddLines(string text, ExtractionLimits limits)
    {
        var blocks = new BlockList(limits);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                using var record = JsonDocument.Parse(line, s_options);
                AddLines(blocks, JsonFlat.Lines(record.RootElement));
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return blocks;
    }
}
