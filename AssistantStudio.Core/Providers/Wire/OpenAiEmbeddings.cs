using System.Buffers;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Vectors over the OpenAI wire: one for each text, in the order of the texts, or an error.</summary>
public sealed class OpenAiEmbeddings(HttpClient http, WireConnection connection, string? defaultModel = null) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToArray();
        var model = options?.ModelId ?? defaultModel ?? throw new ValidationException("model", "Choose a model.");
        if (Array.FindIndex(texts, string.IsNullOrWhiteSpace) is >= 0 and var empty)
        {
            throw new ValidationException(string.Create(CultureInfo.InvariantCulture, $"texts[{empty}]"), "An empty text has no vector.");
        }

        if (texts.Length is 0 or > WireLimits.EmbeddingsAtOnce)
        {
            throw new ValidationException("texts", $"Between 1 and {WireLimits.EmbeddingsAtOnce:#,0} texts at once.");
        }

        using var request = connection.Request(HttpMethod.Post, "embeddings", Body(texts, model, options?.Dimensions));
        try
        {
            var (root, response) = await http.CallAsync(connection, request, model, cancellationToken).ConfigureAwait(false);
            using (response)
            {
                return Read(root, response, texts.Length, options);
            }
        }
        catch (ModelCallException e) when (e.Fault == ProviderFault.BadRequest && options?.Dimensions is not null && e.Detail?.Contains("dimension", StringComparison.OrdinalIgnoreCase) == true)
        {
            // Most vendors name the field in their sentence alone. It would meet every text, so none is asked for by itself.
            throw new ModelCallException(ProviderFault.FieldRefused, e.Message, e) { Field = "dimensions", Detail = e.Detail, Status = e.Status };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata(connection.Profile.Vendor.ToString().ToLowerInvariant(), connection.Address, defaultModel)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() => http.Dispose();

    private static HttpContent Body(string[] texts, string model, int? dimensions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteStartArray("input");
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
            if (dimensions is { } wanted)
            {
                json.WriteNumber("dimensions", wanted);
            }

            json.WriteEndObject();
        }

        return ChatBody.Content(buffer);
    }

    private GeneratedEmbeddings<Embedding<float>> Read(JsonElement root, HttpResponseMessage response, int count, EmbeddingGenerationOptions? options)
    {
        var items = (root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : root.Items("data")).ToArray();
        if (items.Length != count)
        {
            throw new ModelCallException(ProviderFault.Unreadable, string.Create(
                CultureInfo.InvariantCulture, $"{connection.Name} sent {items.Length} vectors for {count} texts."));
        }

        var places = items.Select(i => i.Count("index")).ToArray();
        var isNumbered = places.All(p => p is not null) && places.Distinct().Count() == count && places.All(p => p < count);
        var vectors = new float[count][];
        for (var i = 0; i < count; i++)
        {
            vectors[isNumbered ? (int)places[i]! : i] = Vector(items[i], options);
        }

        if (!options.TakesEach() && vectors.Select(v => v.Length).Distinct().Count() > 1)
        {
            throw new ModelCallException(ProviderFault.Unreadable, $"{connection.Name} sent vectors of different lengths.");
        }

        var usage = root.Get("usage");
        var facts = ChatReply.Facts(root, usage, response);
        return new(vectors.Select(v => new Embedding<float>(v) { ModelId = root.Text("model") })) { Usage = WireUsage.Read(usage), AdditionalProperties = facts };
    }

    private float[] Vector(JsonElement item, EmbeddingGenerationOptions? options)
    {
        var vector = (item.Get("embedding") ?? item) switch
        {
            { ValueKind: JsonValueKind.Array } numbers => Numbers(numbers),
            { ValueKind: JsonValueKind.String } text => Base64(text.GetString()!),
            _ => [],
        };
        if (!options.TakesEach() && (vector.Length == 0 || vector.Any(x => !float.IsFinite(x))))
        {
            throw new ModelCallException(ProviderFault.Unreadable, $"{connection.Name} sent a vector that cannot be read.");
        }

        if (connection.Profile.ShortVectorsNeedNormalising && options?.Dimensions is not null && TensorPrimitives.Norm(vector) is > 0 and var length)
        {
            TensorPrimitives.Divide(vector, length, vector);
        }

        return vector;
    }

    private static float[] Numbers(JsonElement numbers)
    {
        var vector = new float[numbers.GetArrayLength()];
        var i = 0;
        foreach (var number in numbers.EnumerateArray())
        {
            vector[i++] = number.ValueKind == JsonValueKind.Number ? number.GetSingle() : float.NaN;
        }

        return vector;
    }

    /// <summary>Little-endian single precision.</summary>
    private static float[] Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) && written % sizeof(float) == 0
            ? MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, written)).ToArray() : [];
    }
}
