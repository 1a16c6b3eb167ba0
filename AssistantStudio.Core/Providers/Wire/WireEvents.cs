using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace AssistantStudio.Core.Providers;

/// <summary>The events of a stream; a stream that breaks off or stalls ends in a <see cref="ModelCallException"/>.</summary>
internal static class WireEvents
{
    public static async IAsyncEnumerable<SseItem<string>> ReadAsync(HttpResponseMessage response, WireConnection connection, [EnumeratorCancellation] CancellationToken ct)
    {
        var stream = new LineLimitStream(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), WireLimits.MaxLineBytes, () => TooLong(connection));
        await using (stream.ConfigureAwait(false))
        {
            var events = SseParser.Create(stream).EnumerateAsync(ct).GetAsyncEnumerator(ct);
            await using (events.ConfigureAwait(false))
            {
                while (await NextAsync(events, connection, ct).ConfigureAwait(false))
                {
                    yield return events.Current;
                }
            }
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, WireConnection connection, CancellationToken ct)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (WireTransport.Explain(e, connection, ct) is { } failure)
        {
            throw failure.Fault == ProviderFault.BrokenOff ? new ModelCallException(ProviderFault.BrokenOff, $"{connection.Name} broke off in the middle of the answer.", e) : failure;
        }
    }

    private static ModelCallException TooLong(WireConnection connection) =>
        new(ProviderFault.Unreadable, $"{connection.Name} sent a line of more than {WireLimits.MaxLineBytes / 1024 / 1024} MB.");
}
