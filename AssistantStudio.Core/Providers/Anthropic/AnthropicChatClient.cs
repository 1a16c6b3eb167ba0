using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Chat with Anthropic through its own client, which speaks its wire; this adds what the product needs of every provider: our
/// errors, counts of tokens that include what was cached, no retries of its own, and no half answer taken for a whole one.
/// </summary>
public sealed class AnthropicChatClient : DelegatingChatClient
{
    public const string Address = "https://api.anthropic.com";

    /// <summary>The vendor wants a limit with every request.</summary>
    public const int DefaultMaxTokens = 4_096;

    private readonly WireConnection _connection;
    private readonly AnthropicHeaders _headers;
    private readonly string? _model;

    /// <param name="headers">Around <paramref name="http"/>.</param>
    internal AnthropicChatClient(HttpClient http, AnthropicHeaders headers, WireConnection connection, string? model = null)
        : base(Client(http, connection).AsIChatClient(model, DefaultMaxTokens))
    {
        (_connection, _headers, _model) = (connection, headers, model);
    }

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = AnthropicRules.Fit(options, _model);
        try
        {
            var response = await base.GetResponseAsync(messages, sent, cancellationToken).ConfigureAwait(false);
            response.Usage = response.RawRepresentation is Message message ? AnthropicUsage.Whole(message.Usage) : response.Usage;
            (response.AdditionalProperties ??= [])[WireKeys.RequestId] = _headers.RequestId;
            return response;
        }
        catch (Exception e) when (Explain(e, sent, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = AnthropicRules.Fit(options, _model);
        var updates = base.GetStreamingResponseAsync(messages, sent, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (began, finished, isCounting) = (false, false, false);
        await using (updates.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception e) when (Explain(e, sent, cancellationToken) is { } failure)
                {
                    throw began && failure.Fault == ProviderFault.BrokenOff ? Broken(e) : failure;
                }

                if (!began)
                {
                    (updates.Current.AdditionalProperties ??= [])[WireKeys.RequestId] = _headers.RequestId;
                }

                began = true;
                finished |= updates.Current.FinishReason is not null;
                AnthropicUsage.Correct(updates.Current, ref isCounting);
                yield return updates.Current;
            }
        }

        if (!finished)
        {
            throw Broken(null);
        }
    }

    private static AnthropicClient Client(HttpClient http, WireConnection connection) => new(new ClientOptions
    {
        HttpClient = http,
        BaseUrl = connection.Address.AbsoluteUri.TrimEnd('/'),
        ApiKey = connection.Key,
        MaxRetries = 0,
        Timeout = Timeout.InfiniteTimeSpan,
        ExtraHeaders = HeadersOf(connection),
    });

    /// <summary>The vendor's client sends the key as a bearer token only; gateways read the header that the vendor documents.</summary>
    private static Dictionary<string, string> HeadersOf(WireConnection connection)
    {
        var headers = new Dictionary<string, string>(connection.Headers, StringComparer.OrdinalIgnoreCase);
        if (!string.IsNullOrEmpty(connection.Key))
        {
            headers.TryAdd("x-api-key", connection.Key);
        }

        return headers;
    }

    private ModelCallException Broken(Exception? e) => new(ProviderFault.BrokenOff, $"{_connection.Name} broke off in the middle of the answer.", e);

    private ModelCallException? Explain(Exception e, ChatOptions? options, CancellationToken ct) => e switch
    {
        AnthropicApiException api => WireErrors.From(api.StatusCode, _headers.Last, api.ResponseBody, options?.ModelId ?? _model, _connection),
        AnthropicServiceException service => WireErrors.FromEvent(service.Body.ValueKind == JsonValueKind.Undefined ? default : service.Body, options?.ModelId ?? _model, _connection),
        AnthropicIOException { InnerException: { } io } => WireTransport.Explain(io, _connection, ct) ?? new(ProviderFault.BrokenOff, $"The connection to {_connection.Name} broke off.", e),
        AnthropicInvalidDataException or JsonException => new(ProviderFault.Unreadable, $"{_connection.Name} sent an answer that cannot be read.", e),
        _ => WireTransport.Explain(e, _connection, ct),
    };
}
