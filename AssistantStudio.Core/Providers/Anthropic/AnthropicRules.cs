using System.Text.Json;
using System.Text.RegularExpressions;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>What Anthropic's models do not take: it is left out before they refuse it.</summary>
internal static partial class AnthropicRules
{
    private static readonly Dictionary<string, JsonElement> s_none = [];

    public static ChatOptions? Fit(ChatOptions? options, string? defaultModel)
    {
        if (options is null || (options.ModelId ?? defaultModel) is not { } model)
        {
            return options;
        }

        var fitted = options.Clone();
        if (RefusesSampling().IsMatch(model))
        {
            (fitted.Temperature, fitted.TopP, fitted.TopK) = (null, null, null);
        }
        else if (fitted is { Temperature: not null, TopP: not null } && OneOfBoth().IsMatch(model))
        {
            fitted.TopP = null;
        }

        var sampling = SamplingOf(fitted);
        if (sampling.Count > 0)
        {
            // The vendor's client has no fields for what its newest models refuse; the older ones still take them.
            fitted.RawRepresentationFactory = _ => MessageCreateParams.FromRawUnchecked(s_none, s_none, new Dictionary<string, JsonElement>(sampling)
            {
                ["model"] = JsonSerializer.SerializeToElement(model),
                ["max_tokens"] = JsonSerializer.SerializeToElement(fitted.MaxOutputTokens ?? AnthropicChatClient.DefaultMaxTokens),
                ["messages"] = JsonSerializer.SerializeToElement(Array.Empty<string>()),
            });
        }

        // A model that always thinks chooses its tools itself.
        if (AlwaysThinks().IsMatch(model) && fitted.ToolMode is RequiredChatToolMode)
        {
            fitted.ToolMode = ChatToolMode.Auto;
        }

        return fitted;
    }

    private static Dictionary<string, JsonElement> SamplingOf(ChatOptions options)
    {
        var fields = new Dictionary<string, JsonElement>();
        void Add<T>(string name, T? value)
            where T : struct
        {
            if (value is { } set)
            {
                fields[name] = JsonSerializer.SerializeToElement(set);
            }
        }

        Add("temperature", options.Temperature);
        Add("top_p", options.TopP);
        Add("top_k", options.TopK);
        return fields;
    }

    [GeneratedRegex(@"claude-(opus-4-([789]|\d\d)(\D|$)|(opus|sonnet|haiku)-([5-9]|\d\d)(\D|$)|fable|mythos)", RegexOptions.IgnoreCase)]
    private static partial Regex RefusesSampling();

    [GeneratedRegex(@"claude-(opus|sonnet|haiku)-4-[5-9]", RegexOptions.IgnoreCase)]
    private static partial Regex OneOfBoth();

    [GeneratedRegex(@"claude-(opus-5-5|fable-5-1)", RegexOptions.IgnoreCase)]
    private static partial Regex AlwaysThinks();
}
