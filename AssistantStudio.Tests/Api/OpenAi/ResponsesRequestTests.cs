using System.Text;
using AssistantStudio.Web.Api;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Api;

public sealed class ResponsesRequestTests
{
    [Fact]
    public void Read_AText_IsAQuestionUnderInstructions()
    {
        var request = Read("""{"model":"shop","input":"Hi","instructions":"Be brief.","max_output_tokens":20,"temperature":0,"top_p":0.5,"stream":true,"store":false,"truncation":"auto","include":["reasoning.encrypted_content"],"safety_identifier":"s","user":"u","metadata":{"a":"b"},"reasoning":{"effort":"high"}}""");

        Assert.Equal([(ChatRole.System, "Be brief."), (ChatRole.User, "Hi")], request.Messages.Select(m => (m.Role, m.Text)));
        Assert.Equal(("shop", true, true, "s", "b"), (request.Model, request.Stream, request.IncludeUsage, request.User, request.Metadata!["a"]));
        Assert.Equal<(int?, float?, float?, ReasoningEffort?)>((20, 0f, 0.5f, ReasoningEffort.High), (request.Options.MaxOutputTokens, request.Options.Temperature, request.Options.TopP, request.Options.Reasoning!.Effort));
    }

    [Fact]
    public void Read_Items_BecomeMessages()
    {
        var request = Read("""
            {
              "model": "shop",
              "input": [
                { "role": "developer", "content": "Be brief." },
                { "type": "message", "role": "user", "content": [ { "type": "input_text", "text": "Weather?" } ] },
                { "type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x" },
                { "type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": [ { "type": "output_text", "text": "Let me see.", "annotations": [] } ] },
                { "type": "function_call", "id": "fc_1", "call_id": "call_a", "name": "weather", "arguments": "{\"city\":\"Bonn\"}", "status": "completed" },
                { "type": "function_call", "call_id": "call_b", "name": "now", "arguments": "" },
                { "type": "function_call_output", "call_id": "call_a", "output": "12" },
                { "type": "function_call_output", "call_id": "call_b", "output": [ { "type": "input_text", "text": "noon" } ] }
              ],
              "tools": [ { "type": "function", "name": "weather", "description": "d", "parameters": { "type": "object" }, "strict": true } ],
              "tool_choice": { "type": "function", "name": "weather" },
              "text": { "format": { "type": "json_schema", "name": "reply", "schema": { "type": "object" }, "strict": true }, "verbosity": "medium" }
            }
            """);

        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Tool], request.Messages.Select(m => m.Role));
        Assert.Equal("Let me see.", request.Messages[2].Text);
        Assert.Equal([("call_a", "weather"), ("call_b", "now")], request.Messages[2].Contents.OfType<FunctionCallContent>().Select(c => (c.CallId, c.Name)));
        Assert.Equal(["12", "noon"], request.Messages.Skip(3).Select(m => (string)((FunctionResultContent)m.Contents.Single()).Result!));
        Assert.Equal(("weather", "d"), request.Options.Tools!.Select(t => (t.Name, t.Description)).Single());
        Assert.Equal("weather", Assert.IsType<RequiredChatToolMode>(request.Options.ToolMode).RequiredFunctionName);
        Assert.Equal("reply", Assert.IsType<ChatResponseFormatJson>(request.Options.ResponseFormat).SchemaName);
    }

    [Theory]
    [InlineData("\"input\":\"a\",\"previous_response_id\":\"resp_1\"", "previous_response_id")]
    [InlineData("\"input\":\"a\",\"conversation\":\"conv_1\"", "conversation")]
    [InlineData("\"input\":\"a\",\"background\":true", "background")]
    [InlineData("\"input\":\"a\",\"prompt\":{\"id\":\"p\"}", "prompt")]
    [InlineData("\"instructions\":\"a\"", "input")]
    [InlineData("\"input\":\"\"", "input")]
    [InlineData("\"input\":[]", "input")]
    [InlineData("\"input\":7", "input")]
    [InlineData("\"input\":[7]", "input[0]")]
    [InlineData("\"input\":[{\"role\":\"user\"}]", "input[0].content")]
    [InlineData("\"input\":[{\"role\":\"boss\",\"content\":\"a\"}]", "input[0].role")]
    [InlineData("\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"a\"}]}]", "input[0].content")]
    [InlineData("\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]", "input[0].type")]
    [InlineData("\"input\":[{\"type\":\"function_call\",\"name\":\"a\",\"arguments\":\"\"}]", "input[0].call_id")]
    [InlineData("\"input\":[{\"type\":\"function_call\",\"call_id\":\"a\",\"name\":\"f\"},{\"type\":\"function_call_output\",\"call_id\":\"a\",\"output\":7}]", "input[1].output")]
    [InlineData("\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"a\",\"output\":\"7\"}]", "input[0].call_id")]
    [InlineData("\"input\":\"a\",\"instructions\":[]", "instructions")]
    [InlineData("\"input\":\"a\",\"max_output_tokens\":\"5\"", "max_output_tokens")]
    [InlineData("\"input\":\"a\",\"text\":\"plain\"", "text")]
    [InlineData("\"input\":\"a\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\"}}", "text.format.schema")]
    [InlineData("\"input\":\"a\",\"tools\":[{\"type\":\"web_search\"}]", "tools[0].type")]
    [InlineData("\"input\":\"a\",\"tools\":[{\"type\":\"function\"}]", "tools[0].name")]
    [InlineData("\"input\":\"a\",\"tool_choice\":{\"type\":\"function\",\"name\":\"a\"}", "tool_choice")]
    [InlineData("\"input\":\"a\",\"reasoning\":{\"effort\":5}", "reasoning.effort")]
    public void Read_AFieldThatIsWrong_IsNamed(string fields, string param)
    {
        var error = Assert.Throws<OpenAiException>(() => Read($$"""{"model":"shop",{{fields}}}""")).Error;

        Assert.Equal((400, "invalid_request_error", param), (error.Status, error.Type, error.Param));
    }

    [Fact]
    public void Read_WhatGoesOnFromAnother_SaysToSendItWhole() =>
        Assert.Contains("send the whole conversation", Assert.Throws<OpenAiException>(() => Read("""{"model":"shop","input":"a","previous_response_id":"resp_1"}""")).Message, StringComparison.Ordinal);

    private static OpenAiRequest Read(string body) => ResponsesRequest.Read(Encoding.UTF8.GetBytes(body));
}
