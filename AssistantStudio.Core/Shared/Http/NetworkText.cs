using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>Networks as an administrator writes them, in the configuration or on the settings screen.</summary>
public static class NetworkText
{
    private const int ShortestPrefixV4 = 8;
    private const int ShortestPrefixV6 = 7;
    private const string Allowed = "Allowed are a network such as 127.0.0.0/8 or fd00::/8, or one address such as 192.168.1.20.";

    public static bool TryParse(string? text, out IPNetwork network, [NotNullWhen(false)] out string? problem)
    {
        network = default;
        problem = null;
        var parts = (text ?? "").Trim().Split('/');
        if (parts.Length > 2 || !TryParseAddress(parts[0], out var address))
        {
            problem = $"'{text}' is not a network. {Allowed}";
            return false;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            problem = $"'{text}' is not a network. {Allowed}";
            return false;
        }

        var shortest = bits == 32 ? ShortestPrefixV4 : ShortestPrefixV6;
        if (prefix < shortest)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"'{text}' would allow far more than one network. The shortest prefix allowed is /{shortest}.");
            return false;
        }

        if (FirstAddress(address, prefix) is var first && !first.Equals(address))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"'{text}' is ambiguous. Write {first}/{prefix} for the network or {address} for the one address.");
            return false;
        }

        network = new IPNetwork(address, prefix);
        return true;
    }

    // IPAddress.TryParse also takes 127.1, octal and hexadecimal; a setting must mean what it looks like.
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && !address.IsIPv4MappedToIPv6
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId == 0 && !text.Contains('[') : address.ToString() == text);

    private static IPAddress FirstAddress(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
