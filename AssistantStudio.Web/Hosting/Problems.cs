using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Hosting;

/// <summary>The one place where errors become HTTP: RFC 9457 problem details with a code, a reference and field errors.</summary>
public sealed class Problems(IProblemDetailsService details, ILogger<Problems> log) : IExceptionHandler
{
    private const int StatusClientClosed = 499;

    public static string ReferenceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!ApiPaths.IsForPrograms(AskedPath(context)))
        {
            return RefusePage(context, exception); // Anything unexpected is for the error page of the screens.
        }

        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusClientClosed;
            return true;
        }

        if (ApiPaths.IsServing(AskedPath(context)))
        {
            await OpenAiProblems.WriteAsync(context, exception, log);
            return true;
        }

        var problem = Describe(context, exception);
        context.Response.StatusCode = problem.Status!.Value;
        if (exception is LimitExceededException { RetryAfter: { } wait })
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await details.WriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
        return true;
    }

    /// <summary>By now the request's own path is already the error page's.</summary>
    private static PathString AskedPath(HttpContext context) => context.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? context.Request.Path;

    public static int StatusOf(HttpContext context, StudioException exception) => exception switch
    {
        ValidationException => StatusCodes.Status400BadRequest,
        NotFoundException => StatusCodes.Status404NotFound,
        ForbiddenException => StatusCodes.Status403Forbidden,
        ConflictException { Code: ConflictException.StaleCode } when context.Request.Headers.IfMatch.Count > 0 => StatusCodes.Status412PreconditionFailed,
        ConflictException or NotReadyException => StatusCodes.Status409Conflict,
        LimitExceededException => StatusCodes.Status429TooManyRequests,
        ProviderFailedException => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>An expected failure of a page or an account form leaves its status and its sentence for <see cref="PageProblem"/>.</summary>
    private bool RefusePage(HttpContext context, Exception exception)
    {
        var (status, code) = exception switch
        {
            StudioException expected => (StatusOf(context, expected), expected.Code),
            _ when DatabaseFault.Of(exception) is { } fault => (StatusOf(context, fault), fault.Code),
            AntiforgeryValidationException => (StatusCodes.Status400BadRequest, PageProblem.StaleForm),
            BadHttpRequestException bad => (bad.StatusCode, context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } ? PageProblem.StaleForm : "bad_request"),
            _ => default,
        };
        if (status == 0)
        {
            return false;
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            HostingLog.RequestFailed(log, exception, context.Request.Method, AskedPath(context), ReferenceOf(context));
        }
        else
        {
            HostingLog.PageRefused(log, context.Request.Method, AskedPath(context), status, code);
        }

        PageProblem.Keep(context, new(code, (exception as StudioException ?? DatabaseFault.Of(exception))?.Message));
        context.Response.StatusCode = status;
        return true;
    }

    private ProblemDetails Describe(HttpContext context, Exception exception)
    {
        if (exception is StudioException expected)
        {
            var problem = Problem(StatusOf(context, expected), expected.Code, expected.Message);
            if (expected is ValidationException { Errors: var errors })
            {
                problem.Extensions["errors"] = errors;
            }
            else if (expected is NotReadyException { Report: var report })
            {
                problem.Extensions["readiness"] = ReadinessBody.Of(report);
            }

            return problem;
        }

        if (exception is BadHttpRequestException bad)
        {
            var code = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "too_large" : "bad_request";
            var unreadable = Problem(bad.StatusCode, code, code == "too_large" ? "The body is too large." : "The request cannot be read. Check the JSON, the types of its fields and the query.");
            if (code != "too_large" && UnreadableField.Of(bad) is { } field)
            {
                unreadable.Extensions["errors"] = field;
            }

            return unreadable;
        }

        HostingLog.RequestFailed(log, exception, context.Request.Method, AskedPath(context), ReferenceOf(context));
        return DatabaseFault.Of(exception) is { } fault
            ? Problem(StatusOf(context, fault), fault.Code, fault.Message)
            : Problem(StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong on our side. It was logged under this reference.");
    }

    private static ProblemDetails Problem(int status, string code, string message)
    {
        var problem = new ProblemDetails { Status = status, Title = message };
        problem.Extensions["code"] = code;
        return problem;
    }

    /// <summary>Adds what every problem carries, also those that the framework makes by itself, like a 401 or a 405.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        context.ProblemDetails.Extensions["traceId"] = ReferenceOf(context.HttpContext);
        context.ProblemDetails.Extensions.TryAdd("code", context.ProblemDetails.Status switch
        {
            StatusCodes.Status400BadRequest => "bad_request",
            StatusCodes.Status401Unauthorized => "unauthenticated",
            StatusCodes.Status403Forbidden => "forbidden",
            StatusCodes.Status404NotFound => "not_found",
            StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
            StatusCodes.Status413PayloadTooLarge => "too_large",
            StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
            StatusCodes.Status429TooManyRequests => "limit_exceeded",
            _ => "error",
        });
        context.ProblemDetails.Title = context.ProblemDetails.Status switch
        {
            StatusCodes.Status401Unauthorized when context.ProblemDetails.Title is null or "Unauthorized" => "Send a valid key: Authorization: Bearer as_…",
            StatusCodes.Status404NotFound when context.ProblemDetails.Title is null or "Not Found" => "There is nothing at this address.",
            _ => context.ProblemDetails.Title,
        };
    }
}
