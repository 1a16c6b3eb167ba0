using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>How one of the two ways of asking writes an answer that comes piece by piece.</summary>
internal interface IOpenAiStreamShape
{
    void Begin(OpenAiLine line);

    void Write(OpenAiLine line, ChatResponseUpdate update);

    void End(OpenAiLine line);

    /// <summary>The answer broke off after it had begun.</summary>
    void Fail(OpenAiLine line, OpenAiError error);
}

internal static class OpenAiStream
{
    /// <summary>
    /// Sends an answer piece by piece. Until the first piece is there nothing is sent, and what fails is thrown as it is: it
    /// can still become an error with a status of its own. Afterwards the client is told inside the stream.
    /// </summary>
    /// <returns>What broke the answer off, for the log; null: it came to its end.</returns>
    public static async Task<Exception?> WriteAsync(
        HttpResponse response, IOpenAiStreamShape shape, IAsyncEnumerable<ChatResponseUpdate> updates, string reference, TimeProvider clock, TimeSpan silence, CancellationToken ct)
    {
        await using var reader = updates.GetAsyncEnumerator(ct);
        var more = await reader.MoveNextAsync();
        while (more && reader.Current is { Contents.Count: 0, FinishReason: null })
        {
            more = await reader.MoveNextAsync();
        }

        OpenAiHeaders.Stream(response);
        await response.StartAsync(ct);
        await using var line = new OpenAiLine(response.BodyWriter, silence, clock, ct);
        try
        {
            shape.Begin(line);
            while (more)
            {
                shape.Write(line, reader.Current);
                await line.FlushAsync();
                var next = reader.MoveNextAsync();
                more = next.IsCompleted ? await next : await line.WaitAsync(next);
            }

            shape.End(line);
            await line.FlushAsync();
            return null;
        }
        catch (Exception e) when (ct.IsCancellationRequested)
        {
            return e; // Nobody listens any more.
        }
        catch (Exception e)
        {
            await FailAsync(line, shape, OpenAiErrors.Of(e, reference));
            return e;
        }
    }

    private static async Task FailAsync(OpenAiLine line, IOpenAiStreamShape shape, OpenAiError error)
    {
        try
        {
            shape.Fail(line, error);
            await line.FlushAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The line broke, and that is what there was to tell.
        }
    }
}
