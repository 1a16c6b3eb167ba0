using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Serving;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <summary>
/// Every failure as OpenAI's clients understand it. What they do next depends on it: they repeat 408, 409, 429 and 5xx by
/// themselves, so whatever cannot succeed a moment later says that it should not be repeated.
/// </summary>
internal static class OpenAiErrors
{
    /// <param name="reference">Said where nothing else may be: the log has the rest under it.</param>
    public static OpenAiError Of(Exception exception, string reference) => exception switch
    {
        OpenAiException known => known.Error,
        ModelCallException call => OfCall(call),
        ValidationException invalid => OpenAiError.Invalid(invalid.Errors.Keys.FirstOrDefault(k => k.Length > 0), invalid.Message, invalid.IsTooLong ? "string_above_max_length" : null),
        NotFoundException { Code: StoredTalkService.MissingCode } => OpenAiError.ConversationMissing(exception.Message),
        NotFoundException => OpenAiError.ModelMissing(exception.Message),
        ForbiddenException => OpenAiError.Forbidden(exception.Message),
        ConflictException conflict => OpenAiError.Conflict(conflict.Message, conflict.Code),
        LimitExceededException limit => OfLimit(limit),
        ProviderFailedException failed => OpenAiError.ProviderFailed(failed.Message, failed.Code),
        StudioException expected => OpenAiError.Unavailable(expected.Message, expected.Code),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => OpenAiError.TooLarge(OpenAiLimits.BodyBytes),
        BadHttpRequestException bad => OpenAiError.Other(bad.StatusCode, "The request cannot be read."),
        OperationCanceledException => OpenAiError.Unavailable("The answer was stopped before it was complete. Try again in a moment."),
        _ when DatabaseFault.Of(exception) is { } fault => OpenAiError.Unavailable(fault.Message),
        _ => OpenAiError.Internal(reference),
    };

    /// <summary>Nothing that a caller or an operator could do is behind it: it belongs in the log, with its stack.</summary>
    public static bool IsUnexpected(Exception exception) =>
        exception is not (OpenAiException or StudioException or BadHttpRequestException or OperationCanceledException);

    /// <summary>A pause of a minute is a rate; what lasts longer, or has no end in sight, is an allowance that is used up.</summary>
    private static OpenAiError OfLimit(LimitExceededException limit) =>
        limit.RetryAfter is { } wait && wait <= OpenAiLimits.LongestRetry ? OpenAiError.RateLimited(limit.Message, wait) : OpenAiError.QuotaUsedUp(limit.Message);

    private static OpenAiError OfCall(ModelCallException call)
    {
        var code = call.Fault.Code();
        return call.Fault switch
        {
            ProviderFault.RateLimited => OpenAiError.RateLimited(call.Message, call.RetryAfter),
            ProviderFault.NoCredit or ProviderFault.BudgetExceeded => OpenAiError.QuotaUsedUp(call.Message),
            ProviderFault.ContextTooLong => OpenAiError.ContextTooLong(call.Message),
            ProviderFault.ContentRefused => OpenAiError.ContentRefused(call.Message),
            ProviderFault.FieldRefused => OpenAiError.Invalid(call.Field, call.Message, "unsupported_parameter"),
            ProviderFault.BadRequest => OpenAiError.Invalid(null, call.Message),
            ProviderFault.Overloaded or ProviderFault.TimedOut => OpenAiError.Unavailable(call.Message, code) with { RetryAfter = call.RetryAfter },
            ProviderFault.Unreachable or ProviderFault.BrokenOff => OpenAiError.ProviderFailed(call.Message, code),

            // A key or an address that is wrong here is not the caller's: to them it is a server that does not work, and goes on not to.
            _ => OpenAiError.ProviderFailed(call.Message, code) with { ShouldRetry = false },
        };
    }
}
