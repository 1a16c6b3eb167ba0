using System.Text.Json;
using System.Text.Json.Serialization;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// What is known of models. The program comes with a list of prices and with what is known better since, with dates; an
/// organisation's own entries lie over it.
/// </summary>
public sealed class ModelCatalogue
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly Lazy<ModelCatalogue> s_shipped = new(() => new(Merge(
        PriceListReader.Read(Open<JsonElement>("model_prices.json")).Models, Open<ModelInfo[]>("model_corrections.json"))));

    private readonly Dictionary<string, ModelInfo> _byKey;

    private ModelCatalogue(IReadOnlyList<ModelInfo> models)
    {
        Models = models;
        _byKey = models.ToDictionary(m => ModelEntry.KeyOf(m.Kind, m.Name), StringComparer.OrdinalIgnoreCase);
    }

    public static ModelCatalogue Shipped => s_shipped.Value;

    /// <summary>By vendor and name.</summary>
    public IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>
    /// By its name, with or without a vendor before it and a date behind it: "openai/gpt-5.5-2026-04-23" is priced as "gpt-5.5"
    /// where it has no entry. Of one name, what is said for the kind of the provider goes before what is said for all.
    /// </summary>
    public ModelInfo? Find(string name, ProviderKind? kind = null)
    {
        var plain = name.StartsWith("models/", StringComparison.Ordinal) ? name["models/".Length..] : name;
        var last = plain[(plain.LastIndexOf('/') + 1)..];
        return FindExact(plain, kind) ?? FindExact(last, kind) ?? FindExact(WithoutDate(last), kind);
    }

    /// <summary>Under exactly this name.</summary>
    public ModelInfo? FindExact(string name, ProviderKind? kind) =>
        (kind is null ? null : _byKey.GetValueOrDefault(ModelEntry.KeyOf(kind, name))) ?? _byKey.GetValueOrDefault(ModelEntry.KeyOf(null, name));

    /// <summary>The same with an organisation's entries over it.</summary>
    internal ModelCatalogue With(IReadOnlyCollection<ModelEntry> entries)
    {
        if (entries.Count == 0)
        {
            return this;
        }

        var models = new Dictionary<string, ModelInfo>(_byKey, StringComparer.OrdinalIgnoreCase);

        // Those for all providers first: an entry for one kind may add to them.
        foreach (var entry in entries.OrderBy(e => e.Kind is not null))
        {
            models[entry.Key] = entry.Over(models.GetValueOrDefault(entry.Key) ?? models.GetValueOrDefault(ModelEntry.KeyOf(null, entry.Name)));
        }

        return new(Ordered(models.Values));
    }

    /// <summary>A correction says what it knows; the rest stays as the list has it.</summary>
    internal static IReadOnlyList<ModelInfo> Merge(IReadOnlyList<ModelInfo> list, IReadOnlyList<ModelInfo> corrections)
    {
        var merged = list.GroupBy(m => m.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var known in corrections)
        {
            merged[known.Name] = merged.TryGetValue(known.Name, out var old) ? old with
            {
                Capabilities = known.Capabilities == ModelCapabilities.None ? old.Capabilities : known.Capabilities,
                ContextWindow = known.ContextWindow ?? old.ContextWindow,
                MaxOutput = known.MaxOutput ?? old.MaxOutput,
                Dimensions = known.Dimensions ?? old.Dimensions,
                ShutdownDate = known.ShutdownDate ?? old.ShutdownDate,
                Prices = known.Prices.Count == 0 ? old.Prices : known.Prices,
            }
            : known;
        }

        return Ordered(merged.Values);
    }

    private static ModelInfo[] Ordered(IEnumerable<ModelInfo> models) =>
        [.. models.OrderBy(m => m.Vendor, StringComparer.Ordinal).ThenBy(m => m.Name, StringComparer.OrdinalIgnoreCase).ThenBy(m => m.Kind)];

    private static string WithoutDate(string name)
    {
        var digits = name.Length - name.AsSpan().TrimEnd("0123456789-").Length;
        var tail = name[^digits..];
        return tail.Length is 9 or 11 && tail[0] == '-' && tail.Count(char.IsAsciiDigit) == 8 ? name[..^digits] : name;
    }

    private static T Open<T>(string file)
    {
        using var stream = typeof(ModelCatalogue).Assembly.GetManifestResourceStream($"AssistantStudio.Core.Providers.Models.Data.{file}")
            ?? throw new InvalidOperationException($"The program comes without {file}.");
        return JsonSerializer.Deserialize<T>(stream, s_json) ?? throw new InvalidOperationException($"{file} is empty.");
    }
}
