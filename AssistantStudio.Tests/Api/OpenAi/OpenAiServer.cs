using System.Collections.Concurrent;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Tests.Api;

/// <summary>The wire on a real line, with a model behind it that says what a test has it say.</summary>
internal sealed class OpenAiServer : IAsyncDisposable
{
    public const string Key = "as_test";

    private readonly ConcurrentQueue<OpenAiRequest> _asked = new();
    private readonly TestClock _clock = new();
    private LoopbackServer _server = null!;

    private OpenAiServer()
    {
    }

    public FakeModel Model { get; } = new();

    public IReadOnlyList<OpenAiRequest> Asked => [.. _asked];

    public OpenAiEmbeddings? AskedToEmbed { get; private set; }

    public int Requests => _server.Requests;

    public Uri Address => _server.At("127.0.0.1", "/v1");

    public DateTimeOffset Now => _clock.GetUtcNow();

    public static async Task<OpenAiServer> StartAsync()
    {
        var server = new OpenAiServer();
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public HttpClient Plain()
    {
        var client = new HttpClient { BaseAddress = _server.At("127.0.0.1") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        return client;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var id = OpenAiHeaders.Begin(context.Response, _clock);
        var ct = context.RequestAborted;
        try
        {
            await (context.Request.Path.Value switch
            {
                _ when context.Request.Headers.Authorization != $"Bearer {Key}" => throw new OpenAiException(OpenAiError.WrongKey()),
                "/v1/chat/completions" => ChatAsync(context, id, ct),
                "/v1/responses" => RespondAsync(context, id, ct),
                "/v1/embeddings" => EmbedAsync(context, ct),
                "/v1/models" => ModelsWriter.WriteAsync(context.Response, [Entry("shop"), Entry("team/help")], ct),
                "/v1/models/shop" => ModelsWriter.WriteAsync(context.Response, Entry("shop"), ct),
                var path => throw new OpenAiException(OpenAiError.UnknownRoute(context.Request.Method, path ?? "")),
            });
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await OpenAiErrorWriter.WriteAsync(context.Response, OpenAiErrors.Of(e, id), ct);
        }
    }

    private async Task ChatAsync(HttpContext context, string reference, CancellationToken ct)
    {
        var request = await ChatCompletionRequest.ReadAsync(context.Request, ct);
        var (model, answer) = (Connect(request), OpenAiAnswer.ToChat(request, _clock));
        if (request.Stream)
        {
            await ChatCompletionWriter.StreamAsync(context.Response, request, answer, model.GetStreamingResponseAsync(request.Messages, request.Options, ct), reference, _clock, ct);
        }
        else
        {
            await ChatCompletionWriter.WriteAsync(context.Response, answer, await model.GetResponseAsync(request.Messages, request.Options, ct), ct);
        }
    }

    private async Task RespondAsync(HttpContext context, string reference, CancellationToken ct)
    {
        var request = await ResponsesRequest.ReadAsync(context.Request, ct);
        var (model, answer) = (Connect(request), OpenAiAnswer.ToResponse(request, _clock));
        if (request.Stream)
        {
            await ResponsesWriter.StreamAsync(context.Response, request, answer, model.GetStreamingResponseAsync(request.Messages, request.Options, ct), reference, _clock, ct);
        }
        else
        {
            await ResponsesWriter.WriteAsync(context.Response, request, answer, await model.GetResponseAsync(request.Messages, request.Options, ct), ct);
        }
    }

    private async Task EmbedAsync(HttpContext context, CancellationToken ct)
    {
        var request = AskedToEmbed = await EmbeddingsRequest.ReadAsync(context.Request, ct);
        var vectors = request.Inputs.Select((text, i) => new Embedding<float>(new[] { text.Length, i, -0.1f, float.MaxValue })).ToArray();
        await EmbeddingsWriter.WriteAsync(context.Response, request, vectors, new() { InputTokenCount = 5 }, ct);
    }

    private IChatClient Connect(OpenAiRequest request)
    {
        _asked.Enqueue(request);
        return request.Model == "shop" ? Model.Connect(request.Model) : throw new OpenAiException(OpenAiError.ModelNotFound(request.Model));
    }

    private OpenAiModel Entry(string id) => new(id, _clock.GetUtcNow(), "acme");
}
