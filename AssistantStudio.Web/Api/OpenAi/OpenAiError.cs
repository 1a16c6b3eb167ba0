using System.Globalization;
using AssistantStudio.Core.Serving;
using AssistantStudio.Web.Hosting;

namespace AssistantStudio.Web.Api;

/// <summary>An error as OpenAI's clients read it: <c>{"error":{"message","type","param","code"}}</c>.</summary>
/// <param name="Param">The field of the request that is wrong: "messages[2].content".</param>
internal sealed record OpenAiError(int Status, string Message, string Type, string? Param, string? Code)
{
    private const string InvalidRequest = "invalid_request_error";
    private const string Server = "server_error";

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Said to clients that would otherwise decide by the status alone; null leaves it to them.</summary>
    public bool? ShouldRetry { get; init; }

    public static OpenAiError Invalid(string? param, string message, string? code = null) => new(StatusCodes.Status400BadRequest, message, InvalidRequest, param, code);

    public static OpenAiError Unreadable(string message) => Invalid(null, message, "invalid_json");

    public static OpenAiError TooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"The request is too large. At most {limit / (1 << 20)} MB are read."), InvalidRequest, null, "request_too_large");

    public static OpenAiError WrongKey() => new(
        StatusCodes.Status401Unauthorized, "Incorrect API key provided. Send a valid key: Authorization: Bearer as_…", InvalidRequest, null, "invalid_api_key");

    public static OpenAiError Forbidden(string message) => new(StatusCodes.Status403Forbidden, message, "permission_error", null, "permission_denied");

    public static OpenAiError ModelNotFound(string model) => ModelMissing($"The model `{model}` does not exist or you do not have access to it.");

    public static OpenAiError ModelMissing(string message) => new(StatusCodes.Status404NotFound, message, InvalidRequest, "model", "model_not_found");

    public static OpenAiError ConversationMissing(string message) =>
        new(StatusCodes.Status404NotFound, message, InvalidRequest, ServingEndpoints.ConversationHeader, StoredTalkService.MissingCode);

    public static OpenAiError UnknownRoute(string method, string path) => new(StatusCodes.Status404NotFound, $"Unknown request URL: {method} {path}.", InvalidRequest, null, "unknown_url");

    public static OpenAiError WrongMethod(string method, string path) => new(StatusCodes.Status405MethodNotAllowed, $"Not allowed to {method} on {path}.", InvalidRequest, null, "method_not_supported");

    // The official clients take a conflict for something that passes.
    public static OpenAiError Conflict(string message, string code) => new(StatusCodes.Status409Conflict, message, InvalidRequest, null, code) { ShouldRetry = false };

    /// <summary>Named for the other of two things that a name can stand for.</summary>
    public static OpenAiError MakesEmbeddings(string model) => ModelMissing($"The model `{model}` makes embeddings and answers nothing: ask it at /v1/embeddings.");

    public static OpenAiError IsAssistant(string model) => ModelMissing($"`{model}` is an assistant and makes no embeddings: ask it at /v1/chat/completions or /v1/responses.");

    public static OpenAiError ContextTooLong(string message) => Invalid("messages", message, "context_length_exceeded");

    public static OpenAiError ContentRefused(string message) => Invalid(null, message, "content_filter");

    /// <summary>Too many in a short time: the same call may succeed after the pause.</summary>
    public static OpenAiError RateLimited(string message, TimeSpan? retryAfter) => new(StatusCodes.Status429TooManyRequests, message, "rate_limit_error", null, "rate_limit_exceeded") { RetryAfter = retryAfter };

    /// <summary>A budget is used up: waiting a moment does not help, and clients are told so.</summary>
    public static OpenAiError QuotaUsedUp(string message) => new(StatusCodes.Status429TooManyRequests, message, "insufficient_quota", null, "insufficient_quota") { ShouldRetry = false };

    public static OpenAiError ProviderFailed(string message, string code = "provider_failed") => new(StatusCodes.Status502BadGateway, message, Server, null, code);

    public static OpenAiError Unavailable(string message, string code = "unavailable") => new(StatusCodes.Status503ServiceUnavailable, message, Server, null, code);

    /// <param name="reference">Under which the log has what happened.</param>
    public static OpenAiError Internal(string reference) => new(
        StatusCodes.Status500InternalServerError, $"Something went wrong on our side. It was logged under the reference {reference}.", Server, null, "internal_error");

    /// <summary>With the field as it is called where it was sent: what is a message to whoever answers may be an input there.</summary>
    public OpenAiError SentTo(PathString path) =>
        Param is null ? this
        : path.StartsWithSegments(ApiPaths.Serving + "/embeddings") ? Param.StartsWith("texts", StringComparison.Ordinal) ? this with { Param = "input" + Param["texts".Length..] } : Input()
        : path.StartsWithSegments(ApiPaths.Serving + "/responses") ? Input() : this;

    private OpenAiError Input() => Param!.StartsWith("messages", StringComparison.Ordinal) ? this with { Param = "input" } : this;

    public static OpenAiError Other(int status, string message) => new(status, message, status >= StatusCodes.Status500InternalServerError ? Server : InvalidRequest, null, null);
}

/// <summary>Thrown where a request is read; what is said to the caller is known already.</summary>
internal sealed class OpenAiException(OpenAiError error) : Exception(error.Message)
{
    public OpenAiError Error { get; } = error;
}
