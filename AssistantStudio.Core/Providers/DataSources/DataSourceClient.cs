using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Asks a data source, one request after the other as their makers wish it. A short pause that it asks for is kept, a long one
/// ends the reading. The key goes to the server of the connection and nowhere else, whatever a link or a redirect says.
/// </summary>
internal sealed class DataSourceClient
{
    private const int Tries = 4;
    private const int Redirects = 3;

    private readonly ProviderAccount _account;
    private readonly HttpClient _http;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private (ModelCallException Fault, DateTimeOffset Until)? _closed;

    /// <param name="patience">The longest pause that is waited for.</param>
    public DataSourceClient(GuardedHttp http, ProviderAccount account, TimeSpan patience, TimeProvider clock) =>
        (_account, _http, _patience, _clock) = (account, http.CreateClient(WireLimits.ForAnswer(account.Timeout)), patience, clock);

    /// <summary>Told of each request how it ended; null: well.</summary>
    public Func<DataRequest, ModelCallException?, TimeSpan, CancellationToken, Task> Ended { get; init; } = (_, _, _, _) => Task.CompletedTask;

    public ProviderAccount Account => _account;

    public Uri At(string path) => new($"{_account.Address!.AbsoluteUri.TrimEnd('/')}/{path.TrimStart('/')}");

    /// <summary>Null: one of those answers that are no failure to this request.</summary>
    /// <exception cref="ModelCallException">There is no answer, and why.</exception>
    public async Task<DataReply?> SendAsync(DataRequest request, CancellationToken ct)
    {
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            // What is waiting in line behind the request that was told to go away.
            if (_closed is { } closed && _clock.GetUtcNow() < closed.Until)
            {
                throw new ModelCallException(closed.Fault.Fault, closed.Fault.Message);
            }

            var began = _clock.GetTimestamp();
            try
            {
                var reply = await AskAsync(request, ct).ConfigureAwait(false);
                await Ended(request, null, _clock.GetElapsedTime(began), ct).ConfigureAwait(false);
                return reply;
            }
            catch (ModelCallException e)
            {
                await Ended(request, e, _clock.GetElapsedTime(began), ct).ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Something that must be there.</summary>
    public async Task<DataReply> GetAsync(Uri address, CancellationToken ct) => (await SendAsync(new(address), ct).ConfigureAwait(false))!;

    private async Task<DataReply?> AskAsync(DataRequest request, CancellationToken ct)
    {
        for (var (tries, redirects, address) = (0, 0, request.Address); ;)
        {
            RequireSameServer(address);
            try
            {
                var (reply, pause) = await TryAsync(request, address, tries, ct).ConfigureAwait(false);
                if (pause is null)
                {
                    return reply;
                }

                tries++;
                await Task.Delay(pause.Value, _clock, ct).ConfigureAwait(false);
            }
            catch (RedirectedException e) when (request.Body is null && redirects < Redirects && IsSameServer(e.To))
            {
                (redirects, address) = (redirects + 1, e.To); // A repository that was renamed.
            }
            catch (RedirectedException e)
            {
                throw DataSourceErrors.SentOn(e.To, _account);
            }
            catch (Exception e) when (DataSourceErrors.Explain(e, _account, ct) is { } fault)
            {
                throw fault;
            }
        }
    }

    /// <summary>The answer, or how long to wait before asking again.</summary>
    private async Task<(DataReply? Reply, TimeSpan? Pause)> TryAsync(DataRequest request, Uri address, int tries, CancellationToken ct)
    {
        using var message = Message(request, address);
        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        if (request.None.Contains(response.StatusCode))
        {
            return (null, null);
        }

        var body = await ReadAsync(response, ct).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return (DataReply.Of(WireJson.Parse(body) ?? throw DataSourceErrors.NotJson(body, _account), address, response.Headers), null);
        }

        var now = _clock.GetUtcNow();
        if (DataSourcePause.Of(response.StatusCode, response.Headers, body, tries, now) is not { } pause)
        {
            throw DataSourceErrors.From(response.StatusCode, body, request, _account);
        }

        if (tries + 1 < Tries && pause <= _patience)
        {
            return (null, pause);
        }

        var isLimit = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Forbidden;
        var fault = DataSourceErrors.Paused(_account, pause, now, isLimit);
        _closed = isLimit ? (fault, now + pause) : null;
        throw fault;
    }

    private void RequireSameServer(Uri address)
    {
        if (!IsSameServer(address))
        {
            throw DataSourceErrors.SentOn(address, _account);
        }
    }

    private bool IsSameServer(Uri address) =>
        Uri.Compare(address, _account.Address!, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private HttpRequestMessage Message(DataRequest request, Uri address)
    {
        var message = new HttpRequestMessage(request.Body is null ? HttpMethod.Get : HttpMethod.Post, address)
        {
            Content = request.Body is null ? null : JsonContent.Create(request.Body, options: StoredJson.Options),
        };
        message.Headers.TryAddWithoutValidation("User-Agent", "AssistantStudio");
        if (_account.Kind.Kind == ProviderKind.GitHub)
        {
            // The version that servers of one's own know as well.
            message.Headers.TryAddWithoutValidation("Accept", "application/vnd.github+json");
            message.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", "2022-11-28");
        }
        else
        {
            message.Headers.TryAddWithoutValidation("Accept", "application/json");
        }

        if (_account.Key is { } key)
        {
            message.Headers.TryAddWithoutValidation("Authorization", _account.Kind.Kind == ProviderKind.Jira && DataSourceRules.IsMailAndToken(key)
                ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(key))}"
                : $"Bearer {key}");
        }

        return message;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), Encoding.UTF8);
        if (response.IsSuccessStatusCode)
        {
            return await reader.ReadToEndAsync(ct).ConfigureAwait(false);
        }

        var start = new char[WireLimits.MaxErrorChars];
        return new string(start, 0, await reader.ReadBlockAsync(start, ct).ConfigureAwait(false));
    }
}
