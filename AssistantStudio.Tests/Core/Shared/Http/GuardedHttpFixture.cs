using System.Net;
using AssistantStudio.Core.Shared.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared.Http;

/// <summary>A guarded client over a name service that the test writes itself.</summary>
internal sealed class GuardedHttpFixture : IDisposable
{
    private readonly Dictionary<string, Queue<IPAddress[]>> _names = new(StringComparer.OrdinalIgnoreCase);

    public GuardedHttpFixture(params string[] allowedNetworks)
    {
        Allowed = new AllowedNetworks(Options.Create(new NetworkOptions { AllowedPrivateNetworks = allowedNetworks }));
        Guard = new AddressGuard(Allowed, ResolveAsync, NullLogger<AddressGuard>.Instance);
        Http = new GuardedHttp(Guard, TimeProvider.System, NullLogger<GuardedHttp>.Instance);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public AllowedNetworks Allowed { get; }

    public AddressGuard Guard { get; }

    public GuardedHttp Http { get; }

    public List<string> Lookups { get; } = [];

    /// <summary>One look-up's answer; the last one given stays.</summary>
    public GuardedHttpFixture Name(string host, params string[] addresses)
    {
        if (!_names.TryGetValue(host, out var answers))
        {
            _names[host] = answers = new Queue<IPAddress[]>();
        }

        answers.Enqueue(addresses.Select(IPAddress.Parse).ToArray());
        return this;
    }

    public HttpClient Client(HttpLimits? limits = null) => Http.CreateClient(limits ?? new HttpLimits());

    public void Dispose() => Http.Dispose();

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        lock (Lookups)
        {
            Lookups.Add(host);
            if (_names.TryGetValue(host, out var answers))
            {
                return Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek());
            }
        }

        return Dns.GetHostAddressesAsync(host, cancellationToken);
    }
}
