using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Serving;

/// <summary>
/// The same for programs that want the conversation to be kept here: of what they send only the last message is new. What
/// comes of it is a turn like any other, with memory, tools and a trace.
/// </summary>
public sealed class StoredTalkService
{
    public const string Begin = "new";

    /// <summary>Tells a conversation that is not there from an assistant that is not.</summary>
    public const string MissingCode = "conversation_not_found";

    private readonly Access _access;
    private readonly ServingService _serving;
    private readonly ConversationService _conversations;
    private readonly AssistantRuntime _runtime;

    internal StoredTalkService(Access access, ServingService serving, ConversationService conversations, AssistantRuntime runtime) =>
        (_access, _serving, _conversations, _runtime) = (access, serving, conversations, runtime);

    /// <param name="conversation"><see cref="Begin"/>, or the id of one that goes on.</param>
    /// <param name="clientKey">Under the same key the same conversation is begun, once.</param>
    /// <returns>The conversation that the answer belongs to.</returns>
    /// <exception cref="NotFoundException">With <see cref="MissingCode"/>: it is unknown or was erased.</exception>
    public async Task<Guid> OpenAsync(ServedRequest request, string conversation, string? clientKey, CancellationToken ct)
    {
        var errors = new Validator()
            .Check(request.Messages.Count > 0 && request.Messages[^1].Role == ChatRole.User, "messages", "The last message has to be the user's: the ones before it are stored here.")
            .Check(request.Options.Tools is not { Count: > 0 }, "tools", "In a conversation that is stored here the assistant's own tools are used.")
            .Check(request.Options.ResponseFormat is null or ChatResponseFormatText, "response_format", "In a conversation that is stored here the answer is text.");
        errors.ThrowIfAny();
        var live = await _serving.LiveAsync(request.Model, ct).ConfigureAwait(false);
        ServingService.RequireFits(request.Messages, request.Messages[^1].Text, live);
        if (conversation == Begin)
        {
            return await BeginAsync(
                new()
                {
                    Id = clientKey is null ? null : IdOf(live, clientKey),
                    AssistantId = live.AssistantId,
                    Environment = live.Environment,
                    ExternalUser = request.User,
                    Variables = request.Metadata?.ToDictionary(m => m.Key, m => JsonSerializer.SerializeToElement(m.Value)) ?? [],
                }, ct).ConfigureAwait(false);
        }

        if (!Guid.TryParse(conversation, out var id))
        {
            throw new ValidationException("X-Conversation-Id", $"Send “{Begin}”, or the id that an answer came with.");
        }

        var stored = await GetAsync(id, ct).ConfigureAwait(false);
        return stored.Row.AssistantId == live.AssistantId && stored.Environment == live.Environment ? id
            : throw new ValidationException("X-Conversation-Id", "This conversation is with another assistant, or in another environment.");
    }

    private async Task<ConversationDetail> GetAsync(Guid id, CancellationToken ct)
    {
        try
        {
            return await _conversations.GetAsync(id, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            throw new NotFoundException(ConversationRules.What, MissingCode);
        }
    }

    private async Task<Guid> BeginAsync(ConversationInput start, CancellationToken ct)
    {
        try
        {
            return (await _conversations.StartAsync(start, ct).ConfigureAwait(false)).Row.Id;
        }
        catch (ConflictException e) when (e.IsStale && start.Id is not null)
        {
            return start.Id.Value; // The same request was sent before: what it was answered is there, or comes.
        }
    }

    private Guid IdOf(LiveDeployment live, string clientKey)
    {
        var grant = _access.Grant;
        return new(SHA256.HashData(Encoding.UTF8.GetBytes($"{_access.OrganizationId:N}{grant.ApiKeyId ?? _access.UserId:N}{live.AssistantId:N}{live.Environment}{clientKey}")).AsSpan(0, 16));
    }

    /// <summary>Cancelling stops reading and nothing else: the reply is written and stored.</summary>
    /// <param name="clientKey">Sending the same again under the same key gives the same answer.</param>
    public async IAsyncEnumerable<ChatResponseUpdate> AskAsync(Guid conversation, ServedRequest request, string? clientKey, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var one in _runtime.RunAsync(new() { ConversationId = conversation, Text = request.Messages[^1].Text, ClientKey = clientKey }, ct).ConfigureAwait(false))
        {
            switch (one.Event)
            {
                case TurnDelta piece:
                    yield return new(ChatRole.Assistant, piece.Text);
                    break;
                case TurnApprovalNeeded needed:
                    await _runtime.AnswerAsync(conversation, needed.Id, agreed: false, ct).ConfigureAwait(false); // Nobody is there who could say yes.
                    break;
                case TurnFailed failed:
                    throw failed.AsException();
                case TurnCompleted { Message.State: not MessageState.Complete } broken:
                    throw new ProviderFailedException(broken.Message.FaultText ?? "The reply was not written to its end.");
                case TurnCompleted done:
                    List<AIContent> end = [new UsageContent(new() { InputTokenCount = done.Usage.InputTokens, OutputTokenCount = done.Usage.OutputTokens, TotalTokenCount = done.Usage.InputTokens + done.Usage.OutputTokens })];
                    if (CitationsContent.Of(done.Message.Citations) is { } citations)
                    {
                        end.Add(citations);
                    }

                    yield return new(ChatRole.Assistant, end) { FinishReason = ChatFinishReason.Stop };
                    break;
            }
        }
    }
}
