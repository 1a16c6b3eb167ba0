using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Retrieval;

public sealed class QuestionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Compare_WaysWithQuestions_SaysWhatEachFindsAndHowHighItStands(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        var source = await editor.AddTextsAsync(
            studio, "Policies", SourceAudience.Everyone,
            KnowledgeTexts.Text("postage", "# Postage\n\nWe pay the postage of what came broken."), KnowledgeTexts.Text("hours", "# Hours\n\nWe open at nine and close at five."));
        var questions = editor.Get<QuestionService>();
        var right = await questions.AddAsync(new() { Text = "Who pays the postage?", Passages = [new(source, "postage", "")] }, Cancel);
        var wrong = await questions.AddAsync(new() { Text = "When do you open?", Passages = [new(source, "postage", "")] }, Cancel);
        await questions.AddAsync(new() { Text = "How is sourdough baked?" }, Cancel);
        var asked = new List<int>();

        var ways = await questions.CompareAsync([new(), new() { Mode = RetrievalMode.Text, Passages = 1 }], null, new Told(asked.Add), Cancel);

        Assert.Equal((0.5, 1.0), (ways[1].Recall, ways[1].Declined));
        Assert.Equal((true, 1), (OutcomeOf(1, right).IsRight, OutcomeOf(1, right).Rank));
        Assert.False(OutcomeOf(1, wrong).IsRight);
        Assert.Equal([1, 2, 3, 4, 5, 6], asked);

        QuestionOutcome OutcomeOf(int way, QuestionRow question) => ways[way].Outcomes.Single(o => o.QuestionId == question.Id);
    }

    [Fact]
    public async Task Add_TheSameQuestionWithAnotherPassage_HasBoth()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        var source = await editor.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("a", "Postage is free."), KnowledgeTexts.Text("b", "Postage is paid by us."));

        await editor.Get<QuestionService>().AddAsync(new() { Text = "Who pays?", Passages = [new(source, "a", "")] }, Cancel);
        await editor.Get<QuestionService>().AddAsync(new() { Text = "Who pays?", Passages = [new(source, "b", ""), new(source, "a", "")] }, Cancel);

        Assert.Equal(["a", "b"], Assert.Single(await editor.Get<QuestionService>().ListAsync(Cancel)).Passages.Select(p => p.DocumentExternalId));
    }

    [Fact]
    public async Task Add_WithoutAQuestionOrOfAnotherOrganisation_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        await using var viewer = studio.As(Role.Viewer);

        await Assert.ThrowsAsync<ValidationException>(() => editor.Get<QuestionService>().AddAsync(new() { Text = " " }, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => editor.Get<QuestionService>().AddAsync(new() { Text = "Why?", Passages = [new(Guid.NewGuid(), "x", "")] }, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<QuestionService>().AddAsync(new() { Text = "Why?" }, Cancel));
    }

    private sealed class Told(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
