using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Short words for what API tests do all the time.</summary>
internal static class ApiCalls
{
    public static async Task<HttpResponseMessage> CallAsync(this HttpClient client, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch { null => null, HttpContent content => content, _ => JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<JsonElement> JsonAsync(this HttpResponseMessage reply) => reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public static Task<string> TextAsync(this HttpResponseMessage reply) => reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>The reply is a problem with this status and code; gives it back for a closer look.</summary>
    public static async Task<JsonElement> IsProblemAsync(this HttpResponseMessage reply, HttpStatusCode status, string code)
    {
        Assert.Equal((status, "application/problem+json"), (reply.StatusCode, reply.Content.Headers.ContentType?.MediaType));
        var problem = await reply.JsonAsync();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEqual("", problem.GetProperty("traceId").GetString());
        return problem;
    }

    /// <summary>The problem names this field and says something about it.</summary>
    public static void HasError(this JsonElement problem, string field) => Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field)[0].GetString()!);

    public static async Task<JsonElement> MakeVariableAsync(this HttpClient client, string value = "first", bool isSecret = false)
    {
        using var reply = await client.CallAsync(HttpMethod.Post, "/api/v1/environment-settings", new { environment = "testing", name = "V" + Guid.NewGuid().ToString("N").ToUpperInvariant(), isSecret, value });
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        return await reply.JsonAsync();
    }
}
