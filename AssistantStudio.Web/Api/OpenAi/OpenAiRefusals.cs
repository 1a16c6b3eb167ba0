using System.Text.Json;

namespace AssistantStudio.Web.Api;

/// <summary>
/// Parameters of OpenAI's that would change an answer and that are not carried out here. They are refused by name rather than passed over,
/// except with the value that changes nothing. What only describes a request (store, metadata, service_tier, prompt_cache_key and the like),
/// and what nobody knows, is passed over.
/// </summary>
internal static class OpenAiRefusals
{
    private const string SendWhole = "Responses are not kept here: send the whole conversation as input.";
    private const string Logprobs = "message.output_text.logprobs";

    private static readonly Refusal s_verbosity = new("verbosity", v => IsWord(v, "medium"), "Ask for short or long answers in a message.");

    private static readonly Refusal[] s_both =
    [
        new("top_logprobs", v => IsNumber(v, 0), "Answers come without the likelihood of their tokens."),
        new("logit_bias", IsEmpty, "No token can be made more or less likely."),
    ];

    private static readonly Refusal[] s_chat =
    [
        .. s_both,
        new("n", v => IsNumber(v, 1), "One answer is written for each request."),
        new("logprobs", IsFalse, "Answers come without the likelihood of their tokens."),
        new("modalities", IsOnlyText, "An answer is text."),
        new("audio", _ => false, "An answer is text."),
        new("functions", IsEmpty, "Use tools instead."),
        new("function_call", v => v.ValueKind == JsonValueKind.String, "Use tools and tool_choice instead."),
        new("web_search_options", _ => false, "What an assistant searches is set up with the assistant."),
        s_verbosity,
    ];

    private static readonly Refusal[] s_responses =
    [
        .. s_both,
        new("previous_response_id", _ => false, SendWhole),
        new("conversation", _ => false, SendWhole),
        new("prompt", _ => false, "Send its text as instructions."),
        new("background", IsFalse, "An answer is written while the request is open."),
        new("max_tool_calls", _ => false, "How often an assistant uses its tools is set up with the assistant."),
        new("include", v => v.ValueKind != JsonValueKind.Array || v.EnumerateArray().All(i => !IsWord(i, Logprobs)), "Answers come without the likelihood of their tokens."),
    ];

    public static void OfChat(JsonElement root) => Check(root, s_chat);

    public static void OfResponses(JsonElement root)
    {
        Check(root, s_responses);
        if (root.Object("text") is { } text)
        {
            s_verbosity.Check(text, new("text.verbosity"));
        }
    }

    private static void Check(JsonElement root, Refusal[] refusals)
    {
        foreach (var refusal in refusals)
        {
            refusal.Check(root, new(refusal.Field));
        }
    }

    private static bool IsFalse(JsonElement value) => value.ValueKind == JsonValueKind.False;

    private static bool IsNumber(JsonElement value, int number) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var sent) && sent == number;

    private static bool IsWord(JsonElement value, string word) => value.ValueKind == JsonValueKind.String && value.ValueEquals(word);

    private static bool IsOnlyText(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => IsWord(v, "text"));

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().MoveNext(),
        _ => false,
    };

    /// <param name="ChangesNothing">Whether the value is the one that clients send who do not want it.</param>
    private sealed record Refusal(string Field, Func<JsonElement, bool> ChangesNothing, string Why)
    {
        public void Check(JsonElement parent, OpenAiPlace at)
        {
            if (parent.Get(Field) is { } value && !ChangesNothing(value))
            {
                throw OpenAiFields.Unsupported(at, Why);
            }
        }
    }
}
