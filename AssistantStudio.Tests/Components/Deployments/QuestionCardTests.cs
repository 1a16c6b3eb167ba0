using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Deployments;
using AssistantStudio.Web.Shell;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class QuestionCardTests : DeploymentScreensTest
{
    [Fact]
    public async Task Save_OfAQuestion_IsKeptAndSaid()
    {
        var card = await RenderAsync();
        await card.Find("#f-question").ChangeAsync(new() { Value = "Are you there? " });
        await card.Find("#f-questionMinutes").ChangeAsync(new() { Value = "15" });

        await card.Find("form").SubmitAsync();

        var stored = (await StateAsync()).Resources!;
        Assert.Equal(("Are you there?", 15), (stored.Question, stored.QuestionMinutes));
        Assert.Contains("every 15 minutes", Assert.Single(Messages()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_TooOften_SaysSoBesideTheField()
    {
        var card = await RenderAsync();
        await card.Find("#f-question").ChangeAsync(new() { Value = "Are you there?" });
        await card.Find("#f-questionMinutes").ChangeAsync(new() { Value = "1" });

        await card.Find("form").SubmitAsync();

        Assert.Equal("true", card.Find("#f-questionMinutes").GetAttribute("aria-invalid"));
        Assert.Null((await StateAsync()).Resources!.Question);
    }

    [Theory]
    [InlineData(null, "It answered (")]
    [InlineData("The model is gone.", "No answer (")]
    public async Task Last_AsItBecame_IsSaidInWords(string? problem, string says)
    {
        await Scene.Admin.Get<DeploymentService>().ScaleAsync(Scene.AssistantId, StudioEnvironment.Production, new() { Question = "Are you there?" }, Cancel);
        var state = await StateAsync();
        var card = Render<QuestionCard>(p => p.Add(c => c.State, state));
        Assert.Contains("It has not been asked yet", Text(card, ".question-last"), StringComparison.Ordinal);

        card = Render<QuestionCard>(p => p.Add(c => c.State, state with { Asked = new(Clock.GetUtcNow().UtcDateTime, 1_200, problem) }));

        Assert.StartsWith(says, Text(card, ".question-last"), StringComparison.Ordinal);
        Assert.Contains(problem ?? $"within {Format.Milliseconds(1_200)}.", Text(card, ".question-last"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_Meanwhile_IsReadAnew()
    {
        var (state, read) = (await StateAsync(), 0);
        var card = Render<QuestionCard>(p => p.Add(c => c.State, state).Add(c => c.OnAsked, () => read++));
        var feed = Scene.Studio.Get<ChangeFeed>();

        feed.Publish(new(DeploymentService.AskedTopic, Scene.Admin.Access.OrganizationId, Guid.CreateVersion7()));
        feed.Publish(new(DeploymentService.AskedTopic, Scene.Admin.Access.OrganizationId, state.Current!.Id));

        card.WaitForAssertion(() => Assert.Equal(1, read));
    }

    [Fact]
    public async Task Card_OfWhoMayOnlyLook_HasNothingToSave()
    {
        await using var viewer = Scene.Studio.As(Role.Viewer);
        Use(viewer);
        var state = (await viewer.Get<DeploymentListService>().StatesAsync(Scene.AssistantId, Cancel))[^1];

        var card = Render<QuestionCard>(p => p.Add(c => c.State, state));

        Assert.Empty(card.FindAll("form"));
        Assert.All(card.FindAll("input, textarea"), i => Assert.True(i.HasAttribute("disabled")));
    }

    private async Task<IRenderedComponent<QuestionCard>> RenderAsync()
    {
        var state = await StateAsync();
        return Render<QuestionCard>(p => p.Add(c => c.State, state));
    }
}
