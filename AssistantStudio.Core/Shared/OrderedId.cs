using System.Buffers.Binary;

namespace AssistantStudio.Core.Shared;

/// <summary>
/// Keys in the order in which they were asked for, also within one millisecond, where version 7 alone leaves the order to
/// chance: what one change writes to a log is read in the order in which it happened.
/// </summary>
internal static class OrderedId
{
    private const int LastCount = 0xFFF;

    private static readonly Lock s_lock = new();
    private static long s_milliseconds;
    private static int s_count;

    public static Guid Next()
    {
        long milliseconds;
        int count;
        lock (s_lock)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > s_milliseconds)
                (s_milliseconds, s_count) = (now, 0);
            else if (s_count < LastCount)
                s_count++;
            else
                (s_milliseconds, s_count) = (s_milliseconds + 1, 0);

            (milliseconds, count) = (s_milliseconds, s_count);
        }

        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).TryWriteBytes(bytes, bigEndian: true, out _);
        // The twelve bits after the version are ours to count in (RFC 9562, 6.2).
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | count));
        return new(bytes, bigEndian: true);
    }
}
