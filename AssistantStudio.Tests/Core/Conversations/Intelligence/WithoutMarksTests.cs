using AssistantStudio.Core.Conversations;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations.Intelligence;

public sealed class WithoutMarksTests
{
    [Theory]
    [InlineData("**Open** [AI](https://studio.example/ai) and choose `Add`. [1][2]", "Open AI and choose Add.")]
    [InlineData("## Budgets\n\n- a month\n- a day\n1. first\n> said", "Budgets\n\na month\na day\nfirst\nsaid")]
    [InlineData("![a parcel](https://evil.example/p.png) is *there*", "a parcel is *there*")]
    [InlineData("Call my__name__here(2 * 3) in [brackets]", "Call my__name__here(2 * 3) in [brackets]")]
    [InlineData("[1](https://studio.example) is a link", "1 is a link")]
    [InlineData("", "")]
    public void Of_AReply_IsPlainText(string markdown, string expected) => Assert.Equal(expected, WithoutMarks.Of(markdown));

    [Fact]
    public void Of_BracketsWithoutEnd_StaysAsItIs() => Assert.Equal(200_000, WithoutMarks.Of(new string('[', 200_000)).Length);
}
