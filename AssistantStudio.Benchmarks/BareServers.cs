using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Benchmarks;

/// <summary>A vendor that answers at once, or word by word at a set pace.</summary>
internal static class BareVendor
{
    public const int Words = 100;

    public static readonly TimeSpan BeforeFirst = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan BetweenWords = TimeSpan.FromMilliseconds(50);

    private static readonly byte[] s_answer = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"bench-1","choices":[{"index":0,"message":{"role":"assistant","content":"Your parcel is on its way."},"finish_reason":"stop"}],"usage":{"prompt_tokens":60,"completion_tokens":8,"total_tokens":68}}""");

    private static readonly byte[] s_models = """{"object":"list","data":[{"id":"bench-1","object":"model","created":1,"owned_by":"bench"}]}"""u8.ToArray();
    private static readonly byte[] s_word = Chunk("""{"content":"word "}""", "null");
    private static readonly byte[] s_end = [.. Chunk("{}", "\"stop\""), .. """data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"bench-1","choices":[],"usage":{"prompt_tokens":60,"completion_tokens":100,"total_tokens":160}}"""u8, .. "\n\ndata: [DONE]\n\n"u8];

    public static Task<WebApplication> StartAsync() => BareServers.StartAsync(async context =>
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await WriteAsync(context, s_models);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf("\"stream\":true"u8) < 0)
        {
            await WriteAsync(context, s_answer);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await Task.Delay(BeforeFirst, context.RequestAborted);
        for (var i = 0; i < Words; i++)
        {
            await context.Response.Body.WriteAsync(s_word, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(BetweenWords, context.RequestAborted);
        }

        await context.Response.Body.WriteAsync(s_end, context.RequestAborted);
    });

    private static Task WriteAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json).AsTask();
    }

    private static byte[] Chunk(string delta, string reason) => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"bench-1","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{reason}}}]}""" + "\n\n");
}

/// <summary>Passes every request on as it came: what standing in between costs at the least. In a process of its own, as the program is.</summary>
internal static class BareProxy
{
    public static async Task RunAsync(int port, string target)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 4_000, UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = new(target) };
        await using var app = await BareServers.StartAsync(
            async context =>
            {
                using var request = new HttpRequestMessage(new(context.Request.Method), context.Request.Path.Value) { Content = new StreamContent(context.Request.Body) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
                context.Response.StatusCode = (int)response.StatusCode;
                context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
                await using var from = await response.Content.ReadAsStreamAsync(context.RequestAborted);
                var buffer = new byte[8_192];
                while (await from.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
                {
                    await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }
            }, port);
        await Task.Delay(Timeout.Infinite);
    }
}

internal static class BareServers
{
    public static async Task<WebApplication> StartAsync(RequestDelegate answer, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        builder.WebHost.ConfigureKestrel(o => o.AddServerHeader = false);
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
