using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.WebUtilities;

namespace AssistantStudio.Web.Hosting;

/// <summary>
/// Whoever asks for a stream of events and is refused gets problem details like anybody else: the framework's own writer gives
/// them only to those who say that they take JSON.
/// </summary>
internal sealed class EventStreamProblems : IProblemDetailsWriter
{
    private const string MediaType = "application/problem+json";

    public bool CanWrite(ProblemDetailsContext context) => TurnStream.IsWanted(context.HttpContext.Request);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var status = context.ProblemDetails.Status ??= context.HttpContext.Response.StatusCode;
        context.ProblemDetails.Title ??= ReasonPhrases.GetReasonPhrase(status);
        Problems.Complete(context);
        await TypedResults.Json(context.ProblemDetails, contentType: MediaType, statusCode: status).ExecuteAsync(context.HttpContext);
    }
}
