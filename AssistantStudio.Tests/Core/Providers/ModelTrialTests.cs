using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class ModelTrialTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_Streams_AndSaysWhatItTookAndCost()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var id = await scene.AddProviderAsync("Vendor");
        scene.Vendor.Instead = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(
                """
                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"On its "}}]}

                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"way."},"finish_reason":"stop"}]}

                data: {"id":"c","model":"m","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":2000,"total_tokens":3000}}

                data: [DONE]


                """,
                Cancel);
            return true;
        };
        await using var editor = scene.Studio.As(Role.Editor);

        var steps = await editor.Get<ModelTrialService>().AskAsync(new() { ProviderId = id, Text = "Where is it?" }, Cancel).ToListAsync(Cancel);

        Assert.Equal("On its way.", string.Concat(steps.Select(s => s.Text)));
        var result = Assert.Single(steps, s => s.Result is not null).Result!;
        var record = Assert.Single(await scene.RecordsAsync());
        Assert.Equal((BudgetScene.Model, 1_000, 2_000, 900_000, false), (result.Model, result.InputTokens, result.OutputTokens, result.Cost, result.IsEstimated));
        Assert.Equal((UsageOperation.Test, 900_000), (record.Operation, record.Cost));
    }

    [Fact]
    public async Task Ask_StreamBreaksOff_SaysWhatItTookAndFails()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var id = await scene.AddProviderAsync("Vendor");
        scene.Vendor.Instead = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(
                """
                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"On its way, and it will be there on"}}]}


                """,
                Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            context.Abort();
            return true;
        };
        await using var editor = scene.Studio.As(Role.Editor);
        List<TrialStep> steps = [];

        var failure = await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            await foreach (var step in editor.Get<ModelTrialService>().AskAsync(new() { ProviderId = id, Text = "Where is it?" }, Cancel))
            {
                steps.Add(step);
            }
        });

        Assert.Equal(ProviderFault.BrokenOff, failure.Fault);
        var result = Assert.Single(steps, s => s.Result is not null).Result!;
        var record = Assert.Single(await scene.RecordsAsync());
        Assert.Equal((record.InputTokens, record.OutputTokens, record.Cost, true), (result.InputTokens, result.OutputTokens, result.Cost, result.IsEstimated));
        Assert.True(result is { OutputTokens: > 0, Cost: > 0 });
    }

    [Fact]
    public async Task Ask_UnderABudgetThatIsUsedUp_IsRefusedLikeAnyOtherCall()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var id = await scene.AddProviderAsync("Vendor");
        await scene.AddBudgetAsync(1);
        await using var editor = scene.Studio.As(Role.Editor);

        await Assert.ThrowsAsync<LimitExceededException>(async () => await editor.Get<ModelTrialService>().AskAsync(new() { ProviderId = id, Text = "Hello" }, Cancel).ToListAsync(Cancel));

        Assert.Equal(0, scene.Vendor.Asked);
    }

    [Fact]
    public async Task Embed_LikeTexts_AreNearerThanUnlikeOnes()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var id = (await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.BuiltIn, Name = "Built-in" }, null, Cancel)).Id;

        var trial = await editor.Get<ModelTrialService>().EmbedAsync(id, null, ["Where is my parcel?", "Where is my parcel now?", "Forgot the password"], Cancel);

        Assert.Equal((LocalEmbeddingLimits.DefaultDimensions, 0L), (trial.Dimensions, trial.Cost));
        Assert.All(trial.Norms, n => Assert.Equal(1, n, 3));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(1, trial.Similarities[i][i]!.Value, 3));
        Assert.True(trial.Similarities[0][1] > trial.Similarities[0][2]);
        Assert.Equal(trial.Similarities[0][1], trial.Similarities[1][0]);
        Assert.Equal(UsageOperation.Test, Assert.Single((await editor.Get<UsageService>().ListAsync(new(), Cancel)).Items).Operation);
    }

    [Fact]
    public async Task Trials_OfNothingOrByOthers_AreRefused()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var id = await scene.AddProviderAsync("Vendor");
        await using var editor = scene.Studio.As(Role.Editor);
        await using var viewer = scene.Studio.As(Role.Viewer);
        await using var other = scene.Studio.As(Role.Editor, scene.Studio.Theirs);
        Task AskAsync(TestScope who, string text) => who.Get<ModelTrialService>().AskAsync(new() { ProviderId = id, Text = text, Temperature = text.Length > 10 ? 3 : null }, Cancel).ToListAsync(Cancel).AsTask();

        Assert.Equal(["text"], (await Assert.ThrowsAsync<ValidationException>(() => AskAsync(editor, " "))).Errors.Keys);
        Assert.Equal(["temperature"], (await Assert.ThrowsAsync<ValidationException>(() => AskAsync(editor, "A longer question"))).Errors.Keys);
        await Assert.ThrowsAsync<ForbiddenException>(() => AskAsync(viewer, "Hello"));
        await Assert.ThrowsAsync<NotFoundException>(() => AskAsync(other, "Hello"));
        Assert.Equal(["texts"], (await Assert.ThrowsAsync<ValidationException>(() => editor.Get<ModelTrialService>().EmbedAsync(id, null, [], Cancel))).Errors.Keys);
        Assert.Equal(["texts[1]"], (await Assert.ThrowsAsync<ValidationException>(() => editor.Get<ModelTrialService>().EmbedAsync(id, null, ["a", ""], Cancel))).Errors.Keys);
    }
}
