using System.Collections.Immutable;
using System.Net;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>
/// Where clouds hand the machine its own credentials. Whoever can make the program fetch one of these addresses takes over
/// the machine, so a wider network that happens to contain one does not open it.
/// </summary>
internal static class CloudMetadata
{
    private static readonly ImmutableArray<IPAddress> s_addresses =
    [
        IPAddress.Parse("169.254.169.254"), // Amazon, Azure, Google, Oracle, DigitalOcean and others
        IPAddress.Parse("169.254.170.2"), // Amazon, containers
        IPAddress.Parse("169.254.170.23"), // Amazon, pods
        IPAddress.Parse("168.63.129.16"), // Azure's host agent
        IPAddress.Parse("100.100.100.200"), // Alibaba
        IPAddress.Parse("192.0.0.192"), // Oracle
        IPAddress.Parse("fd00:ec2::254"), // Amazon over IPv6
        IPAddress.Parse("fd00:ec2::23"), // Amazon, pods over IPv6
        IPAddress.Parse("fd20:ce::254"), // Google over IPv6
    ];

    public static bool Is(IPAddress address) => s_addresses.Contains(address);

    public static IEnumerable<IPAddress> In(IPNetwork network) => s_addresses.Where(network.Contains);
}
