using AssistantStudio.Web.Hosting;

namespace AssistantStudio.Web.Api;

/// <summary>What goes wrong under /v1 before or outside an endpoint: no key, no such address, an exception on the way.</summary>
internal static class OpenAiProblems
{
    private static readonly object s_id = new();

    /// <summary>The id of the request. Named when it is first asked for, and again where an error handler has cleared it away.</summary>
    public static string IdOf(HttpContext context)
    {
        if (context.Items[s_id] is string known)
        {
            OpenAiHeaders.Name(context.Response, known);
            return known;
        }

        var id = OpenAiHeaders.Begin(context.Response, context.RequestServices.GetRequiredService<TimeProvider>());
        context.Items[s_id] = id;
        return id;
    }

    /// <summary>A bare status.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        IdOf(context);
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        var error = context.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => OpenAiError.WrongKey(),
            StatusCodes.Status404NotFound => OpenAiError.UnknownRoute(method, path),
            StatusCodes.Status405MethodNotAllowed => OpenAiError.WrongMethod(method, path),
            StatusCodes.Status413PayloadTooLarge => OpenAiError.TooLarge(OpenAiLimits.BodyBytes),
            var status => OpenAiError.Other(status, "The request cannot be answered."),
        };
        return OpenAiErrorWriter.WriteAsync(context.Response, error, context.RequestAborted);
    }

    public static async Task WriteAsync(HttpContext context, Exception exception, ILogger log)
    {
        var id = IdOf(context);
        if (OpenAiErrors.IsUnexpected(exception))
        {
            HostingLog.RequestFailed(log, exception, context.Request.Method, context.Request.Path, id);
        }

        await OpenAiErrorWriter.WriteAsync(context.Response, OpenAiErrors.Of(exception, id).SentTo(context.Request.Path), context.RequestAborted);
    }
}
