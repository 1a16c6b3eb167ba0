using System.Net;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>Which networks make sense as an exception from the rule that the program fetches from public addresses only.</summary>
internal static class NetworkRules
{
    private static readonly IPNetwork[] s_nobody = [.. Networks("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "ff00::/8", "::/128")];

    // An address in one of these carries an IPv4 address inside, so an entry would open far more than it shows.
    private static readonly IPNetwork[] s_tunnels = [.. Networks("64:ff9b::/96", "2001::/32", "2002::/16")];

    private static readonly IPNetwork[] s_thisMachine = [.. Networks("127.0.0.0/8", "::1/128")];

    /// <summary>Why it cannot be allowed from inside the program; null when it can.</summary>
    public static string? Refusal(IPNetwork network)
    {
        if (IsOneAddress(network) && CloudMetadata.Is(network.BaseAddress))
        {
            return $"{network.BaseAddress} is where a cloud hands this machine its own credentials. It can be opened in the configuration file only.";
        }

        if (s_nobody.Any(n => Overlap(n, network)))
        {
            return $"{Text(network)} contains addresses that belong to no server.";
        }

        if (s_tunnels.Any(n => Overlap(n, network)))
        {
            return $"{Text(network)} carries other networks inside. Allow those instead.";
        }

        return PublicAddress.IsPublic(network) ? $"{Text(network)} is on the public internet, which needs no permission." : null;
    }

    /// <summary>What whoever allows it should know; null when there is nothing to say.</summary>
    public static string? Warning(IPNetwork network)
    {
        if (CloudMetadata.In(network).ToList() is { Count: > 0 } closed)
        {
            return closed is [var only]
                ? $"{only} in it stays closed, because a cloud hands out credentials there."
                : $"{string.Join(", ", closed)} in it stay closed, because clouds hand out credentials there.";
        }

        return s_thisMachine.Any(n => Overlap(n, network)) && !IsOneAddress(network)
            ? "This opens everything that listens on this machine, databases included."
            : null;
    }

    /// <summary>As it is stored and shown: one address stands without its length.</summary>
    public static string Text(IPNetwork network) => IsOneAddress(network) ? network.BaseAddress.ToString() : network.ToString();

    public static bool Covers(IPNetwork wide, IPNetwork narrow) =>
        wide.PrefixLength <= narrow.PrefixLength && wide.Contains(narrow.BaseAddress);

    public static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    public static bool IsOneAddress(IPNetwork network) => network.PrefixLength == network.BaseAddress.GetAddressBytes().Length * 8;

    private static IEnumerable<IPNetwork> Networks(params string[] networks) => networks.Select(n => IPNetwork.Parse(n));
}
