using System.Text.Json;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Serving;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>
/// The events of a streamed response, numbered. Each item is announced, filled and ended before the next begins:
/// <c>event: response.output_text.delta</c>, <c>data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1",…}</c>
/// </summary>
internal sealed class ResponsesEvents(OpenAiAnswer answer, OpenAiRequest request) : IOpenAiStreamShape
{
    private readonly List<ResponsesItem> _output = [];
    private ResponsesMessage? _open;
    private UsageDetails? _usage;
    private ChatFinishReason? _finish;
    private IReadOnlyList<Citation> _citations = [];
    private int _number;

    public void Begin(OpenAiLine line)
    {
        var state = new ResponsesState("in_progress", []);
        Response(line, "response.created"u8, state);
        Response(line, "response.in_progress"u8, state);
    }

    public void Write(OpenAiLine line, ChatResponseUpdate update)
    {
        _finish = update.FinishReason ?? _finish;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text: { Length: > 0 } text }:
                    Say(line, text, isRefusal: false);
                    break;
                case UsageContent usage:
                    (_usage ??= new()).Add(usage.Details);
                    break;
                case CitationsContent named:
                    _citations = named.Citations;
                    break;
                case FunctionCallContent call when OpenAiJson.IsForClient(call):
                    EndMessage(line);
                    Call(line, new(_output.Count, call));
                    break;
                default:
                    if (OpenAiJson.RefusalOf(content) is { } refusal)
                    {
                        Say(line, refusal, isRefusal: true);
                    }

                    break;
            }
        }
    }

    public void End(OpenAiLine line)
    {
        if (_output.Count == 0)
        {
            BeginMessage(line, isRefusal: false);
        }

        EndMessage(line);
        var state = ResponsesState.Ended(_finish, _output, _usage) with { Citations = _citations };
        Response(line, state.IncompleteReason is null ? "response.completed"u8 : "response.incomplete"u8, state);
    }

    public void Fail(OpenAiLine line, OpenAiError error) => Response(line, "response.failed"u8, new("failed", _output, _usage) { Error = error });

    private void Say(OpenAiLine line, string text, bool isRefusal)
    {
        if (_open is not null && _open.IsRefusal != isRefusal)
        {
            EndMessage(line);
        }

        var message = _open ?? BeginMessage(line, isRefusal);
        message.Add(text);
        var json = InPart(line, message, isRefusal ? "response.refusal.delta"u8 : "response.output_text.delta"u8);
        json.WriteString("delta"u8, text);
        if (!isRefusal)
        {
            NoProbabilities(json);
        }

        EndEvent(line);
    }

    private ResponsesMessage BeginMessage(OpenAiLine line, bool isRefusal)
    {
        _open = new(_output.Count, isRefusal);
        _output.Add(_open);
        Item(line, _open, isDone: false);
        Part(line, _open, "response.content_part.added"u8, "");
        return _open;
    }

    private void EndMessage(OpenAiLine line)
    {
        if (_open is not { } message)
        {
            return;
        }

        _open = null;
        message.Citations = _citations;
        var text = message.Text;
        Annotations(line, message, text);
        var json = InPart(line, message, message.IsRefusal ? "response.refusal.done"u8 : "response.output_text.done"u8);
        json.WriteString(message.Field, text);
        if (!message.IsRefusal)
        {
            NoProbabilities(json);
        }

        EndEvent(line);
        Part(line, message, "response.content_part.done"u8, text);
        Item(line, message, isDone: true);
    }

    private void Annotations(OpenAiLine line, ResponsesMessage message, string text)
    {
        var index = 0;
        foreach (var annotation in message.IsRefusal ? [] : OpenAiCitations.AnnotationsOf(text, message.Citations))
        {
            var json = InPart(line, message, "response.output_text.annotation.added"u8);
            json.WriteNumber("annotation_index"u8, index++);
            json.WritePropertyName("annotation"u8);
            annotation.Write(json);
            EndEvent(line);
        }
    }

    private void Call(OpenAiLine line, ResponsesCall call)
    {
        _output.Add(call);
        Item(line, call, isDone: false);
        InItem(line, call, "response.function_call_arguments.delta"u8).WriteString("delta"u8, call.Arguments);
        EndEvent(line);
        var json = InItem(line, call, "response.function_call_arguments.done"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, call.Arguments);
        EndEvent(line);
        Item(line, call, isDone: true);
    }

    private void Response(OpenAiLine line, ReadOnlySpan<byte> type, ResponsesState state)
    {
        var json = BeginEvent(line, type);
        json.WritePropertyName("response"u8);
        ResponsesObject.Write(json, answer, request, state);
        EndEvent(line);
    }

    private void Item(OpenAiLine line, ResponsesItem item, bool isDone)
    {
        var json = BeginEvent(line, isDone ? "response.output_item.done"u8 : "response.output_item.added"u8);
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        item.Write(json, isDone);
        EndEvent(line);
    }

    private void Part(OpenAiLine line, ResponsesMessage message, ReadOnlySpan<byte> type, string text)
    {
        var json = InPart(line, message, type);
        json.WritePropertyName("part"u8);
        message.Part(json, text);
        EndEvent(line);
    }

    private Utf8JsonWriter InPart(OpenAiLine line, ResponsesItem item, ReadOnlySpan<byte> type)
    {
        var json = InItem(line, item, type);
        json.WriteNumber("content_index"u8, 0);
        return json;
    }

    private Utf8JsonWriter InItem(OpenAiLine line, ResponsesItem item, ReadOnlySpan<byte> type)
    {
        var json = BeginEvent(line, type);
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, item.Index);
        return json;
    }

    private Utf8JsonWriter BeginEvent(OpenAiLine line, ReadOnlySpan<byte> type)
    {
        line.Raw("event: "u8);
        line.Raw(type);
        line.Raw("\ndata: "u8);
        line.Json.WriteStartObject();
        line.Json.WriteString("type"u8, type);
        line.Json.WriteNumber("sequence_number"u8, _number++);
        return line.Json;
    }

    private static void EndEvent(OpenAiLine line)
    {
        line.Json.WriteEndObject();
        line.EndJson();
        line.Raw("\n\n"u8);
    }

    private static void NoProbabilities(Utf8JsonWriter json)
    {
        json.WriteStartArray("logprobs"u8);
        json.WriteEndArray();
    }
}
