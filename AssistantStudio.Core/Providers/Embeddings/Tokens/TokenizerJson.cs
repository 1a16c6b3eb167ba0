using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// The parts of a <c>tokenizer.json</c> that a WordPiece tokenizer has:
/// <c>{"normalizer":{"type":"BertNormalizer",…},"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{…},
/// "model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[PAD]":0,…}}}</c>. Whatever would cut texts otherwise
/// is refused, because vectors from wrong tokens look right and mean nothing.
/// </summary>
internal static class TokenizerJson
{
    public static WordPieceTokenizer Read(JsonElement root)
    {
        var model = ModelJson.Object(root, "model") ?? throw ModelFolderError.Of($"tokenizer.json has no “model”.");
        var kind = ModelJson.Text(model, "type") ?? (ModelJson.Flag(model, "byte_fallback") is null ? "WordPiece" : "BPE");
        if (kind != "WordPiece")
            throw ModelFolderError.Of($"tokenizer.json cuts texts by {SafetensorsHeader.Shown(kind)}; only models with a WordPiece tokenizer can be used, which most English BERT, MiniLM, MPNet, E5 and BGE models have.");

        var ids = Vocabulary(model);
        var rules = Normalizer(root) with
        {
            Unknown = ModelJson.Text(model, "unk_token") ?? "[UNK]",
            ContinuationPrefix = ModelJson.Text(model, "continuing_subword_prefix") ?? "##",
            MaxWordLength = Math.Clamp(ModelJson.Number(model, "max_input_chars_per_word") ?? 100, 1, LocalEmbeddingLimits.TokenLength),
        };
        CheckPreTokenizer(root);
        var (first, last) = Specials(root);
        return new(rules with { First = first, Last = last }, ids);
    }

    private static Dictionary<string, int> Vocabulary(JsonElement model)
    {
        var vocabulary = ModelJson.Object(model, "vocab") ?? throw ModelFolderError.Of($"tokenizer.json has no vocabulary.");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in vocabulary.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id))
                throw ModelFolderError.Of($"tokenizer.json has a token without a whole number as its id: {SafetensorsHeader.Shown(entry.Name)}.");

            TokenizerFiles.CheckToken(entry.Name, id);
            ids[entry.Name] = id;
        }

        return ids;
    }

    private static WordPieceRules Normalizer(JsonElement root)
    {
        // Without a normalizer a text is taken as it is.
        var rules = new WordPieceRules { Lowercase = false, StripAccents = false, CleanText = false, SeparateChinese = false };
        foreach (var step in Steps(ModelJson.Object(root, "normalizer")))
        {
            rules = ModelJson.Text(step, "type") switch
            {
                "BertNormalizer" => rules with
                {
                    Lowercase = ModelJson.Flag(step, "lowercase") ?? true,
                    StripAccents = ModelJson.Flag(step, "strip_accents"),
                    CleanText = ModelJson.Flag(step, "clean_text") ?? true,
                    SeparateChinese = ModelJson.Flag(step, "handle_chinese_chars") ?? true,
                },
                "Lowercase" => rules with { Lowercase = true },
                "StripAccents" => rules with { StripAccents = true },
                "NFD" or "Strip" => rules, // Decomposing comes before stripping accents, which implies it.
                var other => throw ModelFolderError.Of($"tokenizer.json prepares texts by {SafetensorsHeader.Shown(other ?? "")}, which is not known here."),
            };
        }

        return rules;
    }

    private static void CheckPreTokenizer(JsonElement root)
    {
        var kind = ModelJson.Object(root, "pre_tokenizer") is { } step ? ModelJson.Text(step, "type") : null;
        if (kind != "BertPreTokenizer")
            throw ModelFolderError.Of($"tokenizer.json splits texts by {SafetensorsHeader.Shown(kind ?? "nothing")}; BertPreTokenizer is known here.");
    }

    /// <summary>The tokens around one text, in each of the three ways they are written.</summary>
    private static (string? First, string? Last) Specials(JsonElement root)
    {
        if (ModelJson.Object(root, "post_processor") is not { } processor)
            return (null, null);

        switch (ModelJson.Text(processor, "type"))
        {
            case "BertProcessing" or "RobertaProcessing":
                return (FirstOf(processor, "cls"), FirstOf(processor, "sep"));
            case "TemplateProcessing" when processor.TryGetProperty("single", out var single) && single.ValueKind == JsonValueKind.Array:
                var parts = single.EnumerateArray().Select(p => ModelJson.Object(p, "SpecialToken") is { } token ? ModelJson.Text(token, "id") : null).ToList();
                var text = parts.IndexOf(null);
                return text is 0 or 1 && parts.Count - text <= 2 && parts.Skip(text + 1).All(p => p is not null)
                    ? (text == 1 ? parts[0] : null, parts.Count > text + 1 ? parts[text + 1] : null)
                    : throw ModelFolderError.Of($"tokenizer.json puts more than one token before or after a text, which is not known here.");
            default:
                return (null, null);
        }
    }

    private static string? FirstOf(JsonElement processor, string name) =>
        processor.TryGetProperty(name, out var pair) && pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() > 0 && pair[0].ValueKind == JsonValueKind.String
            ? pair[0].GetString()
            : null;

    private static IEnumerable<JsonElement> Steps(JsonElement? one)
    {
        if (one is not { } step)
            return [];

        return step.TryGetProperty("normalizers", out var steps) && steps.ValueKind == JsonValueKind.Array
            ? steps.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.Object)
            : [step];
    }
}
