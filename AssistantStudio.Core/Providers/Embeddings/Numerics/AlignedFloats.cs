using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Numbers that begin on a cache line and stay there: a vector that straddles two lines takes twice as long to load,
/// which costs the matrix product a tenth of its speed.
/// </summary>
internal sealed class AlignedFloats
{
    private const int LineBytes = 64;
    private readonly float[] _numbers;
    private readonly int _start;

    public AlignedFloats(int length)
    {
        Length = length;
        _numbers = GC.AllocateArray<float>(length + (LineBytes / sizeof(float)), pinned: true);
        var over = (long)Marshal.UnsafeAddrOfPinnedArrayElement(_numbers, 0) % LineBytes;
        _start = over == 0 ? 0 : (int)((LineBytes - over) / sizeof(float));
    }

    public int Length { get; }

    public Span<float> Span => _numbers.AsSpan(_start, Length);

    public ref float At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)Length);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_numbers), _start + index);
    }

    public Span<float> Slice(int start, int length) => Span.Slice(start, length);
}
