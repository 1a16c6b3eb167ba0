using System.Text.Json;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>A vendor on this machine: lists models, answers and embeds in the wire format of every kind, and lets in who has the key.</summary>
internal sealed class VendorServer : IAsyncDisposable
{
    public const string Key = "vendor-key-0123456789";

    private LoopbackServer _server = null!;

    /// <summary>Where the key is looked for.</summary>
    private string _header = "Authorization";
    private string[] _models = [];

    /// <summary>Tried before the usual answers.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    public int Asked { get; private set; }

    public string Origin => $"http://127.0.0.1:{_server.Port}";

    public static async Task<VendorServer> StartAsync(string header = "Authorization", params string[] models)
    {
        var vendor = new VendorServer { _header = header, _models = models };
        vendor._server = await LoopbackServer.StartAsync(vendor.AnswerAsync);
        return vendor;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Asked++;
        if (Instead is { } instead && await instead(context))
        {
            return;
        }

        var presented = context.Request.Headers[_header].ToString();
        if (_header.Length > 0 && presented != Key && presented != $"Bearer {Key}")
        {
            await WriteAsync(context, 401, new { error = new { message = $"Incorrect API key provided: {presented}", type = "invalid_request_error", code = "invalid_api_key" } });
            return;
        }

        var path = context.Request.Path.Value!;
        object? answer = path switch
        {
            _ when path.EndsWith("/models", StringComparison.Ordinal) => new { @object = "list", data = _models.Select(m => new { id = m, @object = "model" }) },
            _ when path.EndsWith("/chat/completions", StringComparison.Ordinal) => new
            {
                id = "c1",
                model = "m",
                choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = "OK" } } },
                usage = new { prompt_tokens = 12, completion_tokens = 1, total_tokens = 13 },
            },
            _ when path.EndsWith("/responses", StringComparison.Ordinal) => new
            {
                id = "r1",
                @object = "response",
                status = "completed",
                model = "m",
                output = new[] { new { type = "message", id = "m1", role = "assistant", status = "completed", content = new[] { new { type = "output_text", text = "OK" } } } },
                usage = new { input_tokens = 12, output_tokens = 1, total_tokens = 13 },
            },
            _ when path.EndsWith("/embeddings", StringComparison.Ordinal) => new
            {
                @object = "list",
                model = "e",
                data = new[] { new { index = 0, embedding = new[] { 0.6, 0.8, 0.0 } } },
                usage = new { prompt_tokens = 6, total_tokens = 6 },
            },
            _ when path.EndsWith("/v1/messages", StringComparison.Ordinal) => new
            {
                id = "msg_1",
                type = "message",
                role = "assistant",
                model = "claude",
                stop_reason = "end_turn",
                stop_sequence = (string?)null,
                content = new[] { new { type = "text", text = "OK" } },
                usage = new { input_tokens = 12, output_tokens = 1 },
            },
            _ => null,
        };
        await WriteAsync(context, answer is null ? 404 : 200, answer ?? new { error = new { message = "Not found" } });
    }

    private static async Task WriteAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(body));
    }
}
