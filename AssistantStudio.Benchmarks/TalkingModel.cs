using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// A model in this process: it waits before the first word and between words, as it is told. Each word is the moment at which
/// it is due, as the words of a vendor are, who does not wait for those who listen: whoever hears it knows how late it is.
/// </summary>
internal sealed class TalkingModel : IChatClient
{
    /// <summary>"0000012345 ", in tenths of a millisecond since the process began to measure.</summary>
    public const int WordLength = 11;

    private static readonly long s_began = Stopwatch.GetTimestamp();

    public TimeSpan BeforeFirst { get; set; }

    public TimeSpan Between { get; set; }

    public int Words { get; set; } = 20;

    /// <summary>How long the last call really waited before its first word.</summary>
    public TimeSpan Waited { get; private set; }

    public static double Now => Stopwatch.GetElapsedTime(s_began).TotalMilliseconds;

    /// <summary>How late each word of a text is.</summary>
    public static IEnumerable<double> LagsOf(string text)
    {
        var now = Now;
        for (var i = 0; i + WordLength <= text.Length; i += WordLength)
        {
            yield return now - (long.Parse(text.AsSpan(i, WordLength - 1), CultureInfo.InvariantCulture) / 10.0);
        }
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (began, first) = (Stopwatch.GetTimestamp(), Now + BeforeFirst.TotalMilliseconds);
        for (var i = 0; i < Words; i++)
        {
            var due = first + (i * Between.TotalMilliseconds);
            if (due - Now is > 0 and var early)
            {
                await Task.Delay((int)Math.Ceiling(early), cancellationToken);
            }

            Waited = i == 0 ? Stopwatch.GetElapsedTime(began) : Waited;
            yield return new(ChatRole.Assistant, string.Create(CultureInfo.InvariantCulture, $"{(long)(due * 10):0000000000} "));
        }

        yield return new(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = 400, OutputTokenCount = Words, TotalTokenCount = 400 + Words })]) { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
