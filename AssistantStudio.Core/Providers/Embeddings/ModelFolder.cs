namespace AssistantStudio.Core.Providers;

public enum LocalModelKind
{
    StaticEmbeddings,
    SentenceEncoder,
}

/// <summary>
/// A folder with an embedding model in the format in which they are published, and what its files say it is. Reading
/// it loads no weights; <see cref="Open"/> does. What is missing or cannot be used is one sentence, in a
/// <see cref="Shared.ValidationException"/> on the field "folder".
/// </summary>
public sealed record ModelFolder
{
    public const string ProviderName = "local";

    private const string WeightsFile = "model.safetensors";

    // Where a static table lies when it was saved as the first step of several.
    private const string StaticModule = "0_StaticEmbedding";

    private ModelFolder(string path, string weights)
    {
        Path = path;
        Weights = weights;
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    public LocalModelKind Kind { get; private init; }

    public int Dimensions { get; private init; }

    /// <summary>Longer texts are cut, which each result counts; null if only the loaded model knows.</summary>
    public int? MaxTokens { get; private init; }

    public long WeightBytes { get; private init; }

    /// <summary>Prefixes by the name of what they are for, where the folder has some: "query", "passage" …</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; private init; } = new Dictionary<string, string>();

    private string Weights { get; }

    public static ModelFolder Read(string path)
    {
        if (!Directory.Exists(path))
            throw ModelFolderError.Of($"There is no folder “{path}” on the server.");

        try
        {
            var full = System.IO.Path.GetFullPath(path);
            var folder = new ModelFolder(full, FindWeights(full));
            using var file = SafetensorsFile.Open(folder.Weights);
            return folder.Describe(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelFolderError.Of($"The files of the folder cannot be read by the server: check their permissions.");
        }
    }

    /// <summary>Loads the weights. The model is ready for every thread and stays in memory until it is disposed.</summary>
    public LocalEmbeddingGenerator Open(int threads = LocalEmbeddingLimits.DefaultThreads)
    {
        try
        {
            using var file = SafetensorsFile.Open(Weights);
            if (Kind == LocalModelKind.StaticEmbeddings)
                return new StaticEmbeddingGenerator(Name, StaticEmbeddingModel.Read(file, WeightsFolder), threads);

            var config = EncoderConfig.Read(Path);
            var tokenizer = TokenizerFiles.Read(Path);
            return new SentenceEncoderGenerator(Name, new(config, EncoderWeights.Read(file, config)), tokenizer, threads);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelFolderError.Of($"The files of the folder cannot be read by the server: check their permissions.");
        }
    }

    private string WeightsFolder => System.IO.Path.GetDirectoryName(Weights)!;

    private static string FindWeights(string path)
    {
        foreach (var folder in new[] { path, System.IO.Path.Combine(path, StaticModule) })
        {
            var file = System.IO.Path.Combine(folder, WeightsFile);
            if (File.Exists(file))
                return file;
        }

        throw Has("model.safetensors.index.json", path)
            ? ModelFolderError.Of($"The weights are split over several files; a single {WeightsFile} is needed.")
            : Has("pytorch_model.bin", path)
                ? ModelFolderError.Of($"The folder has pytorch_model.bin, which may contain programs; get {WeightsFile} of the same model instead.")
                : ModelFolderError.Of($"The folder has no {WeightsFile}.");
    }

    private static bool Has(string file, string folder) => File.Exists(System.IO.Path.Combine(folder, file));

    private ModelFolder Describe(SafetensorsFile file)
    {
        var bytes = file.Tensors.Values.Sum(t => t.Length);
        if (EncoderWeights.AreIn(file))
        {
            if (!Has("config.json", Path))
                throw ModelFolderError.Of($"The folder has no config.json, which says how the weights are put together.");

            if (!Has("tokenizer.json", Path) && !Has("vocab.txt", Path))
                throw ModelFolderError.Of($"The folder has neither tokenizer.json nor vocab.txt, so texts cannot be cut into tokens.");

            var config = EncoderConfig.Read(Path);
            return this with
            {
                Kind = LocalModelKind.SentenceEncoder,
                Dimensions = config.HiddenSize,
                MaxTokens = config.MaxTokens,
                WeightBytes = bytes,
                Prompts = ReadPrompts(),
            };
        }

        if (StaticEmbeddingModel.TableIn(file) is not { } table)
            throw ModelFolderError.Of($"{WeightsFile} has neither a table “embeddings” nor the layers of a BERT-type encoder.");

        if (!Has("tokenizer.json", WeightsFolder) && !Has("vocab.txt", WeightsFolder))
            throw ModelFolderError.Of($"The folder has neither tokenizer.json nor vocab.txt, so texts cannot be cut into tokens.");

        return this with { Kind = LocalModelKind.StaticEmbeddings, Dimensions = (int)file.Tensors[table].Shape[1], WeightBytes = bytes };
    }

    private Dictionary<string, string> ReadPrompts()
    {
        const string File = "config_sentence_transformers.json";
        if (!Has(File, Path))
            return [];

        using var document = ModelJson.Read(System.IO.Path.Combine(Path, File), LocalEmbeddingLimits.ConfigFileBytes);
        return ModelJson.Object(document.RootElement, "prompts") is not { } prompts ? [] : prompts.EnumerateObject()
            .Where(p => p.Value.ValueKind == System.Text.Json.JsonValueKind.String)
            .ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
    }
}
