using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// The weights of a model in the usual published format. Numbers of 16 bits are widened while they are read; the file
/// is read in pieces, so that loading needs no second copy of it in memory.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int PieceBytes = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly string _name;

    private SafetensorsFile(SafeFileHandle file, string name, Dictionary<string, StoredTensor> tensors)
    {
        _file = file;
        _name = name;
        Tensors = tensors;
    }

    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    public static SafetensorsFile Open(string path)
    {
        var name = Path.GetFileName(path);
        var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        try
        {
            var length = RandomAccess.GetLength(file);
            Span<byte> prefix = stackalloc byte[SafetensorsHeader.LengthBytes];
            if (length < prefix.Length || !TryFill(file, prefix, 0))
                throw ModelFolderError.Of($"{name} is empty or cut off: it has {length:N0} bytes.");

            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > LocalEmbeddingLimits.SafetensorsHeader)
                throw ModelFolderError.Of($"{name} is not a safetensors file: its header would be {headerLength:N0} bytes long.");

            if (headerLength > (ulong)(length - prefix.Length))
                throw ModelFolderError.Of($"{name} is cut off: its header is {headerLength:N0} bytes long, the file has {length:N0}.");

            var header = new byte[headerLength];
            if (!TryFill(file, header, prefix.Length))
                throw ModelFolderError.Of($"{name} is cut off in its header.");

            return new(file, name, SafetensorsHeader.Parse(name, header, length));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tensor with this shape; -1 stands for any size.</summary>
    public StoredTensor Find(string tensor, params ReadOnlySpan<long> shape)
    {
        if (!Tensors.TryGetValue(tensor, out var found))
            throw ModelFolderError.Of($"{_name} has no tensor “{tensor}”.");

        var fits = found.Shape.Length == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++)
            fits = shape[i] < 0 || shape[i] == found.Shape[i];

        return fits
            ? found
            : throw ModelFolderError.Of($"{_name} has the tensor “{tensor}” as {found.ShapeText}; the configuration needs {string.Join(" x ", shape.ToArray().Select(s => s < 0 ? "any" : s.ToString(System.Globalization.CultureInfo.InvariantCulture)))}.");
    }

    public float[] ReadFloats(StoredTensor tensor)
    {
        if (tensor.Type is not ("F32" or "F16" or "BF16" or "F64" or "I8"))
            throw ModelFolderError.Of($"{_name} has the tensor “{tensor.Name}” as {tensor.Type}; F32, F16, BF16, F64 and I8 can be read.");

        if (tensor.Elements > Array.MaxLength || tensor.Elements * sizeof(float) > LocalEmbeddingLimits.WeightBytes)
            throw ModelFolderError.Of($"{_name} has the tensor “{tensor.Name}” of {tensor.Elements:N0} numbers, more than fits in memory.");

        var floats = new float[tensor.Elements];
        var size = SafetensorsHeader.BytesOf(tensor.Type);
        ReadPieces(tensor, (bytes, at) => Widen(tensor.Type, bytes, floats.AsSpan((int)(at / size), bytes.Length / size)));
        foreach (var number in floats)
        {
            if (!float.IsFinite(number))
                throw ModelFolderError.Of($"{_name} is damaged: the tensor “{tensor.Name}” has values that are not numbers.");
        }

        return floats;
    }

    public int[] ReadIntegers(StoredTensor tensor)
    {
        if (tensor.Type is not ("I64" or "I32"))
            throw ModelFolderError.Of($"{_name} has the tensor “{tensor.Name}” as {tensor.Type}; I32 and I64 can be read.");

        var integers = new int[tensor.Elements];
        var size = SafetensorsHeader.BytesOf(tensor.Type);
        ReadPieces(tensor, (bytes, at) =>
        {
            for (var i = 0; i < bytes.Length; i += size)
            {
                var value = size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes[i..]) : BinaryPrimitives.ReadInt32LittleEndian(bytes[i..]);
                integers[(at + i) / size] = (int)Math.Clamp(value, int.MinValue, int.MaxValue);
            }
        });
        return integers;
    }

    public void Dispose() => _file.Dispose();

    private delegate void Piece(ReadOnlySpan<byte> bytes, long at);

    private void ReadPieces(StoredTensor tensor, Piece read)
    {
        var buffer = new byte[Math.Min(PieceBytes, tensor.Length)];
        for (long at = 0; at < tensor.Length; at += buffer.Length)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.Length - at));
            if (!TryFill(_file, piece, tensor.Start + at))
                throw ModelFolderError.Of($"{_name} is cut off in the tensor “{tensor.Name}”.");

            read(piece, at);
        }
    }

    private static bool TryFill(SafeFileHandle file, Span<byte> buffer, long at)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(file, buffer, at);
            if (read == 0)
                return false;

            buffer = buffer[read..];
            at += read;
        }

        return true;
    }

    private static void Widen(string type, ReadOnlySpan<byte> bytes, Span<float> floats)
    {
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = type switch
            {
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * 4)..]),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * 2)..]),
                "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2)..]) << 16),
                "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * 8)..]),
                _ => (sbyte)bytes[i],
            };
        }
    }
}
