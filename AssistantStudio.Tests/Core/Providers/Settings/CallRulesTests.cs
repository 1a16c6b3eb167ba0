using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>Policies hold for every call, before anybody is asked and before anything is held back.</summary>
public sealed class CallRulesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_ModelNotAllowed_IsRefusedAndNobodyIsAsked()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await scene.OpenAsync(await scene.AddProviderAsync("Vendor"));
        await scene.DecideAsync(new ModelPolicy { AllowedModels = ["claude-*"] });

        var refused = await Assert.ThrowsAsync<ForbiddenException>(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));

        Assert.Contains($"{BudgetScene.Model} is not among the models", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Vendor.Asked);
        Assert.Empty(await scene.RecordsAsync());
        await using var db = await scene.Studio.OpenAsync();
        Assert.Empty(await db.Set<CallReservation>().ToListAsync(Cancel));
    }

    [Fact]
    public async Task Ask_ProviderNotAllowed_WhoeverStandsInAnswers()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var second = await scene.AddProviderAsync("Second");
        using var client = await scene.OpenAsync(await scene.AddProviderAsync("First", fallback: second));
        await scene.DecideAsync(new ModelPolicy { AllowedProviders = [second], AllowedModels = ["GPT-4.1*"] });

        await client.GetResponseAsync("Hello", cancellationToken: Cancel);

        Assert.Equal("Second", Assert.Single(await scene.RecordsAsync()).ProviderName);
    }

    [Fact]
    public async Task Embed_ModelNotAllowed_IsRefused()
    {
        await using var scene = await BudgetScene.CreateAsync();
        await scene.DecideAsync(new ModelPolicy { AllowedModels = ["claude-*"] });
        await using var editor = scene.Studio.As(Role.Editor);
        var provider = await scene.AddProviderAsync("Vectors", "text-embedding-3-small");

        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<ModelTrialService>().EmbedAsync(provider, "text-embedding-3-small", ["a", "b"], Cancel));
        Assert.Equal(2, (await editor.Get<ModelTrialService>().EmbedAsync(null, null, ["a", "b"], Cancel)).Similarities.Count); // It is a part of the program.
    }

    [Fact]
    public async Task Ask_MoreThanACallMayCost_IsRefusedUnlessTheAnswerIsShort()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await scene.OpenAsync(await scene.AddProviderAsync("Vendor"));
        await scene.DecideAsync(new CostPolicy { MaxPerRequest = BudgetScene.Dollar / 1_000 });

        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));
        await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 100 }, Cancel);

        Assert.Contains("$0.0010 a call", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, scene.Vendor.Asked);
    }

    [Fact]
    public async Task Ask_UnpricedUnderALimit_IsRefused()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await scene.OpenAsync(await scene.AddProviderAsync("Vendor", "a-model-of-nobody"));
        await scene.DecideAsync(new CostPolicy { MaxPerRequest = BudgetScene.Dollar });

        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));

        Assert.Contains("has no price here", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Vendor.Asked);
    }

    [Fact]
    public async Task Ask_UnderALimit_TheAnswerIsHeldToWhatWasReckonedWith()
    {
        await using var scene = await BudgetScene.CreateAsync();
        using var client = await scene.OpenAsync(await scene.AddProviderAsync("Vendor"));
        await scene.DecideAsync(new CostPolicy { MaxPerRequest = BudgetScene.Dollar });
        var body = "";
        scene.Vendor.Instead = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(Cancel);
            return false;
        };

        await Record.ExceptionAsync(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));

        Assert.Contains("8192", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Try_SwitchedOff_IsRefused()
    {
        await using var scene = await BudgetScene.CreateAsync();
        var provider = await scene.AddProviderAsync("Vendor");
        await scene.DecideAsync(new FeaturePolicy { Trials = false });
        await using var editor = scene.Studio.As(Role.Editor);

        var refused = await Assert.ThrowsAsync<ForbiddenException>(async () =>
        {
            await foreach (var step in editor.Get<ModelTrialService>().AskAsync(new() { ProviderId = provider, Text = "Hello" }, Cancel))
            {
                Assert.Fail($"It answered: {step.Text}");
            }
        });

        Assert.Contains("switched off trying models", refused.Message, StringComparison.Ordinal);
    }
}
