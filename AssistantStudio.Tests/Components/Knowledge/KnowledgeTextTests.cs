using AssistantStudio.Core.Knowledge;
using AssistantStudio.Web.Components.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Components.Knowledge;

public sealed class KnowledgeTextTests
{
    [Fact]
    public void UsersOf_None_SaysNothing() => Assert.Empty(KnowledgeText.UsersOf([]));

    [Theory]
    [InlineData("Claims looks into it, and will find nothing there", "Claims")]
    [InlineData("Claims and an assistant that you may not see look into it, and will find nothing there", "Claims", null)]
    [InlineData("An assistant that you may not see looks into it, and will find nothing there", null)]
    [InlineData("A, B, C, D, E and 2 other assistants look into it, and will find nothing there", "A", "B", "C", "D", "E", "F", "G")]
    public void UsersOf_Some_NamesTheFirst(string expected, params string?[]? names) =>
        Assert.Equal([expected], KnowledgeText.UsersOf([.. (names ?? [null]).Select(n => new KnowledgeUser(Guid.NewGuid(), n))]));
}
