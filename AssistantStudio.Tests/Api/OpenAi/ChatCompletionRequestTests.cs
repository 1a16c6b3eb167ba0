using System.Text;
using System.Text.Json;
using AssistantStudio.Web.Api;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Bodies as the clients that people use send them, and bodies as nobody should.</summary>
public sealed class ChatCompletionRequestTests
{
    [Fact]
    public void Read_WhatThePythonClientSends_IsReadWhole()
    {
        var request = Read("""
            {
              "messages": [
                { "role": "developer", "content": "Be brief.", "name": "house" },
                { "role": "user", "content": [ { "type": "text", "text": "Where is " }, { "type": "text", "text": "order 17? \ud83d\ude42" } ] }
              ],
              "model": "shop@staging", "frequency_penalty": -0.5, "max_completion_tokens": 256, "max_tokens": 9, "metadata": { "ticket": "4" },
              "n": 1, "presence_penalty": 0, "seed": 42, "stop": ["END", "STOP"], "store": true, "stream": true, "stream_options": { "include_usage": true, "include_obfuscation": false },
              "temperature": 0.7, "top_p": 1, "user": "u-1", "service_tier": "auto", "logit_bias": {}, "reasoning_effort": "low", "something_new": { "a": [1] }
            }
            """);

        Assert.Equal(("shop@staging", true, true, "u-1"), (request.Model, request.Stream, request.IncludeUsage, request.User));
        Assert.Equal([(ChatRole.System, "Be brief."), (ChatRole.User, "Where is order 17? 🙂")], request.Messages.Select(m => (m.Role, m.Text)));
        Assert.Equal("house", request.Messages[0].AuthorName);
        var o = request.Options;
        Assert.Equal<(float?, float?, float?, float?, long?, int?)>((0.7f, 1f, -0.5f, 0f, 42L, 256), (o.Temperature, o.TopP, o.FrequencyPenalty, o.PresencePenalty, o.Seed, o.MaxOutputTokens));
        Assert.Equal(["END", "STOP"], o.StopSequences!);
        Assert.Equal(ReasoningEffort.Low, o.Reasoning!.Effort);
        Assert.Equal("4", request.Metadata!["ticket"]);
    }

    [Fact]
    public void Read_WithTheLeast_SetsNothingElse()
    {
        var request = Read("""{"model":"shop","messages":[{"role":"user","content":"Hi"}],"temperature":null,"stop":null,"tools":[],"metadata":null,"response_format":null,"stream":null}""");

        var o = request.Options;
        Assert.Equal((false, false), (request.Stream, request.IncludeUsage));
        object?[] set = [request.User, request.Metadata, o.Temperature, o.MaxOutputTokens, o.StopSequences, o.ResponseFormat, o.Tools, o.ToolMode, o.AllowMultipleToolCalls];
        Assert.All(set, Assert.Null);
    }

    [Fact]
    public void Read_WhatLangChainSendsAfterATool_KeepsCallsAndResults()
    {
        var request = Read("""
            {
              "messages": [
                { "content": "Weather in Bonn and Ulm?", "role": "user" },
                { "role": "assistant", "content": null, "tool_calls": [
                  { "type": "function", "id": "call_a", "function": { "name": "weather", "arguments": "{\"city\": \"Bonn\"}" } },
                  { "type": "function", "id": "call_b", "function": { "name": "weather", "arguments": "{broken" } } ] },
                { "content": "12 degrees", "role": "tool", "tool_call_id": "call_a" },
                { "content": [ { "type": "text", "text": "no such " }, { "type": "text", "text": "city" } ], "role": "tool", "tool_call_id": "call_b" }
              ],
              "model": "shop", "parallel_tool_calls": false, "tool_choice": { "type": "function", "function": { "name": "weather" } },
              "tools": [ { "type": "function", "function": { "name": "weather", "description": "Looks out of the window.", "strict": true,
                "parameters": { "type": "object", "properties": { "city": { "type": "string" } }, "required": ["city"] } } },
                { "type": "function", "function": { "name": "now" } } ]
            }
            """);

        var calls = request.Messages[1].Contents.Cast<FunctionCallContent>().ToArray();
        Assert.Equal([("call_a", "weather"), ("call_b", "weather")], calls.Select(c => (c.CallId, c.Name)));
        Assert.Equal("Bonn", calls[0].Arguments!["city"]!.ToString());
        Assert.Equal(["""{"city": "Bonn"}""", "{broken"], calls.Select(OpenAiJson.ArgumentsOf));
        Assert.Equal([("call_a", "12 degrees"), ("call_b", "no such city")], request.Messages.Skip(2).Select(m => (FunctionResultContent)m.Contents.Single()).Select(r => (r.CallId, (string)r.Result!)));
        var tools = request.Options.Tools!.Cast<AIFunctionDeclaration>().ToArray();
        Assert.Equal([("weather", "Looks out of the window."), ("now", "")], tools.Select(t => (t.Name, t.Description)));
        Assert.Equal("city", tools[0].JsonSchema.GetProperty("required")[0].GetString());
        Assert.Equal("object", tools[1].JsonSchema.GetProperty("type").GetString());
        Assert.DoesNotContain(tools, t => t is AIFunction);
        Assert.Equal("weather", Assert.IsType<RequiredChatToolMode>(request.Options.ToolMode).RequiredFunctionName);
        Assert.False(request.Options.AllowMultipleToolCalls);
    }

    [Fact]
    public void Read_WhatTheVercelSdkSendsForAnObject_HasTheSchema()
    {
        var request = Read("""
            {"model":"shop","messages":[{"role":"system","content":"x"},{"role":"user","content":"y"}],"max_tokens":100.0,"stop":"END",
             "response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true,"name":"response","description":"d"}}}
            """);

        var format = Assert.IsType<ChatResponseFormatJson>(request.Options.ResponseFormat);
        Assert.Equal(("response", "d", "number"), (format.SchemaName, format.SchemaDescription, format.Schema!.Value.GetProperty("properties").GetProperty("a").GetProperty("type").GetString()));
        Assert.Equal(100, request.Options.MaxOutputTokens);
        Assert.Equal(["END"], request.Options.StopSequences!);
        Assert.IsType<ChatResponseFormatText>(Read(With("\"response_format\":{\"type\":\"text\"}")).Options.ResponseFormat);
        Assert.Null(Assert.IsType<ChatResponseFormatJson>(Read(With("\"response_format\":{\"type\":\"json_object\"}")).Options.ResponseFormat).Schema);
    }

    [Fact]
    public void Read_FunctionsOfOldClients_FindTheirCall()
    {
        var request = Read("""
            {"model":"shop","messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"done"},{"role":"assistant","content":"ok"}]}
            """);

        var call = Assert.IsType<FunctionCallContent>(request.Messages[1].Contents.Single());
        var result = Assert.IsType<FunctionResultContent>(request.Messages[2].Contents.Single());
        Assert.Equal((call.CallId, "done", "ok"), (result.CallId, (string)result.Result!, request.Messages[3].Text));
    }

    [Theory]
    [InlineData("\"none\"", typeof(NoneChatToolMode), 2)]
    [InlineData("\"auto\"", typeof(AutoChatToolMode), 2)]
    [InlineData("\"required\"", typeof(RequiredChatToolMode), 2)]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"b"}}]}}""", typeof(RequiredChatToolMode), 1)]
    public void Read_ToolChoices_AreTaken(string choice, Type mode, int tools)
    {
        var options = Read(With($$$"""
            "tool_choice":{{{choice}}},"tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b"}}]
            """)).Options;

        Assert.IsType(mode, options.ToolMode);
        Assert.Equal(tools, options.Tools!.Count);
    }

    [Theory]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"n\":0", "n")]
    [InlineData("\"temperature\":2.1", "temperature")]
    [InlineData("\"temperature\":\"hot\"", "temperature")]
    [InlineData("\"temperature\":1e999", "temperature")]
    [InlineData("\"top_p\":-0.1", "top_p")]
    [InlineData("\"presence_penalty\":3", "presence_penalty")]
    [InlineData("\"frequency_penalty\":[]", "frequency_penalty")]
    [InlineData("\"max_tokens\":0", "max_tokens")]
    [InlineData("\"max_completion_tokens\":1.5", "max_completion_tokens")]
    [InlineData("\"max_completion_tokens\":99999999999", "max_completion_tokens")]
    [InlineData("\"seed\":\"a\"", "seed")]
    [InlineData("\"seed\":99999999999999999999", "seed")]
    [InlineData("\"stop\":5", "stop")]
    [InlineData("\"stop\":[\"a\",7]", "stop[1]")]
    [InlineData("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop")]
    [InlineData("\"stream\":\"yes\"", "stream")]
    [InlineData("\"stream_options\":[]", "stream_options")]
    [InlineData("\"stream_options\":{\"include_usage\":1}", "stream_options.include_usage")]
    [InlineData("\"user\":5", "user")]
    [InlineData("\"metadata\":{\"a\":1}", "metadata.a")]
    [InlineData("\"metadata\":\"a\"", "metadata")]
    [InlineData("\"reasoning_effort\":\"huge\"", "reasoning_effort")]
    [InlineData("\"response_format\":\"json\"", "response_format")]
    [InlineData("\"response_format\":{\"type\":\"xml\"}", "response_format.type")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}}", "response_format.json_schema.schema")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}", "response_format.json_schema.name")]
    [InlineData("\"tools\":{}", "tools")]
    [InlineData("\"tools\":[5]", "tools[0]")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools[0].type")]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", "tools[0].function")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]", "tools[0].function.name")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":\"{}\"}}]", "tools[0].function.parameters")]
    [InlineData("\"tool_choice\":\"required\"", "tool_choice")]
    [InlineData("\"tool_choice\":\"some\"", "tool_choice")]
    [InlineData("\"tool_choice\":7", "tool_choice")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}}", "tool_choice")]
    [InlineData("\"functions\":[{\"name\":\"a\"}]", "functions")]
    public void Read_AFieldThatIsWrong_IsNamed(string field, string param) => Refused(With(field), param);

    [Theory]
    [InlineData("[]", "messages")]
    [InlineData("\"Hi\"", "messages")]
    [InlineData("null", "messages")]
    [InlineData("[\"Hi\"]", "messages[0]")]
    [InlineData("[{\"content\":\"Hi\"}]", "messages[0].role")]
    [InlineData("[{\"role\":\"boss\",\"content\":\"Hi\"}]", "messages[0].role")]
    [InlineData("[{\"role\":\"user\"}]", "messages[0].content")]
    [InlineData("[{\"role\":\"user\",\"content\":null}]", "messages[0].content")]
    [InlineData("[{\"role\":\"user\",\"content\":7}]", "messages[0].content")]
    [InlineData("[{\"role\":\"user\",\"content\":[7]}]", "messages[0].content")]
    [InlineData("[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]", "messages[0].content")]
    [InlineData("[{\"role\":\"system\",\"content\":\"a\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a/b.png\"}}]}]", "messages[1].content", "unsupported_content_part")]
    [InlineData("[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{}}]}]", "messages[0].content", "unsupported_content_part")]
    [InlineData("[{\"role\":\"tool\",\"content\":\"a\"}]", "messages[0].tool_call_id")]
    [InlineData("[{\"role\":\"function\",\"content\":\"a\"}]", "messages[0].name")]
    [InlineData("[{\"role\":\"assistant\",\"tool_calls\":{}}]", "messages[0].tool_calls")]
    [InlineData("[{\"role\":\"assistant\",\"tool_calls\":[5]}]", "messages[0].tool_calls[0]")]
    [InlineData("[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"id\":\"b\",\"function\":{}}]}]", "messages[0].tool_calls[1].function.name")]
    [InlineData("[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":7}}]}]", "messages[0].tool_calls[0].function.arguments")]
    public void Read_AMessageThatIsWrong_IsNamed(string messages, string param, string? code = null) =>
        Refused($$"""{"model":"shop","messages":{{messages}}}""", param, code);

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""", "model")]
    [InlineData("""{"model":"","messages":[{"role":"user","content":"Hi"}]}""", "model")]
    [InlineData("""{"model":5,"messages":[{"role":"user","content":"Hi"}]}""", "model")]
    [InlineData("""{"model":"shop"}""", "messages")]
    [InlineData("", null)]
    [InlineData("{ not json", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("\"text\"", null)]
    [InlineData("""{"model":"shop","messages":[{"role":"user","content":"\ud83d"}]}""", null)]
    [InlineData("""{"model":"shop","messages":[{"role":"user","content":"\ude42\ud83d"}]}""", null)]
    [InlineData("""{"model":"shop","messages":[{"role":"user","content":"\ud83d\n\ude42"}]}""", null)]
    public void Read_WhatIsNoRequest_IsRefused(string body, string? param) => Refused(body, param);

    [Fact]
    public void Read_WhatIsNoText_IsRefused()
    {
        Refused(Encoding.Latin1.GetBytes("""{"model":"caf\u00e9","messages":[]}""".Replace("\\u00e9", "\u00e9", StringComparison.Ordinal)), null);
        Refused("{\"model\":\"shop\",\"metadata\":" + string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200)) + "}", null);
    }

    [Fact]
    public void Read_AMarkAtTheBeginningAndEscapes_AreNoTrouble()
    {
        var json = """{"model":"shop","messages":[{"role":"user","content":"\\ud83d \ud83d\ude42 \u00e9 \"\\"}]}""";

        var request = ChatCompletionRequest.Read(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(Encoding.UTF8.GetBytes(json)).ToArray());

        Assert.Equal("\\ud83d 🙂 é \"\\", request.Messages[0].Text);
    }

    private static string With(string field) => $$"""{"model":"shop","messages":[{"role":"user","content":"Hi"}],{{field}}}""";

    private static OpenAiRequest Read(string body) => ChatCompletionRequest.Read(Encoding.UTF8.GetBytes(body));

    private static void Refused(string body, string? param, string? code = null) => Refused(Encoding.UTF8.GetBytes(body), param, code);

    private static void Refused(byte[] body, string? param, string? code = null)
    {
        var error = Assert.Throws<OpenAiException>(() => ChatCompletionRequest.Read(body)).Error;

        Assert.Equal((400, "invalid_request_error", param), (error.Status, error.Type, error.Param));
        Assert.Equal(code ?? error.Code, error.Code);
        Assert.False(string.IsNullOrEmpty(error.Message));
    }
}
