using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>
/// The networks an administrator opened: those of the configuration, which only a restart changes,
/// and those of the settings screen, which are replaced while the program runs.
/// </summary>
public sealed class AllowedNetworks
{
    private readonly ImmutableArray<IPNetwork> _configured;
    private volatile Box _fromSettings = new([]);

    public AllowedNetworks(IOptions<NetworkOptions> options) =>
        _configured = [.. options.Value.AllowedPrivateNetworks.Select(Parse)];

    /// <summary>Takes effect for the next connection; connections in use live <see cref="HttpLimits.ConnectionLifetime"/> at most.</summary>
    public void ReplaceFromSettings(IEnumerable<string> networks) => _fromSettings = new([.. networks.Select(Parse)]);

    /// <summary>Those of the configuration, as they are written there.</summary>
    public IReadOnlyList<string> Configured => [.. _configured.Select(NetworkRules.Text)];

    /// <summary>A cloud's metadata service is open only where the configuration names this one address.</summary>
    public bool Contains(IPAddress address) => CloudMetadata.Is(address)
        ? _configured.Any(n => NetworkRules.IsOneAddress(n) && n.BaseAddress.Equals(address))
        : _configured.Any(n => n.Contains(address)) || _fromSettings.Networks.Any(n => n.Contains(address));

    /// <summary>The network of the configuration that allows all of this one already, or null.</summary>
    internal string? ConfiguredCover(IPNetwork network) =>
        _configured.Where(n => NetworkRules.Covers(n, network)).Select(NetworkRules.Text).FirstOrDefault();

    private static IPNetwork Parse(string text) =>
        NetworkText.TryParse(text, out var network, out var problem)
            ? network
            : throw new ValidationException("allowedPrivateNetworks", problem);

    // An ImmutableArray is a struct and cannot be volatile itself.
    private sealed record Box(ImmutableArray<IPNetwork> Networks);
}
