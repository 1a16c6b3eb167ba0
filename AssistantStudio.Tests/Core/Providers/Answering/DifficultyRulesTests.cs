using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class DifficultyRulesTests
{
    [Theory]
    [InlineData("Hello there", Difficulty.Simple, true)]
    [InlineData("Thanks!", Difficulty.Simple, true)]
    [InlineData("When do you open on Saturday?", Difficulty.Simple, false)]
    [InlineData("Show me your address, will you?", Difficulty.Simple, false)]
    [InlineData("Why does the scanner beep twice?", Difficulty.Moderate, false)]
    [InlineData("The label printer is not working since this morning, the light is red and it makes a noise", Difficulty.Moderate, false)]
    [InlineData("Compare the two tariffs for parcels of three kilos", Difficulty.Complex, false)]
    [InlineData("I want to open a dispute about my bill", Difficulty.Complex, false)]
    [InlineData("What is it? Who sends it? When does it come?", Difficulty.Complex, true)]
    [InlineData("Please do this:\n- count\n- sort\n- report", Difficulty.Complex, true)]
    [InlineData("What is wrong here?\n```\nvar x = 1\n```", Difficulty.Complex, true)]
    public void Judge_AMessage_BySomethingThatCanBeSeen(string text, Difficulty expected, bool isSure)
    {
        var judgement = DifficultyRules.Judge([new(ChatRole.User, text)]);

        Assert.Equal((expected, isSure), (judgement.Difficulty, judgement.IsSure));
        Assert.NotEmpty(judgement.Reason);
    }

    [Fact]
    public void Judge_LongOrWithAPicture_IsComplex()
    {
        Assert.Equal("it has 200 words", DifficultyRules.Judge([new(ChatRole.User, string.Join(' ', Enumerable.Repeat("word", 200)))]).Reason);
        Assert.Equal(Difficulty.Complex, DifficultyRules.Judge([new(ChatRole.User, [new TextContent("This"), new UriContent("https://example.org/a.png", "image/png")])]).Difficulty);
    }

    [Fact]
    public void Judge_OfAConversation_LooksAtTheLastQuestion()
    {
        ChatMessage[] messages = [new(ChatRole.User, "Compare all tariffs step by step"), new(ChatRole.Assistant, "Here they are."), new(ChatRole.User, "Thanks a lot")];

        Assert.Equal(Difficulty.Simple, DifficultyRules.Judge(messages).Difficulty);
        Assert.Equal("nobody asked anything", DifficultyRules.Judge([]).Reason);
    }
}
