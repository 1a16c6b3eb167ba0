using System.Text.Json;
using System.Text.Json.Serialization;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// The models that the program comes with: a list of prices, and what is known better since, with dates. An organisation's own
/// entries go before it.
/// </summary>
public sealed class ModelCatalogue
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly Lazy<ModelCatalogue> s_shipped = new(() => new(Merge(
        PriceListReader.Read(Open<JsonElement>("model_prices.json")).Models, Open<ModelInfo[]>("model_corrections.json"))));

    private readonly Dictionary<string, ModelInfo> _byName;

    private ModelCatalogue(IReadOnlyList<ModelInfo> models)
    {
        Models = models;
        _byName = models.ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);
    }

    public static ModelCatalogue Shipped => s_shipped.Value;

    public IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>By its name, with or without a vendor before it and a date behind it: "openai/gpt-5.5-2026-04-23" is priced as "gpt-5.5" where it has no entry.</summary>
    public ModelInfo? Find(string name)
    {
        var plain = name.StartsWith("models/", StringComparison.Ordinal) ? name["models/".Length..] : name;
        return _byName.GetValueOrDefault(plain)
            ?? _byName.GetValueOrDefault(plain[(plain.LastIndexOf('/') + 1)..])
            ?? _byName.GetValueOrDefault(WithoutDate(plain[(plain.LastIndexOf('/') + 1)..]));
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

        return [.. merged.Values.OrderBy(m => m.Vendor, StringComparer.Ordinal).ThenBy(m => m.Name, StringComparer.Ordinal)];
    }

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
