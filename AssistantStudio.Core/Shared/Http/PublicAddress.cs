using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>Tells addresses of the public internet from all others (IANA's special-purpose registries).</summary>
internal static class PublicAddress
{
    private static readonly ImmutableArray<IPNetwork> SpecialV4 = Networks(
        "0.0.0.0/8", // this network
        "10.0.0.0/8", // private
        "100.64.0.0/10", // shared by carriers; some clouds keep their metadata service here
        "127.0.0.0/8", // loopback
        "168.63.129.16/32", // Azure's host agent, reachable from every machine there
        "169.254.0.0/16", // link-local, cloud metadata
        "172.16.0.0/12", // private
        "192.0.0.0/24", // protocol assignments, metadata of one cloud
        "192.0.2.0/24", // documentation
        "192.88.99.0/24", // 6to4 relays
        "192.168.0.0/16", // private
        "198.18.0.0/15", // benchmarks
        "198.51.100.0/24", // documentation
        "203.0.113.0/24", // documentation
        "224.0.0.0/4", // multicast
        "240.0.0.0/4"); // reserved, broadcast

    private static readonly IPNetwork s_linkLocal = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork GlobalUnicastV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    private static readonly ImmutableArray<IPNetwork> SpecialV6 = Networks(
        "2001:2::/48", // benchmarks
        "2001:10::/28", // ORCHID
        "2001:20::/28", // ORCHIDv2
        "2001:db8::/32", // documentation
        "3fff::/20"); // documentation

    /// <summary>An IPv4 address in IPv6 clothes (<c>::ffff:127.0.0.1</c>) is the IPv4 address it means.</summary>
    public static IPAddress Canonical(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <param name="address">In its canonical form.</param>
    public static bool IsLinkLocal(IPAddress address) => address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && s_linkLocal.Contains(address));

    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !SpecialV4.Any(n => n.Contains(address));
        }

        // Tunnels and translators carry an IPv4 address inside, which is where the packet ends up.
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address))
        {
            return IsPublicV4(bytes.AsSpan(12));
        }

        if (SixToFour.Contains(address))
        {
            return IsPublicV4(bytes.AsSpan(2, 4));
        }

        if (Teredo.Contains(address))
        {
            ReadOnlySpan<byte> client = [(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]];
            return IsPublicV4(bytes.AsSpan(4, 4)) && IsPublicV4(client);
        }

        return GlobalUnicastV6.Contains(address)
            && !SpecialV6.Any(n => n.Contains(address))
            && (!IsIsatap(bytes) || IsPublicV4(bytes.AsSpan(12)));
    }

    /// <summary>True when no address of the network is special.</summary>
    public static bool IsPublic(IPNetwork network) => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork
        ? !SpecialV4.Any(n => NetworkRules.Overlap(n, network))
        : NetworkRules.Covers(GlobalUnicastV6, network)
            && IsPublic(network.BaseAddress)
            && !SpecialV6.Add(SixToFour).Add(Teredo).Any(n => NetworkRules.Overlap(n, network));

    // ISATAP ends in 0000:5efe or 0200:5efe and the IPv4 address.
    private static bool IsIsatap(byte[] bytes) => bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;

    private static bool IsPublicV4(ReadOnlySpan<byte> bytes) => IsPublic(new IPAddress(bytes));

    private static ImmutableArray<IPNetwork> Networks(params string[] networks) => [.. networks.Select(n => IPNetwork.Parse(n))];
}
