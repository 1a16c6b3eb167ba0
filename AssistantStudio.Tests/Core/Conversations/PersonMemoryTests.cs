using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations;

/// <summary>What is remembered of people is told to nobody else, and holds no secrets.</summary>
public sealed class PersonMemoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Talk_ForAPersonOfAnotherProgram_GivesNothingOfWhatOthersWereToldOfThem()
    {
        await using var scene = await RememberingAsync();
        await using var bob = scene.Studio.As(scene.Studio.GrantOf(Role.Member, userId: Guid.Parse("0198a000-0000-7000-8000-00000000b0b0")));
        await RememberAsync(scene, scene.Ada, "I have a heart condition.");

        var asBob = await scene.StartAsync(bob, change: i => i with { ExternalUser = "alice" });
        await scene.SendAsync(asBob, "Hello", bob);
        Assert.DoesNotContain("heart condition", scene.Fake.Questions[^1].System, StringComparison.Ordinal);

        var again = await scene.StartAsync(scene.Ada, change: i => i with { ExternalUser = "alice" });
        await scene.SendAsync(again, "Hello", scene.Ada);
        Assert.Contains("heart condition", scene.Fake.Questions[^1].System, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memories_WithAKeyForAnotherAssistant_AreNeitherReadNorForgotten()
    {
        await using var scene = await RememberingAsync();
        await RememberAsync(scene, scene.Ada, "I like blue.", external: null);
        await using var limited = scene.Studio.As(scene.Studio.GrantOf(Role.Member, userId: ConversationScene.AdaId) with { Assistants = [Guid.NewGuid()] });

        Assert.Empty(await limited.Get<MemoryService>().ListAsync(null, Cancel));
        await limited.Get<MemoryService>().ForgetAsync(Cancel);

        var kept = Assert.Single(await scene.Ada.Get<MemoryService>().ListAsync(null, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => limited.Get<MemoryService>().DeleteAsync(kept.Id, Cancel));
    }

    [Theory]
    [InlineData("my password is hunter2hunter2 and my card 4111 1111 1111 1111", "hunter2hunter2", "4111")]
    [InlineData("The key sk-live-8Gh2kLm9Qr4tUv0w does not open my account", "sk-live-8Gh2kLm9Qr4tUv0w", "8Gh2")]
    public async Task Analyse_SomebodySendsASecret_TitleSummaryAndMemoryHaveItNot(string text, params string[] secrets)
    {
        await using var scene = await RememberingAsync();
        var conversation = await scene.StartAsync();
        await scene.SendAsync(conversation, text);

        await scene.Studio.Get<ConversationAnalyst>().AnalyseAsync(Cancel);

        var detail = await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel);
        var told = string.Join('\n', (await scene.Ada.Get<MemoryService>().ListAsync(null, Cancel)).Select(m => m.Text).Append(detail.Row.Title).Append(detail.Summary));
        Assert.NotEmpty(detail.Row.Title);
        Assert.All(secrets, s => Assert.DoesNotContain(s, told, StringComparison.Ordinal));
        Assert.Contains("•••", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my card 4111 1111 1111 1111 was charged twice", "my card ••• was charged twice")]
    [InlineData("The parcel TW-48213 is late", "The parcel TW-48213 is late")]
    public void Cover_WhatLiesWithinAnother_LeavesTheRestAsItWas(string text, string covered) => Assert.Equal(covered, Secrets.Covered(text));

    [Fact]
    public async Task Send_OtherWordsUnderAKnownKey_IsRefusedAndNotSwallowed()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        await scene.RunAsync(new() { ConversationId = conversation, Text = "First", ClientKey = "k" });

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.RunAsync(new() { ConversationId = conversation, Text = "Second", ClientKey = "k" }));

        Assert.Equal("key_reused", refused.Code);
    }

    private static Task<ConversationScene> RememberingAsync() => ConversationScene.CreateAsync(change: i => i with { Tools = ["remember"], Memory = new MemoryPolicy { RememberPeople = true } });

    private static async Task RememberAsync(ConversationScene scene, TestScope by, string fact, string? external = "alice")
    {
        var conversation = await scene.StartAsync(by, change: i => i with { ExternalUser = external });
        scene.Fake.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say("Kept.") : CallAsync(fact);
        var runtime = by.Get<AssistantRuntime>();
        await foreach (var one in runtime.RunAsync(new() { ConversationId = conversation, Text = "Keep this" }, Cancel))
        {
            if (one.Event is TurnApprovalNeeded needed)
            {
                await runtime.AnswerAsync(conversation, needed.Id, true, Cancel);
            }
        }

        scene.Fake.Reply = (_, _) => FakeModel.Say("Hello.");

        static async IAsyncEnumerable<AIContent> CallAsync(string fact)
        {
            yield return new FunctionCallContent("c", "remember", new Dictionary<string, object?> { ["kind"] = "fact", ["text"] = fact });
            await Task.CompletedTask;
        }
    }
}
