using AssistantStudio.Core.Conversations;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The answer to POST /v1/responses.</summary>
internal static class ResponsesWriter
{
    public static Task WriteAsync(HttpResponse http, OpenAiRequest request, OpenAiAnswer answer, ChatResponse response, CancellationToken ct)
    {
        var contents = OpenAiContents.Of(response);
        var state = ResponsesState.Ended(response.FinishReason, Output(contents), response.Usage) with { Citations = contents.Citations };
        return OpenAiJson.WriteAsync(http, (request, answer, state), static (json, all) => ResponsesObject.Write(json, all.answer, all.request, all.state), ct);
    }

    /// <inheritdoc cref="OpenAiStream.WriteAsync"/>
    public static Task<Exception?> StreamAsync(
        HttpResponse http, OpenAiRequest request, OpenAiAnswer answer, IAsyncEnumerable<ChatResponseUpdate> updates, string reference, TimeProvider clock, CancellationToken ct) =>
        OpenAiStream.WriteAsync(http, new ResponsesEvents(answer, request), updates, reference, clock, OpenAiLimits.Silence, ct);

    private static List<ResponsesItem> Output(OpenAiContents contents)
    {
        var output = new List<ResponsesItem>();
        if (contents.Refusal is { } refusal)
        {
            Message(output, refusal, isRefusal: true);
        }

        // Somebody who is answered with nothing at all still gets a message.
        if (contents.Text.Length > 0 || (output.Count == 0 && contents.Calls is null))
        {
            Message(output, contents.Text, isRefusal: false, contents.Citations);
        }

        foreach (var call in contents.Calls ?? [])
        {
            output.Add(new ResponsesCall(output.Count, call));
        }

        return output;
    }

    private static void Message(List<ResponsesItem> output, string text, bool isRefusal, IReadOnlyList<Citation>? citations = null)
    {
        var message = new ResponsesMessage(output.Count, isRefusal) { Citations = citations ?? [] };
        message.Add(text);
        output.Add(message);
    }
}
