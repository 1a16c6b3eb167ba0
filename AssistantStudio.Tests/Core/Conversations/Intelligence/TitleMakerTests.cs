using AssistantStudio.Core.Conversations;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations.Intelligence;

public sealed class TitleMakerTests
{
    [Theory]
    [InlineData("hi, could you please tell me how to reset my password?", "How to reset my password")]
    [InlineData("Hi Petra, my printer is broken.", "My printer is broken")]
    [InlineData("can you change the address of order 7781 to Lindenweg 4?", "Change the address of order 7781 to Lindenweg 4")]
    [InlineData("Where is my order TW-48213?", "Where is my order TW-48213?")]
    [InlineData("Guten Tag, könnten Sie mir bitte sagen, wo ich den Lieferschein finde?", "Wo ich den Lieferschein finde")]
    [InlineData("thanks in advance! VPN down?", "VPN down?")]
    [InlineData("VPN down.\nIt asks for a code", "VPN down: It asks for a code")]
    [InlineData("**Bug**: `foo()` crashes\r\n```\nstack", "Bug: foo() crashes")]
    [InlineData("Hello", "Hello")]
    [InlineData("请问我的订单在哪里？", "请问我的订单在哪里？")]
    [InlineData("", "New conversation")]
    [InlineData(" \u200b\n\0 ", "New conversation")]
    public void Of_FirstMessages_IsWhatTheyAreAbout(string text, string title) => Assert.Equal(title, TitleMaker.Of(text));

    [Fact]
    public void Of_HalfCharacters_LeavesThemOut() => Assert.Equal("Broken pair", TitleMaker.Of("\ud83d Broken\ude00 pair"));

    [Fact]
    public void Of_LongMessages_CutsAtAWord()
    {
        Assert.Equal("Cancel order TW-48213 because the customer changed his mind…", TitleMaker.Of("hey there! I need you to cancel order TW-48213 because the customer changed his mind and wants another."));
        Assert.Equal(new string('A', 59) + "…", TitleMaker.Of(new string('A', 500)));
        Assert.InRange(TitleMaker.Of(string.Concat(Enumerable.Repeat("😀", 500))).Length, 50, 60);
    }
}
