using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.BuiltIn;

public sealed class BuiltInChatClientTests
{
    private const string Question = "Who pays the postage for a return?";

    private static readonly SourcePassage s_returns = new(3, "Returns", "Returns", "Postage for a return is paid by us. Goods must be unused.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetStreamingResponseAsync_Question_ComesInPiecesAndEndsWithItsUsage()
    {
        using var client = new BuiltInChatClient();
        var updates = await client.GetStreamingResponseAsync([new(ChatRole.User, Question)], Options(s_returns), Cancel).ToListAsync(Cancel);

        var answer = ExtractiveAnswer.Of(Question, [s_returns], null);
        Assert.StartsWith("Postage for a return is paid by us. [3]", answer, StringComparison.Ordinal);
        Assert.Equal(answer, string.Concat(updates.Select(u => u.Text)));
        Assert.True(updates.Count > 3);
        Assert.All(updates, u => Assert.Equal((BuiltInChatClient.ModelId, ChatRole.Assistant, updates[0].ResponseId), (u.ModelId, u.Role, u.ResponseId)));
        Assert.Equal([ChatFinishReason.Stop], updates.Select(u => u.FinishReason).OfType<ChatFinishReason>());
        var usage = Assert.IsType<UsageContent>(Assert.Single(updates[^1].Contents)).Details;
        var read = TokenEstimate.Of(Question) + TokenEstimate.Of(s_returns.Text);
        Assert.Equal((read, TokenEstimate.Of(answer), read + TokenEstimate.Of(answer)), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
    }

    [Fact]
    public async Task GetResponseAsync_Conversation_AnswersTheLastQuestion()
    {
        using var client = new BuiltInChatClient();
        ChatMessage[] messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "When is it open?"), new(ChatRole.Assistant, "At nine."), new(ChatRole.User, Question)];

        var response = await client.GetResponseAsync(messages, Options(s_returns), Cancel);

        Assert.Equal(ExtractiveAnswer.Of(Question, [s_returns], null), response.Text);
        Assert.Equal((BuiltInChatClient.ModelId, ChatFinishReason.Stop), (response.ModelId, response.FinishReason));
        Assert.True(response.Usage?.OutputTokenCount > 0);
    }

    [Fact]
    public async Task GetResponseAsync_Style_IsTakenFromTheOptions()
    {
        using var client = new BuiltInChatClient();
        var passage = s_returns with { Text = string.Join(' ', Enumerable.Range(1, 9).Select(i => $"Postage of kind {i} is price{i} for size{i}.")) };
        var options = Options(passage);
        options.AdditionalProperties![BuiltInChatClient.StyleKey] = "concise";

        var response = await client.GetResponseAsync([new(ChatRole.User, "postage")], options, Cancel);

        Assert.Equal(ExtractiveAnswer.Of("postage", [passage], "concise"), response.Text);
        Assert.NotEqual(ExtractiveAnswer.Of("postage", [passage], null), response.Text);
    }

    [Fact]
    public async Task GetResponseAsync_NoOptionsOrNoMessages_FindsNothing()
    {
        using var client = new BuiltInChatClient();

        Assert.Equal(ExtractiveAnswer.Nothing, (await client.GetResponseAsync([new(ChatRole.User, Question)], null, Cancel)).Text);
        Assert.Equal(ExtractiveAnswer.Nothing, (await client.GetResponseAsync([], Options(s_returns), Cancel)).Text);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Cancelled_StopsBetweenPieces()
    {
        using var client = new BuiltInChatClient();
        using var stop = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync([new(ChatRole.User, Question)], Options(s_returns), stop.Token))
            {
                seen++;
                await stop.CancelAsync();
            }
        });
        Assert.Equal(1, seen);
    }

    [Fact]
    public void GetService_Metadata_NamesTheModel()
    {
        using var client = new BuiltInChatClient();

        Assert.Equal(("builtin", "builtin-extractive"), (client.GetService<ChatClientMetadata>()!.ProviderName, client.GetService<ChatClientMetadata>()!.DefaultModelId));
        Assert.Same(client, client.GetService<BuiltInChatClient>());
    }

    private static ChatOptions Options(params SourcePassage[] passages) => new() { AdditionalProperties = new() { [BuiltInChatClient.PassagesKey] = passages } };
}
