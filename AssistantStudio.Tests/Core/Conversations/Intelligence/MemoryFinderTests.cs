using AssistantStudio.Core.Conversations;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations.Intelligence;

public sealed class MemoryFinderTests
{
    [Theory]
    [InlineData("Hi, my name is Petra Lang and I work in hall 3.", "Fact: My name is Petra Lang; Fact: I work in hall 3")]
    [InlineData("I'm the warehouse lead in Bremen. We use SAP and Dynamics.", "Fact: I'm the warehouse lead in Bremen; Fact: We use SAP and Dynamics")]
    [InlineData("Please always answer in German. Call me Pete.", "Preference: Please always answer in German; Preference: Call me Pete")]
    [InlineData("I prefer short answers.", "Preference: I prefer short answers")]
    [InlineData("Ich heiße Jonas. Wir nutzen DHL. Bitte immer auf Deutsch antworten.", "Fact: Ich heiße Jonas; Fact: Wir nutzen DHL; Preference: Bitte immer auf Deutsch antworten")]
    [InlineData("Order 99120 and ticket INC0012345 on srv-db01.corp.local", "Object: Order 99120; Object: INC0012345; Object: srv-db01.corp.local")]
    [InlineData("TW-48213, tw-48213 and again TW-48213", "Object: TW-48213")]
    public void Of_StatementsAboutOneself_AreRemembered(string text, string found) =>
        Assert.Equal(found, string.Join("; ", MemoryFinder.Of(text).Select(m => $"{m.Kind}: {m.Text}")));

    [Theory]
    [InlineData("call me back tomorrow")]
    [InlineData("My printer is broken")]
    [InlineData("I'm in a hurry")]
    [InlineData("I'm afraid my laptop is lost")]
    [InlineData("What is my name?")]
    [InlineData("How many pallets fit on a truck of 2024?")]
    [InlineData("")]
    [InlineData("\ud83d😀\0")]
    public void Of_PassingRemarks_AreNot(string text) => Assert.Empty(MemoryFinder.Of(text));

    [Theory]
    [InlineData("My name is Petra and my password is hunter2.")]
    [InlineData("My password:\nTW-48213")]
    [InlineData("Mein Kennwort lautet Sommer-2024")]
    [InlineData("my pin is 4711")]
    [InlineData("We use P@ssw0rd99 everywhere")]
    [InlineData("My account number is 4111 1111 1111 1111")]
    [InlineData("Order 4111-1111-1111-1111")]
    [InlineData("Order 4111111111111111")]
    [InlineData("My number is DE89 3704 0044 0532 0130 00")]
    [InlineData("My number is GB29 NWBK 6016 1331 9268 19")]
    [InlineData("Our account is DE89370400440532013000")]
    [InlineData("We use sk-proj-abcdefghijklmnop for it")]
    [InlineData("We use ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("We use AKIAIOSFODNN7EXAMPLE")]
    [InlineData("my code is eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0")]
    public void Of_Secrets_AreNeverRemembered(string text) => Assert.Empty(MemoryFinder.Of(text));

    [Fact]
    public void Of_ASecretBesideAnOrder_KeepsTheOrderOnly() =>
        Assert.Equal([new FoundMemory(MemoryKind.Object, "TW-48213")], MemoryFinder.Of("Pay to DE89 3704 0044 0532 0130 00 for TW-48213"));

    [Fact]
    public void Of_ASentenceTooLongToRead_RemembersNothing() =>
        Assert.Empty(MemoryFinder.Of(string.Concat(Enumerable.Repeat("my office is TW-48213, ", 500)) + "my password is"));

    [Fact]
    public void Of_ALongList_IsLimited()
    {
        var found = MemoryFinder.Of(string.Join('\n', Enumerable.Range(1000, 500).Select(i => $"My office is TW-{i}")));

        Assert.Equal(AnalysisLimits.MemoriesAtOnce, found.Count);
        Assert.All(MemoryFinder.Of("We use " + new string('x', 5_000)), m => Assert.InRange(m.Text.Length, 1, AnalysisLimits.MemoryLength));
    }
}
