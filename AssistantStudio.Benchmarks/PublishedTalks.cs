using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AssistantStudio.Benchmarks;

/// <summary>A conversation in a published program, and words that only its newest question has.</summary>
internal sealed record PublishedTalk(Uri Page, string NewestQuestion);

/// <summary>Over HTTP, as a program and as a browser: conversations with the sample assistant, and signing in to see them.</summary>
internal static partial class PublishedTalks
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private static readonly string[] s_subjects =
    [
        "How do I publish an assistant?", "What happens when a budget is used up?", "How do I add an AI provider?", "Where do I see what a reply cost?",
        "How do I invite people?", "How do I go back to an earlier version?", "Which files can be knowledge?", "What does an assistant remember?",
    ];

    /// <summary>Conversations of so many questions each, with their answers.</summary>
    public static async Task<IReadOnlyList<PublishedTalk>> HoldAsync(string address, int talks, int questions)
    {
        using var client = new HttpClient { BaseAddress = new(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PublishedProgram.ApiKey);
        var assistant = await AnswersFromKnowledgeAsync(client);
        var held = new PublishedTalk[talks];
        for (var talk = 0; talk < talks; talk++)
        {
            var id = await StartAsync(client, assistant);
            var text = "";
            for (var question = 1; question <= questions; question++)
            {
                text = string.Create(CultureInfo.InvariantCulture, $"Question {question} of talk {talk + 1}.");
                await PostAsync(client, $"/api/v1/conversations/{id}/messages", new { content = $"{text} {s_subjects[(talk + question) % s_subjects.Length]}" });
            }

            held[talk] = new(new Uri($"{address}/chat/{id}"), text);
        }

        return held;
    }

    /// <summary>A browser that the administrator has signed in with.</summary>
    public static async Task<(HttpClient Browser, string Cookies)> SignInAsync(string address)
    {
        var cookies = new CookieContainer();
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = new(address) };
        var form = HiddenFields().Matches(await browser.GetStringAsync("/account/sign-in")).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        form["Input.Email"] = "admin@bench.example";
        form["Input.Password"] = "a phrase that is long";
        using var reply = await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent(form));
        return reply.IsSuccessStatusCode && !reply.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/account", StringComparison.Ordinal)
            ? (browser, cookies.GetCookieHeader(new Uri(address)))
            : throw new InvalidOperationException($"Signing in ended with {(int)reply.StatusCode} at {reply.RequestMessage!.RequestUri}.");
    }

    /// <summary>The sample's knowledge is brought in after the start: until then there is nothing to quote.</summary>
    private static async Task<string> AnswersFromKnowledgeAsync(HttpClient client)
    {
        var assistant = (await client.GetFromJsonAsync<JsonElement>("/api/v1/assistants/guide")).GetProperty("id").GetString()!;
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            var reply = await PostAsync(client, $"/api/v1/conversations/{await StartAsync(client, assistant)}/messages", new { content = s_subjects[0] });
            if (reply.GetProperty("message").GetProperty("citations").GetArrayLength() > 0)
            {
                return assistant;
            }

            await Task.Delay(s_pause, patience.Token);
        }
    }

    private static async Task<string> StartAsync(HttpClient client, string assistant) =>
        (await PostAsync(client, "/api/v1/conversations", new { assistantId = assistant })).GetProperty("id").GetString()!;

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var reply = await client.PostAsJsonAsync(path, body);
        return reply.IsSuccessStatusCode
            ? await reply.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException($"POST {path}: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenFields();
}
