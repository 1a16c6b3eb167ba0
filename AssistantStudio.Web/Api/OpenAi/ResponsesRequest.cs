using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The body of POST /v1/responses. Nothing is kept between two of them, so the conversation comes whole each time.</summary>
internal static class ResponsesRequest
{
    public static Task<OpenAiRequest> ReadAsync(HttpRequest request, CancellationToken ct) => OpenAiBody.ReadAsync(request, Of, ct);

    public static OpenAiRequest Read(ReadOnlyMemory<byte> body) => OpenAiBody.Read(body, Of);

    private static OpenAiRequest Of(JsonElement root)
    {
        var model = OpenAiCommonFields.Model(root);
        OpenAiRefusals.OfResponses(root);
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
}
