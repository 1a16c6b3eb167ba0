using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>About how much a call sends, where the vendor counts nothing or has not answered yet.</summary>
internal static class CallEstimate
{
    /// <summary>Roles and separators around each message.</summary>
    private const int TokensAroundMessage = 4;

    /// <summary>What vendors bill a usual picture with.</summary>
    private const int TokensOfPicture = 1_000;

    /// <summary>A large picture that is looked at in full detail.</summary>
    private const int MostTokensOfPicture = 20_000;

    /// <summary>Vendors tell the model how tools are called, in words of their own.</summary>
    private const int TokensAroundTools = 600;

    public static long InputOf(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var tokens = TokenEstimate.Of(options?.Instructions ?? "");
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            tokens += TokenEstimate.Of(tool.Name) + TokenEstimate.Of(tool.Description) + TokenEstimate.Of(tool.JsonSchema.GetRawText());
        }

        foreach (var message in messages)
        {
            tokens += TokensAroundMessage + message.Contents.Sum(OfContent);
        }

        return tokens;
    }

    /// <summary>
    /// What cannot be exceeded, for budgets that must hold: no tokenizer makes more tokens of a text than it has bytes, and
    /// vendors add a few of their own around messages and tools.
    /// </summary>
    public static (long Tokens, int Images) AtMost(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var tools = options?.Tools?.OfType<AIFunctionDeclaration>().ToArray() ?? [];
        long tokens = TokensAroundTools + Bytes(options?.Instructions);
        tokens += tools.Sum(t => TokensAroundTools + Bytes(t.Name) + Bytes(t.Description) + Bytes(t.JsonSchema.GetRawText()));
        tokens += options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } ? Bytes(schema.GetRawText()) : 0;
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        foreach (var message in sent)
        {
            tokens += TokensAroundMessage * 2;
            foreach (var content in message.Contents)
            {
                tokens += content switch
                {
                    TextContent text => Bytes(text.Text),
                    TextReasoningContent thought => Bytes(thought.Text) + Bytes(thought.ProtectedData),
                    FunctionCallContent call => Bytes(call.Name) + Bytes(Json(call.Arguments)),
                    FunctionResultContent result => Bytes(result.Result as string ?? Json(result.Result)),
                    DataContent or UriContent => MostTokensOfPicture,
                    _ => 0,
                };
            }
        }

        return (tokens, ImagesIn(sent));
    }

    public static int ImagesIn(IEnumerable<ChatMessage> messages) => messages.Sum(m => m.Contents.Count(IsImage));

    public static long InputOf(IEnumerable<string> texts) => texts.Sum(t => (long)TokenEstimate.Of(t));

    public static long AtMost(IEnumerable<string> texts) => texts.Sum(t => Bytes(t) + TokensAroundMessage);

    private static bool IsImage(AIContent content) => content is DataContent or UriContent;

    private static int OfContent(AIContent content) => content switch
    {
        TextContent text => TokenEstimate.Of(text.Text),
        TextReasoningContent thought => TokenEstimate.Of(thought.Text),
        FunctionCallContent call => TokenEstimate.Of(call.Name) + OfValue(call.Arguments),
        FunctionResultContent result => result.Result is string text ? TokenEstimate.Of(text) : OfValue(result.Result),
        DataContent or UriContent => TokensOfPicture,
        _ => 0,
    };

    private static int OfValue(object? value) => TokenEstimate.Of(Json(value));

    private static string Json(object? value) => value is null ? "" : JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions);

    private static long Bytes(string? text) => Encoding.UTF8.GetByteCount(text ?? "");
}
