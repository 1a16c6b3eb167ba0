using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The body of POST /v1/responses. Nothing is kept between two of them, so the conversation comes whole each time.</summary>
internal static class ResponsesRequest
{
    private const string SendWhole = "Responses are not kept here: send the whole conversation as input.";

    public static Task<OpenAiRequest> ReadAsync(HttpRequest request, CancellationToken ct) => OpenAiBody.ReadAsync(request, Of, ct);

    public static OpenAiRequest Read(ReadOnlyMemory<byte> body) => OpenAiBody.Read(body, Of);

    private static OpenAiRequest Of(JsonElement root)
    {
        var model = OpenAiCommonFields.Model(root);
        Refuse(root);
        var messages = ResponsesInput.Read(root);
        if (root.Text("instructions") is { Length: > 0 } instructions)
        {
            messages.Insert(0, new ChatMessage(ChatRole.System, instructions));
        }

        var options = OpenAiCommonFields.Sampling(root);
        options.MaxOutputTokens = OpenAiCommonFields.Tokens(root, "max_output_tokens");
        options.ResponseFormat = root.Object("text") is { } text ? OpenAiCommonFields.Format(text, "format", new("text.format"), flat: true) : null;
        options.Reasoning = root.Object("reasoning") is { } reasoning ? OpenAiCommonFields.Effort(reasoning, "effort", new("reasoning.effort")) : null;
        OpenAiTools.Read(root, options, flat: true);
        return new(model, messages, options)
        {
            Stream = root.Flag("stream") ?? false,
            IncludeUsage = true,
            User = OpenAiCommonFields.User(root),
            Metadata = OpenAiCommonFields.Metadata(root),
        };
    }

    /// <summary>What would change the answer if it were passed over in silence.</summary>
    private static void Refuse(JsonElement root)
    {
        foreach (var field in (ReadOnlySpan<string>)["previous_response_id", "conversation"])
        {
            if (root.Get(field) is not null)
            {
                throw OpenAiFields.Unsupported(new(field), SendWhole);
            }
        }

        if (root.Get("prompt") is not null)
        {
            throw OpenAiFields.Unsupported(new("prompt"), "Send its text as instructions.");
        }

        if (root.Flag("background") == true)
        {
            throw OpenAiFields.Unsupported(new("background"), "An answer is written while the request is open.");
        }
    }
}
