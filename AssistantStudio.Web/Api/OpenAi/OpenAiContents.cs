using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Serving;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>What a client gets of an answer: its text, what it refuses, and the functions it asks for. Thoughts stay here.</summary>
internal sealed record OpenAiContents(string Text, string? Refusal, IReadOnlyList<FunctionCallContent>? Calls)
{
    public IReadOnlyList<Citation> Citations { get; private init; } = [];

    public static OpenAiContents Of(ChatResponse response)
    {
        string? text = null, refusal = null;
        List<FunctionCallContent>? calls = null;
        IReadOnlyList<Citation> citations = [];
        foreach (var message in response.Messages)
        {
            if (message.Role != ChatRole.Assistant)
            {
                continue;
            }

            foreach (var content in message.Contents)
            {
                if (content is TextContent { Text: { Length: > 0 } said })
                {
                    text = text is null ? said : text + said;
                }
                else if (content is CitationsContent named)
                {
                    citations = named.Citations;
                }
                else if (OpenAiJson.IsForClient(content))
                {
                    (calls ??= []).Add((FunctionCallContent)content);
                }
                else if (OpenAiJson.RefusalOf(content) is { } refused)
                {
                    refusal += refused;
                }
            }
        }

        return new(text ?? "", refusal, calls) { Citations = citations };
    }
}
