using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Tests.Support;

/// <summary>A language model in this process that says what a test has it say, and keeps what it was asked.</summary>
public sealed class FakeModel
{
    private readonly ConcurrentQueue<Asked> _asked = new();

    /// <summary>What comes next, piece by piece. It may wait, call tools, or fail.</summary>
    public Func<Asked, CancellationToken, IAsyncEnumerable<AIContent>> Reply { get; set; } = (_, _) => Say("Hello", " there.");

    public IReadOnlyList<Asked> Questions => [.. _asked];

    public static async IAsyncEnumerable<AIContent> Say(params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            yield return new TextContent(piece);
        }

        yield return new UsageContent(new() { InputTokenCount = 100, OutputTokenCount = 10, TotalTokenCount = 110 });
        await Task.CompletedTask;
    }

    public IChatClient Connect(string model) => new Client(this, model);

    /// <param name="Model">Who was asked.</param>
    public sealed record Asked(string Model, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)
    {
        public string System => string.Join('\n', Messages.Where(m => m.Role == ChatRole.System).Select(m => m.Text));

        public string Last => Messages[^1].Text;

        public bool HasToolResult => Messages[^1].Role == ChatRole.Tool;
    }

    private sealed class Client(FakeModel model, string name) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var asked = new Asked(name, [.. messages], options);
            model._asked.Enqueue(asked);
            await foreach (var content in model.Reply(asked, cancellationToken).WithCancellation(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new(ChatRole.Assistant, [content]) { MessageId = "m" };
            }

            yield return new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Stop, MessageId = "m" };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
