using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The answer to POST /v1/embeddings. It can be many megabytes: it goes out while it is written.</summary>
internal static class EmbeddingsWriter
{
    private const int SendAt = 64 << 10;

    /// <param name="embeddings">In the order of the inputs.</param>
    public static async Task WriteAsync(HttpResponse response, OpenAiEmbeddings request, IReadOnlyList<Embedding<float>> embeddings, UsageDetails? usage, CancellationToken ct)
    {
        response.ContentType = "application/json";
        await response.StartAsync(ct);
        await using (var json = new Utf8JsonWriter(response.BodyWriter, OpenAiJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            var sent = 0L;
            for (var i = 0; i < embeddings.Count; i++)
            {
                Write(json, embeddings[i].Vector.Span, i, request.AsBase64);
                if (json.BytesCommitted + json.BytesPending - sent >= SendAt)
                {
                    await json.FlushAsync(ct);
                    sent = json.BytesCommitted;
                    await response.BodyWriter.FlushAsync(ct);
                }
            }

            json.WriteEndArray();
            json.WriteString("model"u8, request.Model);
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, usage?.InputTokenCount ?? 0);
            json.WriteNumber("total_tokens"u8, OpenAiJson.Total(usage));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(ct);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<float> vector, int index, bool asBase64)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "embedding"u8);
        json.WriteNumber("index"u8, index);
        if (asBase64)
        {
            Base64(json, vector);
        }
        else
        {
            json.WriteStartArray("embedding"u8);
            foreach (var number in vector)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Little-endian single precision, which is what lies in memory nearly everywhere.</summary>
    private static void Base64(Utf8JsonWriter json, ReadOnlySpan<float> vector)
    {
        if (BitConverter.IsLittleEndian)
        {
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector));
            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(vector.Length * sizeof(float));
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        json.WriteBase64String("embedding"u8, bytes.AsSpan(0, vector.Length * sizeof(float)));
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
