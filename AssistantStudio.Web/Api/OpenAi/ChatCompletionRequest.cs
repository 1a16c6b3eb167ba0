using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>
/// The body of POST /v1/chat/completions. Fields that are not known, or that change nothing here, are passed over: clients
/// send more with each version. What would change the answer and cannot be done is refused (<see cref="OpenAiRefusals"/>).
/// </summary>
internal static class ChatCompletionRequest
{
    public static Task<OpenAiRequest> ReadAsync(HttpRequest request, CancellationToken ct) => OpenAiBody.ReadAsync(request, Of, ct);

    public static OpenAiRequest Read(ReadOnlyMemory<byte> body) => OpenAiBody.Read(body, Of);

    private static OpenAiRequest Of(JsonElement root)
    {
        var model = OpenAiCommonFields.Model(root);
        OpenAiRefusals.OfChat(root);
        var messages = ChatCompletionMessages.Read(root);
        var options = OpenAiCommonFields.Sampling(root);
        options.MaxOutputTokens = OpenAiCommonFields.Tokens(root, "max_completion_tokens") ?? OpenAiCommonFields.Tokens(root, "max_tokens");
        options.StopSequences = Stops(root);
        options.ResponseFormat = OpenAiCommonFields.Format(root, "response_format", new("response_format"), flat: false);
        options.Reasoning = OpenAiCommonFields.Effort(root, "reasoning_effort", new("reasoning_effort"));
        OpenAiTools.Read(root, options, flat: false);
        return new(model, messages, options)
        {
            Stream = root.Flag("stream") ?? false,
            IncludeUsage = root.Object("stream_options")?.Flag("include_usage", new("stream_options", -1, "include_usage")) ?? false,
            User = OpenAiCommonFields.User(root),
            Metadata = OpenAiCommonFields.Metadata(root),
        };
    }

    private static List<string>? Stops(JsonElement root)
    {
        if (root.Get("stop") is not { } stop)
        {
            return null;
        }

        if (stop.ValueKind == JsonValueKind.String)
        {
            return stop.GetString() is { Length: > 0 } only ? [only] : null;
        }

        if (stop.ValueKind != JsonValueKind.Array)
        {
            throw OpenAiFields.WrongType(new("stop"), "a string or an array of strings", stop);
        }

        if (stop.GetArrayLength() > OpenAiLimits.Stops)
        {
            throw OpenAiFields.Wrong(new("stop"), $"has at most {OpenAiLimits.Stops} entries");
        }

        var stops = new List<string>(OpenAiLimits.Stops);
        var place = 0;
        foreach (var item in stop.EnumerateArray())
        {
            var at = new OpenAiPlace("stop", place++);
            stops.Add(item.ValueKind != JsonValueKind.String ? throw OpenAiFields.WrongType(at, "a string", item)
                : item.GetString() is { Length: > 0 } text ? text
                : throw OpenAiFields.Wrong(at, "is empty"));
        }

        return stops.Count > 0 ? stops : null;
    }
}
