using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Knowledge;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenAI.Chat;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>What programs are told of the numbers in an answer.</summary>
[Collection(Serving.Name)]
public sealed class CitationTests(ServingFixture serving)
{
    private const string Address = "https://shop.example/postage";
    private const string Question = "Who pays the postage of a broken parcel?";
    private const string Answer = "We pay it. [1]";

    private static readonly string s_expected =
        $$"""[{"number":1,"title":"postage","url":"{{Address}}","source":"SOURCE","heading":"postage"}]""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_WhatTheAnswerNames_StandsBesideTheChoices(bool isKept)
    {
        var (host, desk, source) = await DeskAsync();
        using var http = host.Http();
        if (isKept)
        {
            http.DefaultRequestHeaders.Add("X-Conversation-Id", "new");
        }

        using var reply = await ServingTests.AskAsync(http, desk.Slug, Question);
        var body = await reply.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(Answer, body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(s_expected.Replace("SOURCE", source, StringComparison.Ordinal), body.GetProperty("citations").GetRawText());
    }

    [Fact]
    public async Task Chat_InPieces_HasThemInTheLastChunkAndDisturbsNoClient()
    {
        var (host, desk, source) = await DeskAsync();
        using var http = host.Http();

        using var reply = await http.PostAsJsonAsync("/v1/chat/completions", new { model = desk.Slug, stream = true, messages = new[] { new { role = "user", content = Question } } }, Cancel);
        var chunks = (await reply.Content.ReadAsStringAsync(Cancel)).Split("\n\n").Where(c => c.StartsWith("data: {", StringComparison.Ordinal)).Select(c => JsonSerializer.Deserialize<JsonElement>(c[6..])).ToList();
        var whole = (await host.Sdk().GetChatClient(desk.Slug).CompleteChatAsync([new UserChatMessage(Question)], cancellationToken: Cancel)).Value;
        var streamed = "";
        await foreach (var update in host.Sdk().GetChatClient(desk.Slug).CompleteChatStreamingAsync([new UserChatMessage(Question)], cancellationToken: Cancel))
        {
            streamed += string.Concat(update.ContentUpdate.Select(c => c.Text));
        }

        Assert.Equal(s_expected.Replace("SOURCE", source, StringComparison.Ordinal), chunks[^1].GetProperty("citations").GetRawText());
        Assert.Equal("stop", chunks[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.All(chunks.SkipLast(1), c => Assert.False(c.TryGetProperty("citations", out _)));
        Assert.Equal((Answer, Answer), (whole.Content[0].Text, streamed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Responses_WhatTheAnswerNames_IsAnnotated(bool streams)
    {
        var (host, desk, source) = await DeskAsync();
        using var http = host.Http();

        using var reply = await http.PostAsJsonAsync("/v1/responses", new { model = desk.Slug, input = Question, stream = streams }, Cancel);
        var text = await reply.Content.ReadAsStringAsync(Cancel);
        var body = streams ? JsonSerializer.Deserialize<JsonElement>(text.TrimEnd().Split("\ndata: ")[^1]).GetProperty("response") : JsonSerializer.Deserialize<JsonElement>(text);

        Assert.Equal(s_expected.Replace("SOURCE", source, StringComparison.Ordinal), body.GetProperty("citations").GetRawText());
        Assert.Equal(
            $$"""[{"type":"url_citation","start_index":11,"end_index":14,"url":"{{Address}}","title":"postage"}]""",
            body.GetProperty("output")[0].GetProperty("content")[0].GetProperty("annotations").GetRawText());
        Assert.Equal(streams, text.Contains("event: response.output_text.annotation.added\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chat_TheAnswerNamesNothing_HasNone()
    {
        var (host, desk, _) = await DeskAsync();
        host.Fake.Reply = (_, _) => FakeModel.Say("I do not know. [7]");
        using var http = host.Http();

        using var reply = await ServingTests.AskAsync(http, desk.Slug, Question);

        Assert.False((await reply.Content.ReadFromJsonAsync<JsonElement>(Cancel)).TryGetProperty("citations", out _));
    }

    [Fact]
    public void Annotations_OfSeveralMarks_CountCharactersAsClientsDo()
    {
        var citations = new[] { Cited(1, "https://a.example/"), Cited(2, "/srv/files/b.txt"), Cited(3, "http://c.example/") };

        var annotations = OpenAiCitations.AnnotationsOf("🙂 Yes [1, 2]. No [3] [9].", citations);

        Assert.Equal([new(6, 12, "https://a.example/", "T1"), new(17, 20, "http://c.example/", "T3")], annotations);
    }

    private static Citation Cited(int number, string address) => new(number, number, Guid.Empty, Guid.Empty, "S", $"T{number}", address, "", "", 0, 0, 1, null, IsCited: true);

    private async Task<(ServingHost Host, ServedDesk Desk, string Source)> DeskAsync()
    {
        var host = await serving.HostAsync();
        host.Fake.Reply = (_, _) => FakeModel.Say("We pay ", "it. [1]");
        var name = "Policies " + Guid.NewGuid().ToString("N");
        var source = await host.AsAdminAsync(async s =>
        {
            var made = await s.GetRequiredService<SourceService>().CreateAsync(new() { Name = name, Kind = SourceKind.Records, Audience = SourceAudience.Everyone }, Cancel);
            await s.GetRequiredService<OriginalService>().AddRecordsAsync(
                made.Id, [KnowledgeTexts.Text("postage", "# Postage\n\nWe pay the postage of what came broken."), KnowledgeTexts.Text("hours", "# Hours\n\nWe open at nine and close at five.")], Cancel);
            return made.Id;
        });
        await Eventually.GetAsync(() => host.AsAdminAsync(async s => (await s.GetRequiredService<SourceService>().GetAsync(source, Cancel)).Documents), count => count == 2);
        await host.AsAdminAsync(async s =>
        {
            // As if it had been read from the web.
            await using var db = await s.GetRequiredService<StudioDb>().OpenAsync(s.GetRequiredService<Access>(), Cancel);
            return await db.Set<KnowledgeDocument>().Where(d => d.SourceId == source && d.Title == "postage").ExecuteUpdateAsync(set => set.SetProperty(d => d.Address, Address), Cancel);
        });
        return (host, await host.AddAsync(input => input with { KnowledgeSources = [source] }), name);
    }
}
