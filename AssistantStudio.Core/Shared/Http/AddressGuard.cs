using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>Looks up a host name; tests answer themselves.</summary>
public delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>Decides whether the program may talk to a host, and opens connections to exactly the addresses that were checked.</summary>
public sealed class AddressGuard(AllowedNetworks allowed, HostResolver resolve, ILogger<AddressGuard> log)
{
    /// <summary>For a form: tells at once what fetching would refuse. Fetching checks again.</summary>
    public async Task CheckAsync(Uri address, CancellationToken cancellationToken)
    {
        CheckForm(address);
        await ResolveAsync(address.IdnHost, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether all addresses of a host are in private networks: what is sent there does not cross the internet.</summary>
    internal async Task<bool> IsInsideAsync(Uri address, CancellationToken cancellationToken)
    {
        CheckForm(address);
        return !(await LookUpAsync(address.IdnHost, cancellationToken).ConfigureAwait(false)).Any(PublicAddress.IsPublic);
    }

    /// <summary>The addresses of a host that are not public and that nobody allowed yet: what an administrator would have to allow.</summary>
    internal async Task<IReadOnlyList<IPAddress>> FindRefusedAsync(Uri address, CancellationToken cancellationToken)
    {
        CheckForm(address);
        var addresses = await LookUpAsync(address.IdnHost, cancellationToken).ConfigureAwait(false);
        return [.. addresses.Where(IsRefused).Distinct()];
    }

    internal static void CheckForm(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ForbiddenException("Only addresses that start with http:// or https:// can be used.") { IsOfAddress = true };
        }

        if (address.IdnHost.Length == 0)
        {
            throw new ForbiddenException("The address names no host.") { IsOfAddress = true };
        }
    }

    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var addresses = await ResolveAsync(endPoint.Host, cancellationToken).ConfigureAwait(false);
        SocketException? failure = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, endPoint.Port), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failure = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new ProviderFailedException($"{endPoint.Host} cannot be reached. Check the address and whether the server is running.", failure);
    }

    /// <summary>One forbidden address among several is enough to refuse: which one is used first is the other side's choice.</summary>
    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = await LookUpAsync(host, cancellationToken).ConfigureAwait(false);
        if (Array.Find(addresses, IsRefused) is { } refused)
        {
            log.AddressRefused(host, refused);
            if (CloudMetadata.Is(refused) || PublicAddress.IsLinkLocal(refused))
            {
                throw new ForbiddenException($"{host} is where machines get their own credentials. It is not fetched from.") { IsOfAddress = true };
            }

            throw new ForbiddenException(
                $"{host} is in a private or reserved network, which this installation does not allow. " +
                $"A site administrator can allow it under Administration, Network, or with {NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}.")
            { IsOfAddress = true, MayBeAllowed = true };
        }

        return addresses;
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(host, out var literal)
                ? [literal]
                : await resolve(host, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw NotFound(host, e);
        }

        if (addresses.Length == 0)
        {
            throw NotFound(host, null);
        }

        return Array.ConvertAll(addresses, PublicAddress.Canonical);
    }

    private bool IsRefused(IPAddress address) => !PublicAddress.IsPublic(address) && !allowed.Contains(address);

    private static ProviderFailedException NotFound(string host, Exception? inner) =>
        new($"The host name {host} cannot be found. Check the address for typing mistakes.", inner);
}
