using AssistantStudio.Core.Knowledge;
using AssistantStudio.Web.Components.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Components.Knowledge;

public sealed class KnowledgeTextTests
{
    [Fact]
    public void UsersOf_None_SaysNothing() => Assert.Empty(KnowledgeText.UsersOf([]));

    [Theory]
    [InlineData("Assistants that look into it and will find nothing there: claims bot", "claims bot")]
    [InlineData("Assistants that look into it and will find nothing there: Claims, one that you may not see", "Claims", null)]
    [InlineData("Assistants that look into it and will find nothing there: A, B, C, D, E and 2 more", "A", "B", "C", "D", "E", "F", "G")]
    public void UsersOf_Some_NamesTheFirst(string expected, params string?[] names) =>
        Assert.Equal([expected], KnowledgeText.UsersOf([.. names.Select(n => new KnowledgeUser(Guid.NewGuid(), n))]));

    [Theory]
    [InlineData(SourceKind.Upload, "guide/Keys.MD", true, false)]
    [InlineData(SourceKind.Upload, "handbook.docx", true, true)]
    [InlineData(SourceKind.Upload, "scan.pdf", false, true)]
    [InlineData(SourceKind.Folder, "prices.csv", false, true)]
    [InlineData(SourceKind.Code, "README.md", false, false)]
    [InlineData(SourceKind.Web, "https://docs.example/returns?lang=en", true, true)]
    [InlineData(SourceKind.Web, "https://docs.example/terms.pdf?v=2", false, true)]
    [InlineData(SourceKind.Jira, "CLM-1", true, true)]
    public void Form_OfADocument_IsAPageWhereItWasWrittenAsOne(SourceKind kind, string externalId, bool isPage, bool keepsLines)
    {
        var document = new DocumentDetail(Guid.Empty, Guid.Empty, "", kind, externalId, "", null, "", new Dictionary<string, string>(), 0, default, default, 1, null, []);

        Assert.Equal((isPage, keepsLines), (DocumentForm.IsPage(document), DocumentForm.KeepsLines(document)));
    }

    [Fact]
    public void Passage_WithMarksAndLinks_IsShownWithoutThem()
    {
        var passage = new Passage(
            1, Guid.Empty, "a.md", Guid.Empty, "", "", null, "", "# Keys\n\nSee **[API keys](api-keys.md)** and ![a picture](x.png), `as_` [not a link].", 0, 0, 0, 1, null, null, null, null, ["keys"]);

        Assert.Equal([("See API ", false), ("keys", true), (" and a picture, as_ [not a link].", false)], PassageText.Parts(passage));
    }
}
