using System.Runtime.CompilerServices;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Chat over the OpenAI wire, for every server that speaks it. It forgives what servers send and never takes half an answer
/// for a whole one. Two HTTP clients: an answer in one piece may take as long as all of it, a stream as long as it keeps coming.
/// </summary>
public sealed class OpenAiChatClient(HttpClient http, HttpClient streaming, WireConnection connection, WireMemory memory, string? defaultModel = null) : IChatClient
{
    private const int Attempts = 4;

    private string Host => connection.Address.Authority;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = Call.Of(messages, options, defaultModel, connection.Profile);
        return await WithoutRefusedAsync(call, async refused =>
        {
            using var request = Request(call, refused, stream: false);
            var (root, response) = await http.CallAsync(connection, request, call.Model, cancellationToken).ConfigureAwait(false);
            using (response)
            {
                return call.OnResponses ? ResponsesReply.Read(root, response, call.Model, connection) : ChatReply.Read(root, response, connection);
            }
        }).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = Call.Of(messages, options, defaultModel, connection.Profile);
        using var response = await WithoutRefusedAsync(call, async refused =>
        {
            using var request = Request(call, refused, stream: true);
            return await streaming.SendWireAsync(connection, request, call.Model, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await foreach (var update in ReadAsync(call, response, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(connection.Profile.Vendor.ToString().ToLowerInvariant(), connection.Address, defaultModel)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        http.Dispose();
        streaming.Dispose();
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(Call call, HttpResponseMessage response, [EnumeratorCancellation] CancellationToken ct)
    {
        if (WireTransport.IsEvents(response))
        {
            var updates = call.OnResponses ? ResponsesStream.ReadAsync(response, connection, call.Model, ct) : ChatStream.ReadAsync(response, connection, call.Model, ct);
            await foreach (var update in updates.ConfigureAwait(false))
            {
                yield return update;
            }

            yield break;
        }

        // Some servers do not stream and answer in one piece.
        var body = await WireTransport.ReadAsync(response, connection, ct).ConfigureAwait(false);
        var root = WireJson.Parse(body) ?? throw WireTransport.NotJson(body, response, connection);
        if (WireErrors.FromBody(root, call.Model, connection) is { } error)
        {
            throw error;
        }

        var whole = call.OnResponses ? ResponsesReply.Read(root, response, call.Model, connection) : ChatReply.Read(root, response, connection);
        foreach (var update in whole.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    private HttpRequestMessage Request(Call call, IReadOnlySet<string> refused, bool stream) => call.OnResponses
        ? connection.Request(HttpMethod.Post, "responses", ResponsesBody.Of(call.Messages, call.Options, call.Model, connection.Profile, refused, stream))
        : connection.Request(HttpMethod.Post, "chat/completions", ChatBody.Of(call.Messages, call.Options, call.Model, connection.Profile, refused, stream));

    /// <summary>Asks once more without a field that the model refuses, and never sends it there again.</summary>
    private async Task<T> WithoutRefusedAsync<T>(Call call, Func<IReadOnlySet<string>, Task<T>> ask)
    {
        for (var attempt = 1; ; attempt++)
        {
            var refused = memory.RefusedBy(Host, call.Model);
            try
            {
                return await ask(refused).ConfigureAwait(false);
            }
            catch (ModelCallException e) when (e is { Fault: ProviderFault.FieldRefused, Field: { } field } && attempt < Attempts && MayLeaveOut(field, refused))
            {
                memory.Remember(Host, call.Model, field);
            }
        }
    }

    /// <summary>Without its messages or its tools a request is another request, and without its limit it may cost more than anybody agreed to.</summary>
    private static bool MayLeaveOut(string field, IReadOnlySet<string> refused) =>
        OutputLimit.HasOtherName(field, refused) != false
        && field is not ("model" or "messages" or "input" or "instructions" or "tools" or "stream" or "response_format" or "text") && !refused.Contains(field);

    private sealed record Call(IReadOnlyList<ChatMessage> Messages, ChatOptions Options, string Model, bool OnResponses)
    {
        public static Call Of(IEnumerable<ChatMessage> messages, ChatOptions? options, string? defaultModel, WireProfile profile)
        {
            options ??= new();
            var model = options.ModelId ?? defaultModel ?? throw new ValidationException("model", "Choose a model.");
            var hasTools = options.Tools?.OfType<AIFunctionDeclaration>().Any() == true;
            return new([.. messages], options, model, profile.HasResponses && hasTools && ModelRules.NeedsResponsesForTools(model, options.Reasoning?.Effort));
        }
    }
}
