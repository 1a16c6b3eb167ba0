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

    public bool Contains(IPAddress address) =>
        _configured.Any(n => n.Contains(address)) || _fromSettings.Networks.Any(n => n.Contains(address));

    private static IPNetwork Parse(string text) =>
        NetworkText.TryParse(text, out var network, out var problem)
            ? network
            : throw new ValidationException("allowedPrivateNetworks", problem);

    // An ImmutableArray is a struct and cannot be volatile itself.
    private sealed record Box(ImmutableArray<IPNetwork> Networks);
}
