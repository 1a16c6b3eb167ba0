using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace AssistantStudio.Web.Api;

/// <param name="Id">Null: nobody goes on from here.</param>
internal sealed record StreamedEvent(string Name, string? Id, object Body);

/// <summary>Events as text/event-stream. A comment keeps the line open while there is nothing to say.</summary>
internal abstract class EventStream<T>(Func<CancellationToken, IAsyncEnumerable<T>> events) : IResult
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(15);
    private static readonly byte[] s_comment = ": still here\n\n"u8.ToArray();

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
            httpContext.Response.ContentType = TurnStream.MediaType + "; charset=utf-8";
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
                await WriteAsync(httpContext.Response, FailureOf(e), json, ct);
            }
            finally
            {
                // Nobody may let go of a reader that is still waiting for its next event.
                await reading.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    protected abstract StreamedEvent Of(T one);

    /// <summary>What is told when it fails after it began.</summary>
    protected abstract T FailureOf(StudioException e);

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

    private async Task WriteAsync(HttpResponse response, T one, JsonSerializerOptions json, CancellationToken ct)
    {
        var (name, id, body) = Of(one);
        var place = id is null ? "" : $"id: {id}\n";
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"event: {name}\n{place}data: {JsonSerializer.Serialize(body, body.GetType(), json)}\n\n"), ct);
        await response.Body.FlushAsync(ct);
    }
}
