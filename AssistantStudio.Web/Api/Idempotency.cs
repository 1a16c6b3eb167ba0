using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Hosting;

namespace AssistantStudio.Web.Api;

/// <summary>
/// A changing call that carries an Idempotency-Key is carried out once: the same call again gets the same reply, also
/// after a restart and on another node.
/// </summary>
public static class Idempotency
{
    public const string Header = "Idempotency-Key";

    private const int MaxKeyLength = 200;
    private const int MaxStoredBody = 256 << 10;

    public static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var key = context.Request.Headers[Header].ToString();
        var method = context.Request.Method;
        var changes = HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsPatch(method);
        // A stream is not kept; what it sends is known by the same key to whoever takes it.
        if (key.Length == 0 || !changes || TurnStream.IsWanted(context.Request) || !context.Request.Path.StartsWithSegments(ApiPaths.V1) || context.User.Identity?.IsAuthenticated != true)
        {
            await next(context);
            return;
        }

        await AnswerOnceAsync(context, key, next);
    });

    /// <summary>Carries the call out, or gives the reply that it had. Nothing of its body may have been read, or it must stand at its beginning again.</summary>
    public static async Task AnswerOnceAsync(HttpContext context, string key, RequestDelegate next)
    {
        if (key.Length > MaxKeyLength)
        {
            throw new ValidationException(Header, $"At most {MaxKeyLength} characters.");
        }

        var store = context.RequestServices.GetRequiredService<IdempotencyStore>();
        var access = context.RequestServices.GetRequiredService<Access>();
        var grant = access.Grant;
        var call = Hash($"{grant.UserId}|{grant.ApiKeyId}|{context.Request.Method}|{context.Request.Path}{context.Request.QueryString}|{key}");
        var begun = await store.BeginAsync(call, await HashBodyAsync(context.Request), context.RequestAborted);
        if (begun.Earlier is { } earlier)
        {
            await ReplayAsync(context, earlier);
            return;
        }

        var original = context.Response.Body;
        var aborted = context.RequestAborted;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        context.RequestAborted = CancellationToken.None; // Who hangs up half-way asks again for the reply: the call is carried to its end.
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is StudioException or BadHttpRequestException)
        {
            await store.ForgetAsync(begun.Id, CancellationToken.None);
            throw;
        }
        catch
        {
            await KeepAsync(context, store, begun.Id, null);
            throw;
        }
        finally
        {
            context.Response.Body = original;
            context.RequestAborted = aborted;
        }

        var keep = context.Response.StatusCode < StatusCodes.Status500InternalServerError && buffer.Length <= MaxStoredBody;
        await KeepAsync(context, store, begun.Id, keep ? ReplyOf(context.Response, buffer) : null);
        buffer.Position = 0;
        await buffer.CopyToAsync(original, context.RequestAborted);
    }

    /// <summary>The work is done by now: a reply that cannot be kept must neither hide it from the caller nor let it be done twice.</summary>
    private static async Task KeepAsync(HttpContext context, IdempotencyStore store, Guid call, StoredReply? reply)
    {
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Idempotency));
        try
        {
            if (reply is not null)
            {
                await store.FinishAsync(call, reply, CancellationToken.None);
                return;
            }
        }
        catch (Exception e)
        {
            HostingLog.ReplyNotKept(log, e);
        }

        try
        {
            await store.FinishWithoutReplyAsync(call, CancellationToken.None);
        }
        catch (Exception e)
        {
            HostingLog.ReplyNotKept(log, e);
        }
    }

    private static StoredReply ReplyOf(HttpResponse response, MemoryStream body) => new(
        response.StatusCode, response.ContentType, response.Headers.Location, response.Headers.ETag, Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length))
    {
        DeploymentId = response.Headers[ServingEndpoints.DeploymentHeader],
        Release = response.Headers[ServingEndpoints.ReleaseHeader],
    };

    private static async Task ReplayAsync(HttpContext context, StoredReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        context.Response.ContentType = reply.ContentType;
        context.Response.Headers.Location = reply.Location;
        context.Response.Headers.ETag = reply.ETag;
        context.Response.Headers[ServingEndpoints.DeploymentHeader] = reply.DeploymentId;
        context.Response.Headers[ServingEndpoints.ReleaseHeader] = reply.Release;
        if (reply.Body.Length > 0)
        {
            await context.Response.WriteAsync(reply.Body, context.RequestAborted);
        }
    }

    private static async Task<string> HashBodyAsync(HttpRequest request)
    {
        request.EnableBuffering();
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted));
        request.Body.Position = 0;
        return hash;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
