using System.Runtime.CompilerServices;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Answers without any model: it quotes the passages that were found for the last question. Whoever asks passes them in the
/// options, because the text of an instruction cannot be told apart from its sources.
/// </summary>
internal sealed class BuiltInChatClient : IChatClient
{
    public const string ModelId = "builtin-extractive";

    /// <summary>The option that holds the passages, an <c>IReadOnlyList&lt;SourcePassage&gt;</c>. Without it nothing is found.</summary>
    public const string PassagesKey = "builtin.passages";

    /// <summary>The option that says how much is quoted: the assistant's response style.</summary>
    public const string StyleKey = "builtin.style";

    private const int WordsAtOnce = 3;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var question = messages.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? "";
        var passages = options?.AdditionalProperties?.TryGetValue<IReadOnlyList<SourcePassage>>(PassagesKey, out var found) == true ? found : [];
        var style = options?.AdditionalProperties?.TryGetValue<string>(StyleKey, out var said) == true ? said : null;

        // A long text takes a moment; whoever asks does not wait on its own thread.
        var answer = await Task.Run(() => ExtractiveAnswer.Of(question, passages, style), cancellationToken).ConfigureAwait(false);
        var id = Guid.CreateVersion7().ToString("n");
        foreach (var piece in Pieces(answer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Update(id, new TextContent(piece));
        }

        var (input, output) = (TokenEstimate.Of(question) + passages.Sum(p => TokenEstimate.Of(p.Text)), TokenEstimate.Of(answer));
        var last = Update(id, new UsageContent(new() { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output }));
        last.FinishReason = ChatFinishReason.Stop;
        yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("builtin", defaultModelId: ModelId)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    private static ChatResponseUpdate Update(string id, AIContent content) =>
        new(ChatRole.Assistant, [content]) { ResponseId = id, MessageId = id, ModelId = ModelId };

    /// <summary>A few words each, with the space after them.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        var words = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i - 1]) && !char.IsWhiteSpace(text[i]) && ++words == WordsAtOnce)
            {
                yield return text[start..i];
                (start, words) = (i, 0);
            }
        }

        yield return text[start..];
    }
}
