using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Conversations;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>One item of the output of a response: a message with one part, or a call of a function. A stream fills it piece by piece.</summary>
internal abstract class ResponsesItem(string id, int index)
{
    public string Id => id;

    public int Index => index;

    /// <param name="isDone">Otherwise as it is announced: without content.</param>
    public abstract void Write(Utf8JsonWriter json, bool isDone);

    protected static ReadOnlySpan<byte> StatusOf(bool isDone) => isDone ? "completed"u8 : "in_progress"u8;
}

internal sealed class ResponsesMessage(int index, bool isRefusal) : ResponsesItem(OpenAiIds.New("msg_"), index)
{
    private readonly StringBuilder _text = new();

    public bool IsRefusal => isRefusal;

    /// <summary>The field of a part that holds its text, which is also how events name it.</summary>
    public ReadOnlySpan<byte> Field => isRefusal ? "refusal"u8 : "text"u8;

    /// <summary>Known when the answer has ended.</summary>
    public IReadOnlyList<Citation> Citations { get; set; } = [];

    public string Text => _text.ToString();

    public void Add(string text) => _text.Append(text);

    public override void Write(Utf8JsonWriter json, bool isDone)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("status"u8, StatusOf(isDone));
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        if (isDone)
        {
            Part(json, Text);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void Part(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, isRefusal ? "refusal"u8 : "output_text"u8);
        json.WriteString(Field, text);
        if (!isRefusal)
        {
            json.WriteStartArray("annotations"u8);
            foreach (var annotation in OpenAiCitations.AnnotationsOf(text, Citations))
            {
                annotation.Write(json);
            }

            json.WriteEndArray();
            json.WriteStartArray("logprobs"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

internal sealed class ResponsesCall(int index, FunctionCallContent call) : ResponsesItem(OpenAiIds.New("fc_"), index)
{
    private readonly string _callId = OpenAiIds.OfCall(call.CallId);

    public string Arguments { get; } = OpenAiJson.ArgumentsOf(call);

    public string Name => call.Name;

    public override void Write(Utf8JsonWriter json, bool isDone)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("type"u8, "function_call"u8);
        json.WriteString("status"u8, StatusOf(isDone));
        json.WriteString("call_id"u8, _callId);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, isDone ? Arguments : "");
        json.WriteEndObject();
    }
}
