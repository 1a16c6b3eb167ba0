using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Tests.Core.Providers;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AssistantStudio.Tests.Faults;

/// <summary>The program is killed, as by <c>kill -9</c>, while fifty replies are being written, each at another place.</summary>
public sealed class ConversationKillTests
{
    private const int Talks = 50;
    private const string Model = "vendor-1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileFiftyRepliesStream_LosesNoQuestionAndNoCost()
    {
        var folder = TestFolder.New();
        await using var vendor = await VendorServer.StartAsync("Authorization", Model);
        var asked = new ConcurrentBag<int>();
        var settings = new Dictionary<string, string> { ["AssistantStudio__Network__AllowedPrivateNetworks__0"] = "127.0.0.0/8", ["AssistantStudio__Web__ApiPerMinute"] = "100000" };
        var talks = new List<string>();
        await using (var program = StudioProcess.Start(folder, settings: settings))
        {
            await program.ReadyAsync();
            var assistant = await AnAssistantAsync(program, vendor.Origin);
            vendor.Instead = context => SpeakAsync(context, asked);
            for (var i = 0; i < Talks; i++)
            {
                talks.Add((await PostAsync(program, "/conversations", new { assistantId = assistant })).GetProperty("id").GetString()!);
            }

            // Ten are answered before, so that the ledger has calls whose end is known.
            await Task.WhenAll(talks.Take(10).Select((t, i) => SendAsync(program, t, $"Quick question {i}")));
            var streams = await Task.WhenAll(talks.Select((t, i) => OpenAsync(program, t, $"Question {i}")));
            await Eventually.TrueAsync(() => asked.Count == Talks + 10);
            await Eventually.TrueAsync(() => Count(folder, "SELECT COUNT(*) FROM \"Messages\" WHERE \"State\" = 'Streaming' AND length(\"Content\") > 0") > 0);
            await Task.Delay(Random.Shared.Next(0, 900), Cancel);
            Array.ForEach(streams, s => s.Dispose());
        }

        await using (var program = StudioProcess.Start(folder, settings: settings))
        {
            await program.ReadyAsync();
            await Eventually.TrueAsync(() => Count(folder, "SELECT COUNT(*) FROM \"Conversations\" WHERE \"RunningTurnId\" IS NOT NULL") == 0);
            var said = 0L;
            foreach (var (talk, i) in talks.Select((t, i) => (t, i)))
            {
                var messages = (await program.Client.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{talk}/messages", Cancel)).GetProperty("items").EnumerateArray().ToList();
                Assert.Equal($"Question {i}", messages[^2].GetProperty("content").GetString());
                Assert.True(messages[^1].GetProperty("state").GetString() is "complete" or "interrupted");
                said += messages[^1].GetProperty("content").GetString()!.Length;
                if (i < 10)
                {
                    Assert.Equal(["complete", "complete"], messages.Take(2).Select(m => m.GetProperty("state").GetString()));
                }
            }

            Assert.True(said > 0, "Nothing was kept of fifty replies that were being written.");

            // One record for each call that was made, none twice: those whose end the crash hid are estimated.
            Assert.Equal(0, Count(folder, "SELECT COUNT(*) FROM \"CallReservations\""));
            Assert.Equal(Talks + 10, Count(folder, "SELECT COUNT(*) FROM \"UsageRecords\" WHERE \"Operation\" = 'Chat'"));
            Assert.Equal(Talks + 10, Count(folder, "SELECT COUNT(DISTINCT \"CallId\") FROM \"UsageRecords\" WHERE \"Operation\" = 'Chat'"));
            Assert.Equal(0, Count(folder, "SELECT COUNT(*) FROM \"UsageRecords\" WHERE \"Outcome\" = 'Lost' AND NOT \"IsEstimated\""));
            Assert.True(Count(folder, "SELECT COUNT(*) FROM \"UsageRecords\" WHERE \"Outcome\" = 'Lost'") > 0);

            // And the conversations go on.
            var next = await SendAsync(program, talks[^1], "Quick question again");
            Assert.Equal("complete", next.GetProperty("message").GetProperty("state").GetString());
        }
    }

    private static async Task<string> AnAssistantAsync(StudioProcess program, string origin)
    {
        var provider = (await PostAsync(program, "/ai/providers", new { kind = "openai", name = "Vendor", baseUrl = origin + "/v1", credentials = new { apiKey = VendorServer.Key }, models = new[] { Model } })).GetProperty("id").GetString();
        var id = (await PostAsync(program, "/assistants", new { name = "Desk", type = "support", prompt = "Answer politely.", model = new { providerId = provider, name = Model } })).GetProperty("id").GetString()!;
        await PostAsync(program, $"/assistants/{id}/status", new { status = "active", reason = "Ready" });
        using (await program.Client.PutAsJsonAsync("/api/v1/assistants/environments/production", new { needsBudget = false }, Cancel))
        {
        }

        await PostAsync(program, $"/assistants/{id}/deploy", new { environment = "development", reason = "Test" });
        foreach (var place in new[] { "development", "testing", "staging" })
        {
            await PostAsync(program, $"/assistants/{id}/promote", new { from = place, reason = "Test" });
        }

        return id;
    }

    private static async Task<JsonElement> PostAsync(StudioProcess program, string path, object body)
    {
        using var reply = await program.Client.PostAsJsonAsync("/api/v1" + path, body, Cancel);
        var text = await reply.Content.ReadAsStringAsync(Cancel);
        Assert.True(reply.IsSuccessStatusCode, $"{path}: {(int)reply.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static Task<JsonElement> SendAsync(StudioProcess program, string talk, string text) => PostAsync(program, $"/conversations/{talk}/messages", new { content = text });

    private static async Task<HttpResponseMessage> OpenAsync(StudioProcess program, string talk, string text)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{talk}/messages") { Content = JsonContent.Create(new { content = text }) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var reply = await program.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        reply.EnsureSuccessStatusCode();
        return reply;
    }

    /// <summary>Quick questions are answered at once, others word by word for longer than the program lives.</summary>
    private static async Task<bool> SpeakAsync(HttpContext context, ConcurrentBag<int> asked)
    {
        if (!context.Request.Path.Value!.EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            return false;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(Cancel);
        asked.Add(1);
        var words = body[body.LastIndexOf("\"content\"", StringComparison.Ordinal)..].Contains("Quick", StringComparison.Ordinal) ? 3 : 400;
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < words; i++)
        {
            await context.Response.WriteAsync($$$"""data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"word{{{i.ToString(CultureInfo.InvariantCulture)}}} "},"finish_reason":null}]}{{{"\n\n"}}}""", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await Task.Delay(words > 3 ? 40 : 1, context.RequestAborted);
        }

        await context.Response.WriteAsync("data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":3,\"total_tokens\":13}}\n\ndata: [DONE]\n\n", Cancel);
        return true;
    }

    private static long Count(string folder, string sql)
    {
        SqliteBootstrap.EnsureLoaded();
        using var file = new SqliteConnection($"Data Source={folder}/studio.db;Mode=ReadOnly;Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
