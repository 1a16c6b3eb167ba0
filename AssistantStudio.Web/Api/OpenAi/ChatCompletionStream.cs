using System.Globalization;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Serving;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>
/// The chunks of a streamed chat answer. What is the same in all of them is put into bytes once:
/// <c>data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"shop","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}]}</c>
/// </summary>
internal sealed class ChatCompletionStream(OpenAiAnswer answer, bool includeUsage) : IOpenAiStreamShape
{
    private readonly byte[] _head = Head(answer);
    private UsageDetails? _usage;
    private ChatFinishReason? _finish;
    private IReadOnlyList<Citation> _citations = [];
    private int _calls;

    public void Begin(OpenAiLine line)
    {
        StartChunk(line);
        line.Raw("""{"role":"assistant","content":"","refusal":null}"""u8);
        EndChunk(line);
    }

    public void Write(OpenAiLine line, ChatResponseUpdate update)
    {
        _finish = update.FinishReason ?? _finish;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text: { Length: > 0 } text }:
                    Text(line, "content"u8, text);
                    break;
                case UsageContent usage:
                    (_usage ??= new()).Add(usage.Details);
                    break;
                case CitationsContent named:
                    _citations = named.Citations;
                    break;
                case FunctionCallContent call when OpenAiJson.IsForClient(call):
                    Call(line, call);
                    break;
                default:
                    if (OpenAiJson.RefusalOf(content) is { } refusal)
                    {
                        Text(line, "refusal"u8, refusal);
                    }

                    break;
            }
        }
    }

    public void End(OpenAiLine line)
    {
        StartChunk(line);
        line.Raw("""{},"logprobs":null,"finish_reason":"""u8);
        line.Json.WriteStringValue(OpenAiJson.Reason(_finish, _calls > 0));
        line.EndJson();
        line.Raw("}]"u8);
        Citations(line);
        EndLine(line);
        if (includeUsage)
        {
            line.Raw(_head);
            line.Raw("""[],"usage":"""u8);
            OpenAiJson.ChatUsage(line.Json, _usage);
            line.EndJson();
            line.Raw("}\n\n"u8);
        }

        line.Raw("data: [DONE]\n\n"u8);
    }

    public void Fail(OpenAiLine line, OpenAiError error)
    {
        line.Raw("data: "u8);
        OpenAiErrorWriter.Write(line.Json, error);
        line.EndJson();
        line.Raw("\n\n"u8);
    }

    private void Citations(OpenAiLine line)
    {
        if (_citations.Count > 0)
        {
            line.Raw(","u8);
            OpenAiCitations.Write(line.Json, _citations);
            line.EndJson();
        }
    }

    private void Text(OpenAiLine line, ReadOnlySpan<byte> field, string text)
    {
        StartChunk(line);
        line.Json.WriteStartObject();
        line.Json.WriteString(field, text);
        line.Json.WriteEndObject();
        line.EndJson();
        EndChunk(line);
    }

    /// <summary>First who is called, then with what: clients put the arguments together from what follows the name.</summary>
    private void Call(OpenAiLine line, FunctionCallContent call)
    {
        var arguments = OpenAiJson.ArgumentsOf(call);
        var json = StartCall(line);
        json.WriteString("id"u8, OpenAiIds.OfCall(call.CallId));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, ""u8);
        EndCall(line);

        json = StartCall(line);
        json.WriteStartObject("function"u8);
        json.WriteString("arguments"u8, arguments);
        EndCall(line);
        _calls++;
    }

    private Utf8JsonWriter StartCall(OpenAiLine line)
    {
        StartChunk(line);
        line.Json.WriteStartObject();
        line.Json.WriteStartArray("tool_calls"u8);
        line.Json.WriteStartObject();
        line.Json.WriteNumber("index"u8, _calls);
        return line.Json;
    }

    private void EndCall(OpenAiLine line)
    {
        line.Json.WriteEndObject();
        line.Json.WriteEndObject();
        line.Json.WriteEndArray();
        line.Json.WriteEndObject();
        line.EndJson();
        EndChunk(line);
    }

    private void StartChunk(OpenAiLine line)
    {
        line.Raw(_head);
        line.Raw("""[{"index":0,"delta":"""u8);
    }

    /// <summary>Ends a chunk after which more come.</summary>
    private void EndChunk(OpenAiLine line)
    {
        line.Raw(""","logprobs":null,"finish_reason":null}]"""u8);
        EndLine(line);
    }

    private void EndLine(OpenAiLine line) => line.Raw(includeUsage ? ",\"usage\":null}\n\n"u8 : "}\n\n"u8);

    private static byte[] Head(OpenAiAnswer answer) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""data: {"id":"{{answer.Id}}","object":"chat.completion.chunk","created":{{answer.Created}},"model":"{{JsonEncodedText.Encode(answer.Model, OpenAiJson.Options.Encoder)}}","choices":"""));
}
