using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Bytes that begin on a cache line and stay there, so that no register is filled from two lines.</summary>
internal sealed class CacheLines
{
    private const int Line = 64;
    private readonly byte[] _bytes;
    private readonly int _start;

    public CacheLines(int length)
    {
        Length = length;
        // Pinned, or a collection would move them off the line; nothing is read before it is written.
        _bytes = GC.AllocateUninitializedArray<byte>(length + Line, pinned: true);
        var over = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0) % Line);
        _start = over == 0 ? 0 : Line - over;
    }

    public int Length { get; }

    public long Bytes => _bytes.Length;

    public Span<byte> Slice(int start, int length) => _bytes.AsSpan(_start, Length).Slice(start, length);

    public ref byte At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), _start + index);
    }
}
