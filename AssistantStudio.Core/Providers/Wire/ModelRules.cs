using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// What is known of OpenAI's models before they refuse anything. It saves a call that fails; what is not known here is
/// learnt from the refusal.
/// </summary>
internal static partial class ModelRules
{
    /// <summary>Sampling is refused by everything that thinks; models since 5.4 take it when told not to think.</summary>
    public static bool RefusesSampling(string model, ReasoningEffort? effort) =>
        Thinks().IsMatch(Plain(model)) && !(effort == ReasoningEffort.None && SamplesUnlessThinking().IsMatch(Plain(model)));

    /// <summary>The newest models take function tools on Responses only.</summary>
    public static bool NeedsResponsesForTools(string model, ReasoningEffort? effort) =>
        ToolsOnResponsesOnly().IsMatch(Plain(model)) || (effort != ReasoningEffort.None && ToolsOnChatUnlessThinking().IsMatch(Plain(model)));

    public static bool KnowsDeveloperRole(string model) => Thinks().IsMatch(Plain(model)) || Plain(model).StartsWith("gpt-4.1", StringComparison.Ordinal);

    /// <summary>Gateways and lists put a vendor before the name.</summary>
    private static string Plain(string model) => model[(model.LastIndexOf('/') + 1)..].ToLowerInvariant();

    [GeneratedRegex(@"^(o[134](-|$)|gpt-[5-9](\.|-|$))")]
    private static partial Regex Thinks();

    [GeneratedRegex(@"^gpt-5\.[4-9]")]
    private static partial Regex SamplesUnlessThinking();

    [GeneratedRegex(@"^gpt-5\.[4-9]")]
    private static partial Regex ToolsOnChatUnlessThinking();

    [GeneratedRegex(@"^gpt-[6-9]")]
    private static partial Regex ToolsOnResponsesOnly();
}
