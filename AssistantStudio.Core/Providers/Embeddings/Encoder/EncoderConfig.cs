using System.Text.Json;

namespace AssistantStudio.Core.Providers;

internal enum EncoderFamily
{
    Bert,
    Roberta,
    Mpnet,
}

internal enum Pooling
{
    Mean,
    FirstToken,
    Max,
}

/// <summary>The shape of a sentence encoder and what happens to its last layer, as the files of its folder say.</summary>
internal sealed record EncoderConfig(
    EncoderFamily Family,
    int VocabularySize,
    int HiddenSize,
    int Layers,
    int Heads,
    int Intermediate,
    int Positions,
    int FirstPosition,
    int RelativeBuckets,
    float Epsilon,
    int MaxTokens,
    Pooling Pooling,
    bool Normalise)
{
    public int HeadSize => HiddenSize / Heads;

    /// <summary>Numbers that are multiplied with for each token, twice that many operations; attention comes on top.</summary>
    public long WeightsPerToken => (long)Layers * ((4L * HiddenSize * HiddenSize) + (2L * HiddenSize * Intermediate));

    public static EncoderConfig Read(string folder)
    {
        using var document = ModelJson.Read(Path.Combine(folder, "config.json"), LocalEmbeddingLimits.ConfigFileBytes);
        var config = document.RootElement;
        var family = FamilyOf(ModelJson.Text(config, "model_type"));
        Refuse(config, "hidden_act", "gelu");
        Refuse(config, "position_embedding_type", "absolute");

        var hidden = Size(config, "hidden_size", LocalEmbeddingLimits.HiddenSize);
        var heads = Size(config, "num_attention_heads", hidden);
        if (hidden % heads != 0)
            throw ModelFolderError.Of($"config.json is wrong: {hidden} hidden numbers cannot be shared among {heads} heads.");

        var positions = Size(config, "max_position_embeddings", LocalEmbeddingLimits.Positions);
        // RoBERTa's and MPNet's positions begin after the id of the padding.
        var firstPosition = family == EncoderFamily.Bert ? 0 : (ModelJson.Number(config, "pad_token_id") ?? 1) + 1;
        if (firstPosition < 0 || firstPosition + 3 > positions)
            throw ModelFolderError.Of($"config.json is wrong: of {positions} positions the first would be {firstPosition}.");

        return new(
            family,
            Size(config, "vocab_size", LocalEmbeddingLimits.VocabularySize),
            hidden,
            Size(config, "num_hidden_layers", LocalEmbeddingLimits.Layers),
            heads,
            Size(config, "intermediate_size", LocalEmbeddingLimits.HiddenSize * 8),
            positions,
            firstPosition,
            family == EncoderFamily.Mpnet ? Math.Clamp(ModelJson.Number(config, "relative_attention_num_buckets") ?? 32, 4, 1024) : 0,
            (float)(ModelJson.Fraction(config, "layer_norm_eps") ?? 1e-12),
            Math.Clamp(MaxLength(folder) ?? int.MaxValue, 3, positions - firstPosition),
            PoolingOf(folder),
            ModulesOf(folder));
    }

    private static EncoderFamily FamilyOf(string? type) => type switch
    {
        "bert" => EncoderFamily.Bert,
        "roberta" or "xlm-roberta" => EncoderFamily.Roberta,
        "mpnet" => EncoderFamily.Mpnet,
        null => throw ModelFolderError.Of($"config.json does not say which type of model it is (“model_type”)."),
        _ => throw ModelFolderError.Of($"config.json says that the model is of type {SafetensorsHeader.Shown(type)}; bert, mpnet, roberta and xlm-roberta can be used."),
    };

    private static void Refuse(JsonElement config, string name, string known)
    {
        if (ModelJson.Text(config, name) is { } value && value != known)
            throw ModelFolderError.Of($"config.json asks for “{name}” {SafetensorsHeader.Shown(value)}; only “{known}” can be computed.");
    }

    private static int Size(JsonElement config, string name, int most) => ModelJson.Number(config, name) switch
    {
        null => throw ModelFolderError.Of($"config.json has no “{name}”."),
        var n when n < 1 || n > most => throw ModelFolderError.Of($"config.json says “{name}” is {n}; it can be 1 to {most}."),
        var n => n.Value,
    };

    private static int? MaxLength(string folder)
    {
        var path = Path.Combine(folder, "sentence_bert_config.json");
        if (!File.Exists(path))
            return null;

        using var document = ModelJson.Read(path, LocalEmbeddingLimits.ConfigFileBytes);
        return ModelJson.Number(document.RootElement, "max_seq_length");
    }

    private static Pooling PoolingOf(string folder)
    {
        var path = Path.Combine(folder, "1_Pooling", "config.json");
        if (!File.Exists(path))
            // BGE's plain checkpoints say it in their description only.
            return Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).Contains("bge", StringComparison.OrdinalIgnoreCase) ? Pooling.FirstToken : Pooling.Mean;

        using var document = ModelJson.Read(path, LocalEmbeddingLimits.ConfigFileBytes);
        var asked = document.RootElement.ValueKind != JsonValueKind.Object ? [] : document.RootElement.EnumerateObject()
            .Where(p => p.Name.StartsWith("pooling_mode_", StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.True)
            .Select(p => p.Name["pooling_mode_".Length..])
            .ToList();
        if (ModelJson.Text(document.RootElement, "pooling_mode") is { } single)
            asked = [single];

        return asked switch
        {
            ["mean_tokens" or "mean"] => Pooling.Mean,
            ["cls_token" or "cls"] => Pooling.FirstToken,
            ["max_tokens" or "max"] => Pooling.Max,
            _ => throw ModelFolderError.Of($"1_Pooling/config.json asks for {SafetensorsHeader.Shown(string.Join(", ", asked))}; mean, cls or max of the tokens can be computed."),
        };
    }

    /// <summary>True if the vectors are brought to length one, which a plain checkpoint without a list of modules expects too.</summary>
    private static bool ModulesOf(string folder)
    {
        var path = Path.Combine(folder, "modules.json");
        if (!File.Exists(path))
            return true;

        using var document = ModelJson.Read(path, LocalEmbeddingLimits.ConfigFileBytes);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw ModelFolderError.Of($"modules.json is not a list.");

        // The package that a module lives in has moved between versions; its last name has not.
        var modules = document.RootElement.EnumerateArray().Select(m => ModelJson.Text(m, "type")?.Split('.')[^1] ?? "").ToList();
        return modules.Find(m => m is not ("Transformer" or "Pooling" or "Normalize")) is { } unknown
            ? throw ModelFolderError.Of($"modules.json has the step {SafetensorsHeader.Shown(unknown)} after the encoder, which cannot be computed.")
            : modules.Contains("Normalize");
    }
}
