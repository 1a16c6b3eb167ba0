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

    private static int OfContent(AIContent content) => content switch
    {
        TextContent text => TokenEstimate.Of(text.Text),
        TextReasoningContent thought => TokenEstimate.Of(thought.Text),
        FunctionCallContent call => TokenEstimate.Of(call.Name) + OfValue(call.Arguments),
        FunctionResultContent result => result.Result is string text ? TokenEstimate.Of(text) : OfValue(result.Result),
        DataContent or UriContent => TokensOfPicture,
        _ => 0,
    };

    private static int OfValue(object? value) => value is null ? 0 : TokenEstimate.Of(JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions));
}
