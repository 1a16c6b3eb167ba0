using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>A tensor as the header describes it; <see cref="Start"/> counts from the beginning of the file.</summary>
internal sealed record StoredTensor(string Name, string Type, long[] Shape, long Start, long Length)
{
    public long Elements => Shape.Aggregate(1L, (a, b) => a * b);

    public string ShapeText => Shape.Length == 0 ? "a single number" : string.Join(" x ", Shape);
}

/// <summary>
/// Reads the header of a safetensors file, which comes from anywhere, and believes none of it: eight bytes of length,
/// then <c>{"embeddings":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"__metadata__":{…}}</c>, then the data.
/// Every tensor must lie inside the file, be as long as its shape says, and overlap no other.
/// </summary>
internal static class SafetensorsHeader
{
    public const int LengthBytes = 8;

    private const int MaxTensors = 100_000;
    private const int MaxRank = 8;

    public static Dictionary<string, StoredTensor> Parse(string file, ReadOnlyMemory<byte> json, long fileLength)
    {
        var dataStart = LengthBytes + json.Length;
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        try
        {
            using var header = JsonDocument.Parse(json, new() { MaxDepth = 8 });
            if (header.RootElement.ValueKind != JsonValueKind.Object)
                throw ModelFolderError.Of($"{file} is damaged: its header is not a list of tensors.");

            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                    continue;

                var tensor = Read(file, entry, dataStart, fileLength);
                if (!tensors.TryAdd(entry.Name, tensor))
                    throw ModelFolderError.Of($"{file} is damaged: it has the tensor {Shown(entry.Name)} twice.");

                if (tensors.Count > MaxTensors)
                    throw ModelFolderError.Of($"{file} has more than {MaxTensors:N0} tensors, which no embedding model has.");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw ModelFolderError.Of($"{file} is damaged: its header cannot be read.");
        }

        CheckOverlaps(file, tensors.Values);
        return tensors;
    }

    public static int BytesOf(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => 0,
    };

    public static string Shown(string name) => name.Length <= 100 ? $"“{name}”" : $"“{name[..100]}…”";

    private static StoredTensor Read(string file, JsonProperty entry, long dataStart, long fileLength)
    {
        var name = Shown(entry.Name);
        if (entry.Value.ValueKind != JsonValueKind.Object
            || !entry.Value.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !entry.Value.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array
            || !entry.Value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2
            || !offsets[0].TryGetInt64(out var begin) || !offsets[1].TryGetInt64(out var end))
            throw ModelFolderError.Of($"{file} is damaged: the tensor {name} has no type, shape or place.");

        var size = BytesOf(type.GetString()!);
        if (size == 0)
            throw ModelFolderError.Of($"{file} has the tensor {name} in the number format {Shown(type.GetString()!)}, which is not known.");

        if (begin < 0 || end < begin || end > fileLength - dataStart)
            throw ModelFolderError.Of($"{file} is cut off or damaged: the tensor {name} lies outside the file.");

        if (shape.GetArrayLength() > MaxRank)
            throw ModelFolderError.Of($"{file} is damaged: the tensor {name} has {shape.GetArrayLength()} dimensions.");

        var sizes = new long[shape.GetArrayLength()];
        var bytes = (Int128)size;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (!shape[i].TryGetInt64(out sizes[i]) || sizes[i] < 0)
                throw ModelFolderError.Of($"{file} is damaged: the shape of the tensor {name} is not made of whole numbers.");

            // Checked at every step, so that a product of huge sizes never wraps around into a small one.
            bytes *= sizes[i];
            if (bytes > fileLength)
                throw ModelFolderError.Of($"{file} is damaged: the shape of the tensor {name} is larger than the file.");
        }

        return bytes == end - begin
            ? new(entry.Name, type.GetString()!, sizes, dataStart + begin, end - begin)
            : throw ModelFolderError.Of($"{file} is damaged: the tensor {name} takes {end - begin:N0} bytes, its shape needs {(long)bytes:N0}.");
    }

    private static void CheckOverlaps(string file, IEnumerable<StoredTensor> tensors)
    {
        StoredTensor? before = null;
        foreach (var tensor in tensors.Where(t => t.Length > 0).OrderBy(t => t.Start))
        {
            if (before is not null && tensor.Start < before.Start + before.Length)
                throw ModelFolderError.Of($"{file} is damaged: the tensors {Shown(before.Name)} and {Shown(tensor.Name)} overlap.");

            before = tensor;
        }
    }
}
