using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static readonly string[] s_anyModel = ["*"];

    private static IEnumerable<EndpointExpectation> AiSettings() =>
    [
        .. Setting("/ai/configuration/models", s_administrators, "allowedModels", new { allowedModels = s_anyModel }),
        .. Setting("/ai/configuration/cost_limits", s_administrators, "maxPerRequest", new { maxPerRequest = "12.5" }),
        .. Setting("/ai/configuration/policies", s_administrators, "residency", new { residency = "Inside the union only." }),
        .. Setting("/ai/configuration/features", s_administrators, "cacheHours", new { trials = true, answerCache = true, cacheHours = 12 }),
        .. Setting("/ai/configuration/conversations", s_administrators, "trialDays", new { keepDays = 365, trialDays = 14, idleHours = 48, rememberPeople = true }),
        .. Setting("/ai/preferences/embedding", s_editors, "dimensions", new { dimensions = 384 }),
        .. Setting("/ai/preferences/question_answering", s_editors, "byDifficulty", new { byDifficulty = false }),
        .. Setting("/ai/preferences/conversations", s_editors, "model", new { model = (object?)null }),
        new()
        {
            Endpoint = "GET /ai/cache",
            Allowed = s_viewers,
            Check = call =>
            {
                Assert.True(call.Of("answers").GetInt32() >= 0);
                return Task.CompletedTask;
            },
        },
        new()
        {
            Endpoint = "DELETE /ai/cache",
            Allowed = s_administrators,
            Check = async call => Assert.Equal(0, (await call.Host.SeeAsync("/ai/cache")).GetProperty("answers").GetInt32()),
        },
    ];

    private static IEnumerable<EndpointExpectation> Setting(string path, Caller[] writers, string field, object value)
    {
        yield return new()
        {
            Endpoint = $"GET {path}",
            Allowed = s_viewers,
            Check = call =>
            {
                Assert.True(call.Reply.TryGetProperty(field, out _));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = $"PUT {path}",
            Allowed = writers,
            Body = () => value,
            Check = async call => Assert.Equal(
                System.Text.Json.JsonSerializer.SerializeToElement(value).GetProperty(field).ToString(), (await call.Host.SeeAsync(path)).GetProperty(field).ToString()),
        };
    }
}
