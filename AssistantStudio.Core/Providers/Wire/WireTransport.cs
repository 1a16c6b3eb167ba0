using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>Sends a request of one connection and turns everything that is no answer into a <see cref="ModelCallException"/>.</summary>
internal static class WireTransport
{
    /// <summary>The whole answer as JSON.</summary>
    public static async Task<(JsonElement Root, HttpResponseMessage Response)> CallAsync(
        this HttpClient http, WireConnection connection, HttpRequestMessage request, string? model, CancellationToken ct)
    {
        var response = await http.SendWireAsync(connection, request, model, ct).ConfigureAwait(false);
        try
        {
            var body = await ReadAsync(response, connection, ct).ConfigureAwait(false);
            var root = WireJson.Parse(body) ?? throw NotJson(body, response, connection);
            return WireErrors.FromBody(root, model, connection) is { } error ? throw error : (root, response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The headers of a successful answer; its body is still to be read.</summary>
    public static async Task<HttpResponseMessage> SendWireAsync(this HttpClient http, WireConnection connection, HttpRequestMessage request, string? model, CancellationToken ct)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (Explain(e, connection, ct) is { } failure)
        {
            throw failure;
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw WireErrors.From(response.StatusCode, response.Headers, await ReadErrorAsync(response, connection, ct).ConfigureAwait(false), model, connection);
        }
    }

    /// <summary>Some servers stream without saying so: what is said to be JSON or a page is not a stream.</summary>
    public static bool IsEvents(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is not { } type || !(type.Contains("json", StringComparison.OrdinalIgnoreCase) || type.Contains("html", StringComparison.OrdinalIgnoreCase));

    public static async Task<string> ReadAsync(HttpResponseMessage response, WireConnection connection, CancellationToken ct)
    {
        try
        {
            // The wire is UTF-8 whatever a wrong header says.
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), Encoding.UTF8);
            return await reader.ReadToEndAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (Explain(e, connection, ct) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>
    /// Null for what is the caller's own doing or has its words already. Only what never reached the server is unreachable: once
    /// a question is sent, an answer may have been made, and billed.
    /// </summary>
    public static ModelCallException? Explain(Exception e, WireConnection connection, CancellationToken ct) => e switch
    {
        ModelCallException => null,
        OperationCanceledException when ct.IsCancellationRequested => null,
        ProviderFailedException { InnerException: OperationCanceledException } => new(ProviderFault.TimedOut, e.Message, e),
        ProviderFailedException { InnerException: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } => new(ProviderFault.Insecure, e.Message, e),
        ProviderFailedException { InnerException: HttpRequestException { HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError) } or IOException or InvalidDataException } =>
            new(ProviderFault.BrokenOff, e.Message, e),
        RedirectedException redirected => new(ProviderFault.WrongAddress, $"{e.Message} {WireErrors.InsteadOf(connection, redirected.To)}", e),
        ProviderFailedException => new(ProviderFault.Unreachable, e.Message, e),
        LimitExceededException => new(ProviderFault.Unreadable, e.Message, e),
        OperationCanceledException => new(ProviderFault.TimedOut, $"{connection.Name} did not answer in time.", e),
        HttpRequestException or IOException => new(ProviderFault.BrokenOff, $"The connection to {connection.Name} broke off.", e),
        _ => null,
    };

    public static ModelCallException NotJson(string body, HttpResponseMessage response, WireConnection connection) => WireErrors.LooksLikeAPage(body)
        ? new(ProviderFault.NotAnApi, $"{connection.Address} answers with a web page, not with an API. {WireErrors.AddressHint(connection)}")
        : new(ProviderFault.Unreadable, body.Trim().Length == 0
            ? $"{connection.Name} sent an empty answer."
            : $"{connection.Name} sent an answer that cannot be read ({response.Content.Headers.ContentType?.MediaType ?? "of no type"}).");

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, WireConnection connection, CancellationToken ct)
    {
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), Encoding.UTF8);
            var buffer = new char[WireLimits.MaxErrorChars];
            var read = await reader.ReadBlockAsync(buffer, ct).ConfigureAwait(false);
            return new string(buffer, 0, read);
        }
        catch (Exception e) when (Explain(e, connection, ct) is not null)
        {
            // The status says enough.
            return "";
        }
    }
}
