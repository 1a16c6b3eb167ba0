using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>A server that answers every request with the next of its answers, the last one again and again, and keeps what it was asked.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly GuardedHttpFixture _http = new("127.0.0.0/8");
    private readonly Queue<RequestDelegate> _answers = new();
    private LoopbackServer _server = null!;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public List<(string Path, JsonElement Body, IReadOnlyDictionary<string, string> Headers)> Asked { get; } = [];

    public Uri Address => new($"http://127.0.0.1:{_server.Port}/v1");

    public WireMemory Memory { get; } = new();

    public static async Task<WireServer> StartAsync(params RequestDelegate[] answers)
    {
        var server = new WireServer();
        Array.ForEach(answers, server._answers.Enqueue);
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public static RequestDelegate Json(string body, int status = 200, string type = "application/json", params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(body, Encoding.UTF8);
    };

    /// <summary>Each line of JSON as an event, then the end.</summary>
    public static RequestDelegate Events(params string[] data) => Raw(string.Concat(data.Select(d => $"data: {d}\n\n")));

    public static RequestDelegate Raw(string body, int pieces = 1) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        var bytes = Encoding.UTF8.GetBytes(body);
        var size = Math.Max(1, bytes.Length / pieces);
        for (var at = 0; at < bytes.Length; at += size)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
            await context.Response.Body.FlushAsync();
        }
    };

    public WireConnection Connection(WireVendor vendor = WireVendor.Compatible, string? key = "sk-test-0123456789") => new()
    {
        Profile = WireProfiles.Of(vendor),
        Address = Address,
        Key = key,
        Name = "Our server",
    };

    public OpenAiChatClient Chat(WireVendor vendor = WireVendor.Compatible, string model = "m", HttpLimits? limits = null) =>
        new(_http.Client(limits ?? WireLimits.ForAnswer(TimeSpan.FromSeconds(20))), _http.Client(limits ?? WireLimits.ForStream(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1))), Connection(vendor), Memory, model);

    public OpenAiEmbeddings Embeddings(WireVendor vendor = WireVendor.Compatible) => new(Http(), Connection(vendor), "e");

    public HttpClient Http() => _http.Client(WireLimits.ForAnswer(TimeSpan.FromSeconds(20)));

    public HttpClient Http(DelegatingHandler around) => _http.Http.CreateClient(WireLimits.ForAnswer(TimeSpan.FromSeconds(20)), around);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        RequestDelegate answer;
        lock (Asked)
        {
            Asked.Add((context.Request.Path, body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body), context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
            answer = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        }

        await answer(context);
    }
}
