using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace AssistantStudio.Web.Api;

/// <summary>
/// The events of a turn as text/event-stream: "event: delta", "id: 3-120", "data: {…}". Sending the last id back as
/// Last-Event-ID goes on from there. A comment keeps the line open while there is nothing to say.
/// </summary>
internal sealed class TurnStream(Func<CancellationToken, IAsyncEnumerable<NumberedEvent>> events) : IResult
{
    public const string MediaType = "text/event-stream";

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(15);
    private static readonly byte[] s_comment = ": still here\n\n"u8.ToArray();

    public static bool IsWanted(HttpRequest request) => request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        var (ct, json) = (reading.Token, httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

        // What keeps a turn from beginning is an error as any other: the reply begins with its first event.
        var reader = events(ct).GetAsyncEnumerator(ct);
        await using (reader)
        {
            var next = reader.MoveNextAsync().AsTask();
            if (!await next)
            {
                return;
            }

            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            httpContext.Response.ContentType = MediaType + "; charset=utf-8";
            httpContext.Response.Headers.CacheControl = "no-cache";
            httpContext.Response.Headers["X-Accel-Buffering"] = "no";
            try
            {
                while (true)
                {
                    await WriteAsync(httpContext.Response, reader.Current, json, ct);
                    next = reader.MoveNextAsync().AsTask();
                    while (!await IsThereAsync(next))
                    {
                        await httpContext.Response.Body.WriteAsync(s_comment, ct);
                        await httpContext.Response.Body.FlushAsync(ct);
                    }

                    if (!await next)
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException && httpContext.RequestAborted.IsCancellationRequested)
            {
                // Whoever read has gone; the turn goes on.
            }
            catch (StudioException e)
            {
                await WriteAsync(httpContext.Response, new(default, new TurnFailed(e.Code, e.Message, null)), json, ct);
            }
            finally
            {
                // Nobody may let go of a reader that is still waiting for its next event.
                await reading.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<bool> IsThereAsync(Task next)
    {
        if (next.IsCompleted)
        {
            return true;
        }

        try
        {
            await next.WaitAsync(s_silence);
            return true;
        }
        catch (TimeoutException) when (!next.IsCompleted)
        {
            return false;
        }
    }

    private static async Task WriteAsync(HttpResponse response, NumberedEvent one, JsonSerializerOptions json, CancellationToken ct)
    {
        var (name, body) = TurnEventBodies.Of(one.Event);
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"event: {name}\nid: {one.Position}\ndata: {JsonSerializer.Serialize(body, body.GetType(), json)}\n\n"), ct);
        await response.Body.FlushAsync(ct);
    }
}
