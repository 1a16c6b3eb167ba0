using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads descriptions of HTTP interfaces (OpenAPI 3 and Swagger 2): a section for each operation and each schema.</summary>
internal static class OpenApiFormat
{
    private static readonly HashSet<string> s_methods = new(StringComparer.OrdinalIgnoreCase)
        { "get", "put", "post", "delete", "options", "head", "patch", "trace", "query" };

    public static bool Is(JsonElement root) =>
        (JsonValues.Text(root, "openapi") ?? JsonValues.Text(root, "swagger")) is not null && (JsonValues.Object(root, "paths") ?? JsonValues.Object(root, "info")) is not null;

    public static ExtractedDocument Read(JsonElement root, string title, ExtractionLimits limits)
    {
        var blocks = new BlockList(limits);
        var info = JsonValues.Object(root, "info") ?? default;
        AddMarkdown(blocks, JsonValues.Text(info, "description"));
        blocks.List(string.Join('\n', JsonValues.Items(root, "servers").Select(s => Item(JsonValues.Text(s, "url") ?? "", JsonValues.Text(s, "description")))));

        foreach (var path in JsonValues.Properties(root, "paths"))
        {
            foreach (var operation in JsonValues.Properties(path.Value).Where(p => s_methods.Contains(p.Name)))
                AddOperation(blocks, root, path, operation);
        }

        var schemas = JsonValues.Object(root, "components") is { } components ? JsonValues.Properties(components, "schemas") : JsonValues.Properties(root, "definitions");
        foreach (var schema in schemas)
        {
            blocks.Heading(1, $"Schema {schema.Name}");
            AddMarkdown(blocks, JsonValues.Text(schema.Value, "description"));
            blocks.List(string.Join('\n', OpenApiSchema.Properties(root, schema.Value)));
            AddLine(blocks, "Values", string.Join(", ", JsonValues.Items(schema.Value, "enum").Select(JsonFlat.Text)));
        }

        return blocks.Document(JsonValues.Text(info, "title") ?? title, new Dictionary<string, string> { ["type"] = "API" });
    }

    private static void AddOperation(BlockList blocks, JsonElement root, JsonProperty path, JsonProperty operation)
    {
        var about = operation.Value;
        var summary = JsonValues.Text(about, "summary");
        blocks.Heading(1, $"{operation.Name.ToUpperInvariant()} {path.Name}{(summary is null ? "" : $" – {summary}")}");
        if (about.ValueKind == JsonValueKind.Object && about.TryGetProperty("deprecated", out var deprecated) && deprecated.ValueKind == JsonValueKind.True)
            blocks.Paragraph("Deprecated.");

        AddMarkdown(blocks, JsonValues.Text(about, "description"));
        AddLine(blocks, "Operation", JsonValues.Text(about, "operationId"));
        AddLine(blocks, "Tags", string.Join(", ", JsonValues.Items(about, "tags").Select(JsonFlat.Text)));

        // What holds for all operations of a path is written at the path.
        var parameters = JsonValues.Items(path.Value, "parameters").Concat(JsonValues.Items(about, "parameters")).Select(p => OpenApiSchema.Resolve(root, p))
            .Where(p => JsonValues.Text(p, "name") is not null).ToList();
        AddList(blocks, "Parameters", parameters.Where(p => JsonValues.Text(p, "in") != "body").Select(OpenApiSchema.Parameter));

        foreach (var body in parameters.Where(p => JsonValues.Text(p, "in") == "body"))
            AddLine(blocks, "Request body", OpenApiSchema.NameOf(body, "schema"));
        if (JsonValues.Object(about, "requestBody") is { } request)
            AddLine(blocks, "Request body", Described(root, request));

        AddList(blocks, "Responses", JsonValues.Properties(about, "responses").Select(r => $"- {r.Name}: {Described(root, r.Value)}"));
    }

    private static string Described(JsonElement root, JsonElement message)
    {
        message = OpenApiSchema.Resolve(root, message);
        var contents = JsonValues.Properties(message, "content").Select(c => $"{OpenApiSchema.NameOf(c.Value, "schema")} ({c.Name})").ToList();
        if (contents.Count == 0 && JsonValues.Object(message, "schema") is not null)
            contents.Add(OpenApiSchema.NameOf(message, "schema"));

        var description = JsonValues.Text(message, "description") ?? "";
        return string.Join(" → ", new[] { description.ReplaceLineEndings(" "), string.Join(", ", contents) }.Where(t => t.Length > 0));
    }

    private static void AddMarkdown(BlockList blocks, string? text)
    {
        var inner = new BlockList(blocks.Limits);
        MarkdownFormat.AddTo(inner, text ?? "");

        // Their headings would end the section of the operation.
        foreach (var block in inner.Blocks)
            blocks.Add(block.Kind == BlockKind.Heading ? new(BlockKind.Paragraph, block.Text) : block);
    }

    private static void AddLine(BlockList blocks, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            blocks.Paragraph($"{name}: {value}");
    }

    private static void AddList(BlockList blocks, string name, IEnumerable<string> items)
    {
        var list = string.Join('\n', items);
        if (list.Length > 0)
            blocks.List($"{name}:\n{list}");
    }

    private static string Item(string text, string? description) => $"- {text}{(description is null ? "" : $": {description.ReplaceLineEndings(" ")}")}";
}
