using AssistantStudio.Web.Components.Markdown;
using Xunit;

namespace AssistantStudio.Tests.Components;

/// <summary>Code is cut into what a reader tells apart, and is still the same code.</summary>
public sealed class CodeColoursTests
{
    [Fact]
    public void Of_CSharp_TellsWordsTextsRemarksAndNumbersApart()
    {
        var pieces = CodeColours.Of("var a = \"b // c\"; // d\nreturn 12.5; /* e\nf */", "csharp").Where(p => p.Kind is not null);

        Assert.Equal([("var", "k"), ("\"b // c\"", "s"), ("// d", "c"), ("return", "k"), ("12.5", "n"), ("/* e\nf */", "c")], pieces);
    }

    [Theory]
    [InlineData("select Name from T where x = 'it''s' -- y", "sql")]
    [InlineData("echo \"unclosed\nnext", "bash")]
    [InlineData("/* never closed", "js")]
    [InlineData("\"ends with a back slash\\", "json")]
    [InlineData("`back\ntick` ${x}", "ts")]
    [InlineData("ünïcode_wörd = 3_000 😀", "py")]
    [InlineData("", "go")]
    [InlineData("anything at all", "no-such-language")]
    [InlineData("no language", null)]
    public void Of_Anything_IsTheSameCode(string code, string? language) => Assert.Equal(code, string.Concat(CodeColours.Of(code, language).Select(p => p.Text)));

    [Fact]
    public void Of_SqlInCapitals_KnowsItsWords() => Assert.Contains(("SELECT", "k"), CodeColours.Of("SELECT 1", "SQL"));
}
