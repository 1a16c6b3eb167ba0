using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// What a browser and a circuit tell each other: messages of SignalR's hub protocol in MessagePack, each after its length.
/// [1, {}, "0", "StartCircuit", ["http://localhost/", …]] is a call, [3, {}, "0", 3, result] an answer, [6] a sign of life.
/// </summary>
internal static class BlazorPack
{
    public const int Invocation = 1;
    public const int Completion = 3;
    public const int Close = 7;

    /// <summary>Ends the one message that is not in MessagePack.</summary>
    public const byte HandshakeEnd = 0x1e;

    private const int BitsOfLengthByte = 7;
    private const byte MoreOfLength = 0x80;

    public static ReadOnlyMemory<byte> Handshake { get; } = "{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray();

    public static ReadOnlyMemory<byte> Ping { get; } = new byte[] { 2, 0x91, 6 };

    public static ReadOnlyMemory<byte> Call(string? id, string target, params ReadOnlySpan<object?> arguments)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write<byte>([0x95, Invocation, 0x80]);
        Write(body, id);
        Write(body, target);
        body.Write<byte>([(byte)(0x90 | arguments.Length)]);
        foreach (var argument in arguments)
        {
            Write(body, argument);
        }

        var message = new ArrayBufferWriter<byte>(body.WrittenCount + sizeof(int) + 1);
        var left = body.WrittenCount;
        for (; left >= MoreOfLength; left >>= BitsOfLengthByte)
        {
            message.Write<byte>([(byte)(left | MoreOfLength)]);
        }

        message.Write<byte>([(byte)left]);
        message.Write(body.WrittenSpan);
        return message.WrittenMemory;
    }

    /// <summary>Where the next message of what has arrived begins and how long it is; false when it has not arrived whole.</summary>
    public static bool TryFind(ReadOnlySpan<byte> arrived, out int begin, out int length)
    {
        (begin, length) = (0, 0);
        for (var shift = 0; begin < arrived.Length; shift += BitsOfLengthByte)
        {
            var part = arrived[begin++];
            length |= (part & ~MoreOfLength) << shift;
            if ((part & MoreOfLength) == 0)
            {
                return arrived.Length - begin >= length;
            }
        }

        return false;
    }

    private static void Write(ArrayBufferWriter<byte> to, object? value)
    {
        switch (value)
        {
            case null:
                to.Write<byte>([0xc0]);
                break;
            case bool flag:
                to.Write<byte>([(byte)(flag ? 0xc3 : 0xc2)]);
                break;
            case long number:
                Span<byte> wide = [0xd3, 0, 0, 0, 0, 0, 0, 0, 0];
                BinaryPrimitives.WriteInt64BigEndian(wide[1..], number);
                to.Write(wide);
                break;
            case string text:
                Span<byte> head = [0xdb, 0, 0, 0, 0];
                BinaryPrimitives.WriteInt32BigEndian(head[1..], Encoding.UTF8.GetByteCount(text));
                to.Write(head);
                Encoding.UTF8.GetBytes(text, to);
                break;
            default:
                throw new ArgumentException($"No call has an argument like {value.GetType().Name}.", nameof(value));
        }
    }
}

/// <summary>Reads the values of a message one after the other.</summary>
internal ref struct BlazorPackReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _left = message;

    public int Array() => Take(1)[0] switch
    {
        var b and >= 0x90 and <= 0x9f => b & 0x0f,
        0xdc => (int)Number(2),
        0xdd => (int)Number(4),
        var b => throw Unexpected(b),
    };

    public long Integer() => Take(1)[0] switch
    {
        var b and <= 0x7f => b,
        var b and >= 0xe0 => (sbyte)b,
        0xcc => (long)Number(1),
        0xcd => (long)Number(2),
        0xce => (long)Number(4),
        0xcf or 0xd3 => (long)Number(8),
        0xd0 => (sbyte)Number(1),
        0xd1 => (short)Number(2),
        0xd2 => (int)Number(4),
        var b => throw Unexpected(b),
    };

    public bool Flag() => Take(1)[0] switch { 0xc2 => false, 0xc3 => true, var b => throw Unexpected(b) };

    public string? Text() => _left[0] == 0xc0 && Take(1).Length == 1 ? null : Encoding.UTF8.GetString(Bytes());

    /// <summary>Bytes, or those of a text.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Take(1)[0] switch
    {
        var b and >= 0xa0 and <= 0xbf => b & 0x1f,
        0xc4 or 0xd9 => (int)Number(1),
        0xc5 or 0xda => (int)Number(2),
        0xc6 or 0xdb => (int)Number(4),
        var b => throw Unexpected(b),
    });

    /// <summary>Nobody sends any.</summary>
    public void NoHeaders()
    {
        if (Take(1)[0] is var b and not 0x80)
        {
            throw Unexpected(b);
        }
    }

    private ulong Number(int bytes)
    {
        ulong number = 0;
        foreach (var part in Take(bytes))
        {
            number = (number << 8) | part;
        }

        return number;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    private static InvalidDataException Unexpected(byte kind) => new($"The circuit sent a value of the kind 0x{kind:x2} where another was expected.");
}
