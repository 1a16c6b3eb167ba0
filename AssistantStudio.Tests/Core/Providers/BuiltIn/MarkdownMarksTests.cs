using AssistantStudio.Core.Providers;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.BuiltIn;

public sealed class MarkdownMarksTests
{
    [Theory]
    [InlineData("Plain text.", "Plain text.")]
    [InlineData("**Bold** and `code` and *soft* and [a link](x.md).", "**Bold** and `code` and *soft* and [a link](x.md).")]
    [InlineData("**It begins here.", "**It begins here.**")]
    [InlineData("It ends here.** Not there.", "**It ends here.** Not there.")]
    [InlineData("Use `run it.", "Use `run it.`")]
    [InlineData("run it` now.", "`run it` now.")]
    [InlineData("~~Gone since.", "~~Gone since.~~")]
    [InlineData("*Soft since.", "*Soft since.*")]
    [InlineData("a * b is 2 * 3 * 4", "a * b is 2 * 3 * 4")]
    [InlineData("snake_case_name and _one", "snake_case_name and _one_")]
    [InlineData("`a ** b` is code", "`a ** b` is code")]
    [InlineData("As Smith says [3] and [4](x).", "As Smith says \\[3\\] and [4](x).")]
    [InlineData("An [open link", "An \\[open link")]
    [InlineData("A [link](https://example.org/a", "A [link](https://example.org/a)")]
    [InlineData("1986. A year.", "1986\\. A year.")]
    [InlineData("# no heading", "\\# no heading")]
    [InlineData("- 5 degrees", "\\- 5 degrees")]
    [InlineData("\\*no mark", "\\*no mark")]
    [InlineData("", "")]
    public void Close_Sentence_LeavesNoHalfOfAMark(string sentence, string expected) => Assert.Equal(expected, MarkdownMarks.Close(sentence));
}
