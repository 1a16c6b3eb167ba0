using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Answers a question that was answered before, word for word, with what was said then. It stands around the budget: an
/// answer that is kept costs nothing, so nothing has to be held back for it.
/// </summary>
internal sealed class CacheChatClient(IChatClient inner, ModelTarget target, CallLog log, AnswerCache cache) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var (key, lifetime) = await KeyOfAsync(sent, options, cancellationToken).ConfigureAwait(false);
        if (await FindAsync(key, sent.Count, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            return new(new ChatMessage(ChatRole.Assistant, kept)) { FinishReason = ChatFinishReason.Stop, ModelId = target.Model };
        }

        var response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
        await KeepAsync(key, response.Text, response.FinishReason, response.Messages.All(m => m.Contents.All(IsText)), lifetime).ConfigureAwait(false);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var (key, lifetime) = await KeyOfAsync(sent, options, cancellationToken).ConfigureAwait(false);
        if (await FindAsync(key, sent.Count, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            yield return new(ChatRole.Assistant, kept) { FinishReason = ChatFinishReason.Stop, ModelId = target.Model };
            yield break;
        }

        var (text, finish, isText) = (new StringBuilder(), (ChatFinishReason?)null, true);
        await foreach (var update in base.GetStreamingResponseAsync(sent, options, cancellationToken).ConfigureAwait(false))
        {
            (finish, isText) = (update.FinishReason ?? finish, isText && update.Contents.All(IsText));
            text.Append(key is null || text.Length > CacheLimits.TextLength ? "" : update.Text);
            yield return update;
        }

        await KeepAsync(key, text.ToString(), finish, isText, lifetime).ConfigureAwait(false);
    }

    /// <summary>Thoughts and counts go with an answer; a call of a tool would make it another.</summary>
    private static bool IsText(AIContent content) => content is TextContent or TextReasoningContent or UsageContent;

    private async ValueTask<(string? Key, TimeSpan Lifetime)> KeyOfAsync(IReadOnlyList<ChatMessage> sent, ChatOptions? options, CancellationToken ct) =>
        await cache.LifetimeAsync(target, log.Purpose, ct).ConfigureAwait(false) is { } lifetime ? (AnswerKey.Of(target, sent, options), lifetime) : (null, default);

    private async Task<string?> FindAsync(string? key, int inputs, CancellationToken ct)
    {
        var began = log.Now;
        if (key is null || await cache.FindAsync(log.Purpose.OrganizationId, key, ct).ConfigureAwait(false) is not { } kept)
        {
            return null;
        }

        log.AddKept(target, inputs, kept.Cost, began);
        return kept.Text;
    }

    /// <summary>Only what the model ended by itself: half an answer is none.</summary>
    private Task KeepAsync(string? key, string text, ChatFinishReason? finish, bool isText, TimeSpan lifetime) =>
        key is not null && isText && finish == ChatFinishReason.Stop
            ? cache.KeepAsync(log.Purpose.OrganizationId, key, target.Model, text, log.LastCost, lifetime)
            : Task.CompletedTask;
}
