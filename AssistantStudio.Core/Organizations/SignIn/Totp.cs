using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace AssistantStudio.Core.Organizations;

/// <summary>Time-based one-time codes (RFC 6238: SHA-1, 6 digits, 30 seconds), as every authenticator app makes them.</summary>
public static class Totp
{
    private const int StepSeconds = 30;
    private const int Digits = 6;

    /// <summary>Clocks of telephones are off by a little: one step back and one ahead are taken too.</summary>
    private const int Tolerance = 1;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new shared key of 160 bits in base 32.</summary>
    public static string NewKey() => RandomNumberGenerator.GetString(Base32, 32);

    /// <summary>What an authenticator app reads from the picture.</summary>
    public static string Uri(string key, string account) =>
        $"otpauth://totp/AssistantStudio:{System.Uri.EscapeDataString(account)}?secret={key}&issuer=AssistantStudio&digits={Digits}&period={StepSeconds}";

    /// <summary>The step whose code this is, if it is later than the last one used; a code works once.</summary>
    public static long? Match(string key, string? code, DateTimeOffset now, long lastStep)
    {
        var digits = code?.Replace(" ", "", StringComparison.Ordinal);
        if (digits is not { Length: Digits })
        {
            return null;
        }

        var current = now.ToUnixTimeSeconds() / StepSeconds;
        for (var step = Math.Max(current - Tolerance, lastStep + 1); step <= current + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Code(key, step)), System.Text.Encoding.UTF8.GetBytes(digits)))
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>The code of a moment; what the authenticator app shows.</summary>
    public static string Code(string key, DateTimeOffset at) => Code(key, at.ToUnixTimeSeconds() / StepSeconds);

    private static string Code(string key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The algorithm is fixed by RFC 6238 as authenticator apps implement it.
        var hash = HMACSHA1.HashData(Decode(key), counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 0x0F;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset, 4)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string key)
    {
        var bytes = new byte[key.Length * 5 / 8];
        int buffer = 0, bits = 0, at = 0;
        foreach (var letter in key)
        {
            buffer = (buffer << 5) | Base32.IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
            }
        }

        return bytes;
    }
}
