using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Benchmarks;

/// <summary>The endpoints of the AI configuration answer in less than 200 ms, over HTTP, with a million calls in the ledger.</summary>
internal static class EndpointClaim
{
    private const int Records = 1_000_000;
    private const int Providers = 30;
    private const double LimitMilliseconds = 200;

    private static readonly string[] s_others = ["gpt-5.5"];

    public static async Task<IReadOnlyList<Figure>> RunAsync(string? published)
    {
        var data = PublishedProgram.NewDataFolder();
        try
        {
            await (await PublishedProgram.StartAsync(published, data)).DisposeAsync(); // Sets up the organisation and its key.
            await FilledStudio.FillAsync(data, Records, typeof(UsageLoad));
            await using var program = await PublishedProgram.StartAsync(published, data);
            using var client = new HttpClient { BaseAddress = new(program.Address) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PublishedProgram.ApiKey);
            return await MeasureAsync(client);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(HttpClient client)
    {
        var provider = await SetUpAsync(client);
        var bare = await ListClaim.MeasureAsync(() => client.GetStringAsync("/health/live"));
        var figures = new List<Figure>();
        string[] reads =
        [
            "providers?pageSize=50", "providers/kinds", $"providers/{provider}", $"providers/{provider}/users", "models?pageSize=50", "models?q=sonnet",
            "models/shutdowns", "models/users", "configuration/models", "configuration/policies", "preferences/question_answering", "cache", "budgets",
            "usage/summary?range=1d", "usage/summary?range=30d", "usage/summary?range=90d", "usage/records?pageSize=50", "gateway/key-info",
        ];
        foreach (var path in reads)
            await AddAsync($"GET /ai/{path.Replace(provider, "{id}", StringComparison.Ordinal)}", () => client.GetStringAsync($"/api/v1/ai/{path}"), LimitMilliseconds);

        await AddAsync("POST /ai/models/available", () => SendAsync(client, HttpMethod.Post, "models/available", new { capability = "chat" }), LimitMilliseconds);
        await AddAsync("POST /ai/embeddings/test, twelve texts", () => SendAsync(client, HttpMethod.Post, "embeddings/test", new { texts = Enumerable.Range(0, 12).Select(i => $"Where is parcel {i}?") }), LimitMilliseconds);
        await AddAsync("PUT /ai/configuration/policies", () => SendAsync(client, HttpMethod.Put, "configuration/policies", new { residency = Guid.NewGuid().ToString() }), LimitMilliseconds);
        await AddAsync("POST and DELETE /ai/providers", () => AddAndRemoveAsync(client), LimitMilliseconds);
        // About 11,000 calls, each priced by itself.
        await AddAsync("POST /ai/usage/what-if, one day", () => SendAsync(client, HttpMethod.Post, "usage/what-if", new { range = "1d", models = s_others }), LimitMilliseconds);
        return figures;

        async Task AddAsync(string what, Func<Task> call, double limit)
        {
            var p95 = await ListClaim.MeasureAsync(call);
            figures.Add(new(what, ListClaim.Text(p95), ListClaim.Text(limit), string.Create(CultureInfo.InvariantCulture, $"{p95 / bare:0.0} x a bare answer"), p95 < limit));
        }
    }

    private static async Task<string> SetUpAsync(HttpClient client)
    {
        var id = "";
        for (var i = 0; i < Providers; i++)
            id = (await SendAsync(client, HttpMethod.Post, "providers", Provider($"Embeddings {i}"))).GetProperty("id").GetString()!;

        foreach (var period in new[] { "day", "month" })
        {
            foreach (var operation in new[] { "chat", "test", "embedding" })
                await SendAsync(client, HttpMethod.Post, "budgets", new { scope = "operation", key = operation, period, amount = "100000", action = "alert" });
        }

        return id;
    }

    private static async Task AddAndRemoveAsync(HttpClient client)
    {
        var made = await SendAsync(client, HttpMethod.Post, "providers", Provider(Guid.NewGuid().ToString()));
        await SendAsync(client, HttpMethod.Delete, $"providers/{made.GetProperty("id").GetString()}", new { });
    }

    private static object Provider(string name) => new { name, kind = "builtin" };

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/ai/{path}") { Content = JsonContent.Create(body) };
        using var reply = await client.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        if (!reply.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {path}: {(int)reply.StatusCode} {text}");

        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
