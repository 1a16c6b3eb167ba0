using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>What clients are told, and whether they are sent round again by it.</summary>
public sealed class OpenAiErrorsTests
{
    public static TheoryData<Exception, int, string, string?, string?, string?> Failures => new()
    {
        { new ValidationException("temperature", "Too hot."), 400, "invalid_request_error", "temperature", null, null },
        { new ValidationException("messages[0].content", "Too long.") { IsTooLong = true }, 400, "invalid_request_error", "messages[0].content", "string_above_max_length", null },
        { new ValidationException("", "No."), 400, "invalid_request_error", null, null, null },
        { new NotFoundException("The assistant"), 404, "invalid_request_error", "model", "model_not_found", null },
        { new ForbiddenException("Not for you."), 403, "permission_error", null, "permission_denied", null },
        { new ConflictException("Taken.", "busy"), 409, "invalid_request_error", null, "busy", "false" },
        { new LimitExceededException("Slower.", TimeSpan.FromSeconds(5)), 429, "rate_limit_error", null, "rate_limit_exceeded", null },
        { new LimitExceededException("Used up.", TimeSpan.FromDays(3)), 429, "insufficient_quota", null, "insufficient_quota", "false" },
        { new LimitExceededException("Used up."), 429, "insufficient_quota", null, "insufficient_quota", "false" },
        { new UnavailableException("Not now."), 503, "server_error", null, "unavailable", null },
        { new ProviderFailedException("It did not."), 502, "server_error", null, "provider_failed", null },
        { Call(ProviderFault.RateLimited), 429, "rate_limit_error", null, "rate_limit_exceeded", null },
        { Call(ProviderFault.NoCredit), 429, "insufficient_quota", null, "insufficient_quota", "false" },
        { Call(ProviderFault.BudgetExceeded), 429, "insufficient_quota", null, "insufficient_quota", "false" },
        { Call(ProviderFault.ContextTooLong), 400, "invalid_request_error", "messages", "context_length_exceeded", null },
        { Call(ProviderFault.ContentRefused), 400, "invalid_request_error", null, "content_filter", null },
        { new ModelCallException(ProviderFault.FieldRefused, "No.") { Field = "seed" }, 400, "invalid_request_error", "seed", "unsupported_parameter", null },
        { Call(ProviderFault.BadRequest), 400, "invalid_request_error", null, null, null },
        { Call(ProviderFault.Overloaded), 503, "server_error", null, "overloaded", null },
        { Call(ProviderFault.TimedOut), 503, "server_error", null, "timed_out", null },
        { Call(ProviderFault.Unreachable), 502, "server_error", null, "unreachable", null },
        { Call(ProviderFault.BrokenOff), 502, "server_error", null, "broken_off", null },
        { Call(ProviderFault.WrongKey), 502, "server_error", null, "wrong_key", "false" },
        { Call(ProviderFault.UnknownModel), 502, "server_error", null, "unknown_model", "false" },
        { Call(ProviderFault.NotAnApi), 502, "server_error", null, "not_an_api", "false" },
        { new BadHttpRequestException("x", 413), 413, "invalid_request_error", null, "request_too_large", null },
        { new BadHttpRequestException("x", 400), 400, "invalid_request_error", null, null, null },
        { new OpenAiException(OpenAiError.WrongKey()), 401, "invalid_request_error", null, "invalid_api_key", null },
        { new OperationCanceledException(), 503, "server_error", null, "unavailable", null },
        { new InvalidOperationException("secret inside"), 500, "server_error", null, "internal_error", null },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Of_EachFailure_IsOneThatClientsKnow(Exception failure, int status, string type, string? param, string? code, string? retry)
    {
        var sent = new SentAnswer();

        await OpenAiErrorWriter.WriteAsync(sent.Response, OpenAiErrors.Of(failure, "ref-1"), CancellationToken.None);

        var error = sent.Json().GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(p => p.Name));
        Assert.Equal((status, type, param, code), (sent.Response.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal(("application/json", retry ?? ""), (sent.Response.ContentType, sent.Response.Headers["x-should-retry"].ToString()));
    }

    [Fact]
    public void Of_ABug_SaysWhereToLookAndNothingElse()
    {
        var error = OpenAiErrors.Of(new InvalidOperationException("secret inside"), "ref-1");

        Assert.Contains("ref-1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.True(OpenAiErrors.IsUnexpected(new InvalidOperationException()));
        Assert.False(OpenAiErrors.IsUnexpected(new UnavailableException("Not now.")));
    }

    [Theory]
    [InlineData(5_000, "5", "5000")]
    [InlineData(120, "1", "120")]
    [InlineData(0, "1", "1")]
    [InlineData(600_000, "60", "60000")]
    public async Task Write_APause_IsAMinuteAtMost(int milliseconds, string seconds, string exact)
    {
        var sent = new SentAnswer();

        await OpenAiErrorWriter.WriteAsync(sent.Response, OpenAiError.RateLimited("Slower.", TimeSpan.FromMilliseconds(milliseconds)), CancellationToken.None);

        Assert.Equal((seconds, exact), (sent.Response.Headers.RetryAfter.ToString(), sent.Response.Headers["retry-after-ms"].ToString()));
    }

    [Fact]
    public void Rates_AsFarAsKnown_AreHeaders()
    {
        var sent = new SentAnswer();

        OpenAiHeaders.Rates(sent.Response, new(60, 0, TimeSpan.FromMilliseconds(120)), new(1000, -5, null));

        Assert.Equal(
            ["x-ratelimit-limit-requests: 60", "x-ratelimit-limit-tokens: 1000", "x-ratelimit-remaining-requests: 0", "x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-requests: 120ms"],
            sent.Response.Headers.Select(h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(999, "999ms")]
    [InlineData(1_000, "1s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(3_605_000, "1h0m5s")]
    public void Duration_OfAnyLength_IsWrittenAsOpenAiDoes(int milliseconds, string written) => Assert.Equal(written, OpenAiHeaders.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    private static ModelCallException Call(ProviderFault fault) => new(fault, "It did not.");
}
