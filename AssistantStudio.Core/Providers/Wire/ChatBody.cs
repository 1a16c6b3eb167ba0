using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The body of a Chat Completions request. Only what was set is sent: strict servers refuse what they do not know.</summary>
internal static class ChatBody
{
    /// <summary>Set by people for fields that only one vendor has; what is set here goes out as it is.</summary>
    public const string ExtraFields = "studio.extra";

    public static HttpContent Of(
        IEnumerable<ChatMessage> messages, ChatOptions options, string model, WireProfile profile, IReadOnlySet<string> refused, bool stream)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var body = new BodyWriter(json, profile, refused);
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WritePropertyName("messages");
            ChatBodyMessages.Write(json, messages, options.Instructions, model, profile);
            Sampling(body, options, model);
            body.Number(OutputLimit.FieldOf(profile, refused), options.MaxOutputTokens);
            body.Number(profile.SeedField, options.Seed);
            body.Texts("stop", options.StopSequences);
            body.Text("reasoning_effort", EffortOf(options.Reasoning?.Effort));
            Format(body, options.ResponseFormat);
            ChatBodyTools.Write(body, options);
            Stream(body, stream);
            Extra(body, options);
            json.WriteEndObject();
        }

        return Content(buffer);
    }

    public static ByteArrayContent Content(ArrayBufferWriter<byte> buffer)
    {
        var content = new ByteArrayContent(buffer.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    public static void Sampling(BodyWriter body, ChatOptions options, string model)
    {
        if (body.Profile.KnowsDeveloperRole && ModelRules.RefusesSampling(model, options.Reasoning?.Effort))
        {
            return;
        }

        body.Number("temperature", options.Temperature);
        body.Number("top_p", options.TopP);
        body.Number("frequency_penalty", options.FrequencyPenalty);
        body.Number("presence_penalty", options.PresencePenalty);
        if (body.Profile.TakesTopK)
        {
            body.Number("top_k", options.TopK);
        }
    }

    public static void Extra(BodyWriter body, ChatOptions options)
    {
        if (options.AdditionalProperties?.TryGetValue(ExtraFields, out var extra) == true && extra is JsonElement { ValueKind: JsonValueKind.Object } fields)
        {
            foreach (var field in fields.EnumerateObject())
            {
                body.Element(field.Name, field.Value);
            }
        }
    }

    public static string? EffortOf(ReasoningEffort? effort) => effort switch
    {
        null => null,
        ReasoningEffort.ExtraHigh => "xhigh",
        { } e => e.ToString().ToLowerInvariant(),
    };

    private static void Format(BodyWriter body, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson json || !body.Takes("response_format"))
        {
            return;
        }

        body.Json.WriteStartObject("response_format");
        if (json.Schema is { } schema)
        {
            body.Json.WriteString("type", "json_schema");
            body.Json.WriteStartObject("json_schema");
            body.Json.WriteString("name", json.SchemaName ?? "answer");
            if (json.SchemaDescription is { } description)
            {
                body.Json.WriteString("description", description);
            }

            body.Json.WritePropertyName("schema");
            schema.WriteTo(body.Json);
            body.Json.WriteEndObject();
        }
        else
        {
            body.Json.WriteString("type", "json_object");
        }

        body.Json.WriteEndObject();
    }

    private static void Stream(BodyWriter body, bool stream)
    {
        if (!stream)
        {
            return;
        }

        body.Json.WriteBoolean("stream", true);
        if (!body.Profile.StreamsUsage || !body.Takes("stream_options"))
        {
            return;
        }

        body.Json.WriteStartObject("stream_options");
        body.Json.WriteBoolean("include_usage", true);
        if (body.Profile.Obfuscates)
        {
            body.Json.WriteBoolean("include_obfuscation", false);
        }

        body.Json.WriteEndObject();
    }
}

/// <summary>Writes fields of the top level, except those that the vendor or the model does not take.</summary>
internal sealed class BodyWriter(Utf8JsonWriter json, WireProfile profile, IReadOnlySet<string> refused)
{
    private readonly HashSet<string> _written = ["model", "messages", "input", "stream"];

    public Utf8JsonWriter Json => json;

    public WireProfile Profile => profile;

    /// <summary>Once only: what a person set by hand does not repeat what the options said.</summary>
    public bool Takes(string field) => !profile.Without.Contains(field) && !refused.Contains(field) && _written.Add(field);

    public void Number(string field, double? value)
    {
        if (value is { } number && Takes(field))
        {
            json.WriteNumber(field, number);
        }
    }

    /// <summary>As it was set: 0.7 of single precision is 0.7, not 0.699999988079071.</summary>
    public void Number(string field, float? value)
    {
        if (value is { } number && Takes(field))
        {
            json.WriteNumber(field, number);
        }
    }

    public void Number(string field, long? value)
    {
        if (value is { } number && Takes(field))
        {
            json.WriteNumber(field, number);
        }
    }

    public void Text(string field, string? value)
    {
        if (value is not null && Takes(field))
        {
            json.WriteString(field, value);
        }
    }

    public void Texts(string field, IList<string>? values)
    {
        if (values is { Count: > 0 } && Takes(field))
        {
            json.WriteStartArray(field);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }

    public void Element(string field, JsonElement value)
    {
        if (Takes(field))
        {
            json.WritePropertyName(field);
            value.WriteTo(json);
        }
    }
}
