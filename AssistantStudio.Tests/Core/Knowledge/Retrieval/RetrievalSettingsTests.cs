using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Retrieval;

public sealed class RetrievalSettingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Labels_NarrowDownBothWays(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await editor.AddTextsAsync(
            studio, "Tickets", SourceAudience.Everyone,
            KnowledgeTexts.Text("T-1", "The parcel scanner stops at the gate.", ("type", "Bug"), ("labels", "gate, scanner")),
            KnowledgeTexts.Text("T-2", "The parcel scanner should beep at the gate.", ("type", "Wish"), ("labels", "scanner")),
            KnowledgeTexts.Text("T-3", "The parcel scanner of the gate is new.", ("type", "Bug"), ("labels", "scanner")));

        Assert.Equal(["T-1", "T-3"], await FoundAsync(RetrievalMode.Hybrid, ("type", "bug")));
        Assert.Equal(["T-1", "T-3"], await FoundAsync(RetrievalMode.Vector, ("type", "bug")));
        Assert.Equal(["T-1", "T-3"], await FoundAsync(RetrievalMode.Text, ("Type", "BUG")));
        Assert.Equal(["T-1"], await FoundAsync(RetrievalMode.Hybrid, ("type", "Bug"), ("labels", "gate")));
        Assert.Empty(await FoundAsync(RetrievalMode.Hybrid, ("type", "Story")));

        async Task<string[]> FoundAsync(RetrievalMode mode, params (string Name, string Value)[] labels) =>
        [
            .. (await editor.Get<RetrievalService>().SearchAsync(
                new() { Query = "parcel scanner at the gate", Settings = new() { Mode = mode, Labels = labels.ToDictionary(l => l.Name, l => l.Value) } }, Cancel))
                .Items.Select(p => p.DocumentExternalId).Order(StringComparer.Ordinal),
        ];
    }

    [Fact]
    public async Task Question_ThatFollowsAnother_TakesItsWordsAlong()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        await editor.AddTextsAsync(
            studio, "Policies", SourceAudience.Everyone,
            KnowledgeTexts.Text("refunds", "A refund of a returned parcel takes two weeks."), KnowledgeTexts.Text("strike", "The strike at the harbour will take long."));
        var query = new RetrievalQuery { Query = "And how long does it take?", Earlier = ["Do I get a refund for a returned parcel?"] };

        var found = await editor.Get<RetrievalService>().SearchAsync(query, Cancel);
        var alone = await editor.Get<RetrievalService>().SearchAsync(query with { Settings = new() { Rewriting = QuestionRewriting.Never } }, Cancel);

        Assert.Equal("refunds", found.Items[0].DocumentExternalId);
        Assert.Equal("Do I get a refund for a returned parcel? And how long does it take?", found.Asked);
        Assert.Null(alone.Asked);
    }

    [Theory]
    [InlineData("What does the customs form for Norway ask?", "What does the customs form for Norway ask?")]
    [InlineData("and how much is that?", "Who pays the postage? and how much is that?")]
    [InlineData("Why?", "Who pays the postage? Why?")]
    [InlineData("Where is the depot of Rotterdam?", "Where is the depot of Rotterdam?")]
    public void Rules_LookAtTheWords(string question, string asked) => Assert.Equal(asked, QuestionRewriter.ByRules(["Who pays the postage?"], question).Text);

    [Theory]
    [InlineData("3, 1", new[] { 2, 0 })]
    [InlineData("Let me think about 2 of them.\n\n2,3,99,2", new[] { 1, 2 })]
    [InlineData("0", new int[0])]
    [InlineData("3, 1\n(2 others do not help)", new[] { 2, 0 })]
    [InlineData("[2] [1]", new[] { 1, 0 })]
    public void Order_OfAModel_IsReadAsItIsMeant(string reply, int[] order) => Assert.Equal(order, Reranker.ReadOrder(reply, 3));

    [Theory]
    [InlineData("I cannot say.")]
    [InlineData("")]
    [InlineData("99")]
    public void Order_OfAModelThatNamesNone_IsNone(string reply) => Assert.Null(Reranker.ReadOrder(reply, 3));

    [Fact]
    public void Settings_OutOfBounds_AreNamedFieldByField()
    {
        var errors = new Validator();
        new RetrievalSettings
        {
            Passages = 0,
            MinimumScore = 2,
            TokenBudget = 1,
            Diversity = -1,
            MeaningWeight = 99,
            Labels = new Dictionary<string, string> { ["type"] = "" },
            RerankBy = new(Guid.Empty, " "),
        }.Checked(errors);

        var thrown = Assert.Throws<ValidationException>(errors.ThrowIfAny);
        Assert.Equal(["diversity", "labels", "meaningWeight", "minimumScore", "passages", "rerankBy", "tokenBudget"], thrown.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Reranking_ByAProviderThatIsGone_LeavesTheOrderAndSaysWhy()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        await editor.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("a", "Postage is free."), KnowledgeTexts.Text("b", "Postage costs money."));

        var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = "postage", Settings = new() { RerankBy = new(Guid.NewGuid(), "gone") } }, Cancel);

        Assert.Equal(2, found.Items.Count);
        Assert.Null(found.OrderedBy);
        Assert.NotNull(found.ModelProblem);
    }
}
