using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>A question that was answered before is answered from what was kept, as long as that is allowed and new enough.</summary>
public sealed class AnswerCacheTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Ask_TheSameAgain_IsAnsweredFromTheCacheAndTheSavingIsCounted(DatabaseProvider provider)
    {
        await using var scene = await BudgetScene.CreateAsync(provider);
        using var client = await CachedAsync(scene);

        var first = await client.GetResponseAsync("Where is my parcel?", cancellationToken: Cancel);
        var second = await client.GetResponseAsync("Where is my parcel?", cancellationToken: Cancel);
        await client.GetResponseAsync("Where is my letter?", cancellationToken: Cancel);

        Assert.Equal((first.Text, 2), (second.Text, scene.Vendor.Asked));
        var records = await scene.RecordsAsync();
        Assert.Equal(3, records.Count); // Within a millisecond their ids are in no order.
        var kept = Assert.Single(records, r => r.IsFromCache);
        var cost = Assert.Single(records.Where(r => !r.IsFromCache).Select(r => r.Cost).Distinct());
        Assert.True(cost > 0);
        Assert.Equal((0L, cost, 0L), (kept.Cost, kept.Saved, kept.InputTokens));
        await using var db = await scene.Studio.OpenAsync();
        var sum = await db.Set<UsageRollup>().SingleAsync(r => r.Slice == UsageSlice.All && r.Period == RollupPeriod.Day, Cancel);
        Assert.Equal((3L, 1L, cost), (sum.Calls, sum.FromCache, sum.Saved));
    }

    [Fact]
    public async Task Stream_TheSameAgain_BringsTheWholeAnswer()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await CachedAsync(scene);
        await client.GetResponseAsync("Where is my parcel?", cancellationToken: Cancel);
        var text = "";

        await foreach (var update in client.GetStreamingResponseAsync("Where is my parcel?", cancellationToken: Cancel))
        {
            text += update.Text;
        }

        Assert.Equal(("OK", 1), (text, scene.Vendor.Asked));
    }

    [Fact]
    public async Task Ask_OlderThanItsTime_IsAskedAgain()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await CachedAsync(scene);
        await client.GetResponseAsync("Hello", cancellationToken: Cancel);

        scene.Studio.Clock.Advance(TimeSpan.FromHours(25));
        await client.GetResponseAsync("Hello", cancellationToken: Cancel);

        Assert.Equal((2, 1), (scene.Vendor.Asked, await CountAsync(scene)));
    }

    [Fact]
    public async Task Clear_ByAnAdministrator_ForgetsAllAndSaysSo()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await CachedAsync(scene);
        await client.GetResponseAsync("Hello", cancellationToken: Cancel);
        await using var admin = scene.Studio.As(Role.OrgAdmin);
        await using var editor = scene.Studio.As(Role.Editor);
        await using var other = scene.Studio.As(Role.OrgAdmin, scene.Studio.Theirs);

        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<AnswerCacheService>().ClearAsync(Cancel));
        Assert.Equal(0, await other.Get<AnswerCacheService>().ClearAsync(Cancel));
        Assert.Equal(1, (await editor.Get<AnswerCacheService>().GetAsync(Cancel)).Answers);
        Assert.Equal(1, await admin.Get<AnswerCacheService>().ClearAsync(Cancel));

        await client.GetResponseAsync("Hello", cancellationToken: Cancel);
        Assert.Equal(2, scene.Vendor.Asked);
    }

    [Fact]
    public async Task Ask_SwitchedOffOrForbidden_IsNotAnsweredFromTheCache()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await CachedAsync(scene);
        await client.GetResponseAsync("Hello", cancellationToken: Cancel);

        await scene.DecideAsync(new ModelPolicy { AllowedModels = ["claude-*"] });
        await Assert.ThrowsAsync<ForbiddenException>(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));
        await scene.DecideAsync(new ModelPolicy());
        await scene.DecideAsync(new FeaturePolicy { AnswerCache = false });
        await client.GetResponseAsync("Hello", cancellationToken: Cancel);

        Assert.Equal(2, scene.Vendor.Asked);
    }

    [Fact]
    public async Task Ask_BudgetIsUsedUp_WhatWasKeptIsStillSaid()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await CachedAsync(scene);
        await client.GetResponseAsync("Hello", cancellationToken: Cancel);
        await scene.AddBudgetAsync(1);

        Assert.Equal("OK", (await client.GetResponseAsync("Hello", cancellationToken: Cancel)).Text);
        await Assert.ThrowsAsync<LimitExceededException>(() => client.GetResponseAsync("Something else", cancellationToken: Cancel));
    }

    [Fact]
    public async Task Ask_EndedByItsLimit_IsNotKept()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await CachedAsync(scene);
        scene.Vendor.Instead = async context =>
        {
            context.Response.ContentType = "application/json";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
                context.Response, """{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":"Half an"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""", Cancel);
            return true;
        };

        await client.GetResponseAsync("Hello", cancellationToken: Cancel);

        Assert.Equal(0, await CountAsync(scene));
    }

    [Fact]
    public void Key_OfWhatCouldChangeTheAnswer_IsAnother()
    {
        var target = Target("gpt-4.1-nano");
        ChatMessage[] hello = [new(ChatRole.User, "Hello")];
        var key = AnswerKey.Of(target, hello, null);

        Assert.Equal(key, AnswerKey.Of(target, [new(ChatRole.User, "Hello") { MessageId = "other", CreatedAt = DateTimeOffset.UnixEpoch }], null));
        var others = new[]
        {
            AnswerKey.Of(Target("gpt-4.1"), hello, null),
            AnswerKey.Of(target, [new(ChatRole.User, "Hello ")], null),
            AnswerKey.Of(target, [new(ChatRole.System, "Hello")], null),
            AnswerKey.Of(target, [new(ChatRole.User, "Hel"), new(ChatRole.User, "lo")], null),
            AnswerKey.Of(target, [new(ChatRole.User, [new TextContent("Hel"), new TextContent("lo")])], null),
            AnswerKey.Of(target, hello, new() { Temperature = 0.5f }),
            AnswerKey.Of(target, hello, new() { MaxOutputTokens = 5 }),
            AnswerKey.Of(target, hello, new() { Instructions = "Be kind." }),
            AnswerKey.Of(target, hello, new() { ResponseFormat = ChatResponseFormat.Json }),
        };
        Assert.Equal(others.Length + 1, others.Append(key).Distinct().Count());
        Assert.Null(AnswerKey.Of(target, hello, new() { Tools = [AIFunctionFactory.Create(() => 1)] }));
        Assert.Null(AnswerKey.Of(target, [new(ChatRole.User, [new UriContent("https://example.org/a.png", "image/png")])], null));
    }

    private static ModelTarget Target(string model) =>
        new(Guid.NewGuid(), new() { Kind = ProviderKinds.Of(ProviderKind.OpenAi), Name = "Vendor", Address = new("https://api.example.org/v1") }, model);

    private static async Task<IChatClient> CachedAsync(BudgetScene scene)
    {
        await scene.DecideAsync(new FeaturePolicy { AnswerCache = true });
        return await scene.OpenAsync(await scene.AddProviderAsync("Vendor"), mayCache: true);
    }

    private static async Task<int> CountAsync(BudgetScene scene)
    {
        await using var db = await scene.Studio.OpenAsync();
        return await db.Set<CachedAnswer>().CountAsync(Cancel);
    }
}
