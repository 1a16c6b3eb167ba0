using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>Reads a tokenizer from the files of a model folder; <c>tokenizer.json</c> wins over <c>vocab.txt</c>, whose order some models have changed.</summary>
internal static class TokenizerFiles
{
    public static WordPieceTokenizer Read(string folder)
    {
        var json = Path.Combine(folder, "tokenizer.json");
        if (File.Exists(json))
        {
            using var document = ModelJson.Read(json, LocalEmbeddingLimits.TokenizerFileBytes);
            return TokenizerJson.Read(document.RootElement);
        }

        var list = Path.Combine(folder, "vocab.txt");
        return File.Exists(list)
            ? FromList(list, folder)
            : throw ModelFolderError.Of($"The folder has neither tokenizer.json nor vocab.txt, so texts cannot be cut into tokens.");
    }

    private static WordPieceTokenizer FromList(string path, string folder)
    {
        ModelJson.CheckSize(path, LocalEmbeddingLimits.TokenizerFileBytes);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var line = 0;
        foreach (var token in File.ReadLines(path))
        {
            CheckToken(token, line);
            ids[token.TrimEnd()] = line++;
        }

        return new(WithSpecials(Settings(folder), ids), ids);
    }

    internal static void CheckToken(string token, int id)
    {
        if (token.Length > LocalEmbeddingLimits.TokenLength)
            throw ModelFolderError.Of($"The tokenizer's vocabulary has a token of {token.Length:N0} characters; the most is {LocalEmbeddingLimits.TokenLength:N0}.");

        if (id is < 0 or >= LocalEmbeddingLimits.VocabularySize)
            throw ModelFolderError.Of($"The tokenizer's vocabulary has the id {id}; the most is {LocalEmbeddingLimits.VocabularySize - 1}.");
    }

    private static WordPieceRules Settings(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path))
            return new();

        using var document = ModelJson.Read(path, LocalEmbeddingLimits.ConfigFileBytes);
        var settings = document.RootElement;
        return new()
        {
            Lowercase = ModelJson.Flag(settings, "do_lower_case") ?? true,
            StripAccents = ModelJson.Flag(settings, "strip_accents"),
            SeparateChinese = ModelJson.Flag(settings, "tokenize_chinese_chars") ?? true,
            Unknown = Token(settings, "unk_token") ?? "[UNK]",
            First = Token(settings, "cls_token"),
            Last = Token(settings, "sep_token"),
        };
    }

    /// <summary>A list of words names no tokens around the text: BERT's, or those of MPNet, whichever it has.</summary>
    private static WordPieceRules WithSpecials(WordPieceRules rules, Dictionary<string, int> ids)
    {
        var isMpnet = !ids.ContainsKey("[CLS]") && ids.ContainsKey("<s>");
        return rules with
        {
            First = rules.First ?? (isMpnet ? "<s>" : "[CLS]"),
            Last = rules.Last ?? (isMpnet ? "</s>" : "[SEP]"),
        };
    }

    /// <summary>A token is written as <c>"[UNK]"</c> or as <c>{"content":"[UNK]", …}</c>.</summary>
    private static string? Token(JsonElement settings, string name) =>
        ModelJson.Text(settings, name) ?? (ModelJson.Object(settings, name) is { } token ? ModelJson.Text(token, "content") : null);
}
