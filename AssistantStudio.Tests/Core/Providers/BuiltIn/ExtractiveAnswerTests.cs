using AssistantStudio.Core.Providers;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.BuiltIn;

public sealed class ExtractiveAnswerTests
{
    private static readonly SourcePassage s_returns = Passage(1, "Returns", """
        ## Returns

        You can send goods back within 30 days of delivery. The goods must be unused. We refund the price within five working days of the parcel's arrival.
        Postage for a return is paid by us. Vouchers cannot be returned.
        """);

    private static readonly SourcePassage s_hours = Passage(2, "Opening hours", "The shop in Main Street is open from nine to five. On Sundays it is closed.");

    [Theory]
    [InlineData("Who pays the postage for a return?", "Postage for a return is paid by us. [1]")]
    [InlineData("When is the shop open?", "The shop in Main Street is open from nine to five. [2] On Sundays it is closed. [2]")]
    [InlineData("vouchers", "Vouchers cannot be returned. [1]")]
    public void Of_Question_BeginsWithTheSentenceThatAnswers(string question, string expected) =>
        Assert.StartsWith(expected, ExtractiveAnswer.Of(question, [s_returns, s_hours], null), StringComparison.Ordinal);

    [Theory]
    [InlineData("How do I bake sourdough bread?")]
    [InlineData("Wie backe ich ein Brot?")]
    [InlineData("Is there a swimming pool with a returns desk for kangaroos?")]
    [InlineData("What is it?")]
    [InlineData("")]
    [InlineData("???")]
    public void Of_QuestionThatNothingAnswers_SaysSo(string question) =>
        Assert.Equal("I found nothing about this in the knowledge that I can look into.", ExtractiveAnswer.Of(question, [s_returns, s_hours], null));

    [Fact]
    public void Of_NoPassages_SaysThatNothingWasFound() => Assert.Equal(ExtractiveAnswer.Nothing, ExtractiveAnswer.Of("Who pays the postage?", [], null));

    [Theory]
    [InlineData("Hello!")]
    [InlineData("What can you help me with? What do you suggest?")]
    [InlineData("Who are you?")]
    [InlineData("Was kannst du?")]
    [InlineData("hi there")]
    [InlineData("Good morning")]
    [InlineData("Thank you very much for your help.")]
    [InlineData("Vielen Dank!")]
    [InlineData("Tschüss")]
    public void Of_GreetingOrThanks_SaysWhatItIs(string text) => Assert.Equal(
        "I am the built-in answerer: I look things up and quote what I find; I am not a language model. Ask me something that the knowledge covers.",
        ExtractiveAnswer.Of(text, [s_returns], null));

    [Fact]
    public void Of_GreetingWithAQuestion_AnswersTheQuestion() =>
        Assert.StartsWith("Postage for a return is paid by us. [1]", ExtractiveAnswer.Of("Hello, who pays the postage for a return?", [s_returns, s_hours], null), StringComparison.Ordinal);

    [Fact]
    public void Of_Styles_QuoteLessOrMore()
    {
        var many = Passage(3, "Parcels", string.Join(' ', Enumerable.Range(1, 9).Select(i => $"A parcel of kind {i} has postage rule{i} and size{i}.")));
        int Quotes(string? style) => ExtractiveAnswer.Of("Which postage has a parcel?", [many], style).Split("[3]").Length - 1;

        Assert.Equal((2, 3, 3, 5), (Quotes("concise"), Quotes(null), Quotes("balanced"), Quotes("Detailed")));
    }

    [Fact]
    public void Of_SameSentenceTwice_IsQuotedOnce()
    {
        var again = s_returns with { Number = 2 };

        var answer = ExtractiveAnswer.Of("Who pays the postage for a return?", [s_returns, again], "detailed");

        Assert.Single(answer.Split("Postage for a return is paid by us.").Skip(1));
    }

    [Fact]
    public void Of_OthersThanTheMostDirect_FollowInReadingOrder()
    {
        var passage = Passage(4, "Pumps", "The pump needs oil. The oil of the pump is changed each year by a pump technician with oil of grade seven. A pump without oil stops.");

        Assert.Equal(
            "The pump needs oil. [4] The oil of the pump is changed each year by a pump technician with oil of grade seven. [4] A pump without oil stops. [4]",
            ExtractiveAnswer.Of("pump oil", [passage], null));
    }

    [Fact]
    public void Of_Steps_StayWholeWithTheirSentence()
    {
        var passage = Passage(1, "Filter", """
            The filter lasts a year.

            To change the filter:

            1. Switch the machine off.
            2. Open the lid.
               Mind the spring.
            3. Put the new one in.

            Old ones are waste.
            """);

        Assert.StartsWith(
            "To change the filter:\n\n1. Switch the machine off.\n2. Open the lid.\n   Mind the spring.\n3. Put the new one in. [1]",
            ExtractiveAnswer.Of("How do I change the filter?", [passage], null), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LongList_GivesTheItemsThatAnswer()
    {
        var items = string.Join('\n', Enumerable.Range(1, 40).Select(i => $"- **Colour {i}** is for walls of kind{i}, and dries in {i} hours."));

        Assert.Equal("- **Colour 7** is for walls of kind7, and dries in 7 hours. [1]", ExtractiveAnswer.Of("What is kind7 for, which colour?", [Passage(1, "Paint", items)], null));
    }

    [Fact]
    public void Of_Table_GivesItsHeadAndTheRowsThatMatch()
    {
        var passage = Passage(5, "Prices", """
            Prices of parcels:

            | size | price | weight |
            |---|--:|---|
            | small | 4 euros | 2 kg |
            | medium | 6 euros | 5 kg |
            | large | 9 euros | 10 kg |
            """);

        Assert.Equal(
            "Prices of parcels:\n\n| size | price | weight |\n|---|--:|---|\n| medium | 6 euros | 5 kg |\n\n[5]",
            ExtractiveAnswer.Of("What is the price of a medium parcel?", [passage], null));
    }

    [Theory]
    [InlineData("```sh\nstudio backup --to /srv\n```", "```sh\nstudio backup --to /srv\n```")]
    [InlineData("```sh\nstudio backup --to /srv", "```sh\nstudio backup --to /srv\n```")]
    public void Of_Code_StaysABlockThatIsClosed(string code, string expected)
    {
        var passage = Passage(6, "Backup", $"Make a backup with this command:\n\n{code}");

        Assert.Equal($"Make a backup with this command:\n\n{expected}\n\n[6]", ExtractiveAnswer.Of("Which command makes a backup?", [passage], null));
    }

    [Fact]
    public void Of_SeveralBlocksOfCode_QuotesOne()
    {
        var passage = Passage(1, "Backup", "Backup command:\n\n```\nbackup a one\n```\n\nBackup command again:\n\n```\nbackup b two\n```");

        Assert.Equal(3, ExtractiveAnswer.Of("backup command", [passage], "detailed").Split("```").Length);
    }

    [Fact]
    public void Of_GermanQuestion_IsAnsweredInGerman()
    {
        var passage = Passage(1, "Rückgabe", "Die Ware kann man zurückschicken. Die Rückgabefrist beträgt 30 Tage ab Lieferung. Gutscheine werden nicht erstattet.");
        var other = Passage(2, "Öffnungszeiten", "Der Laden ist von neun bis fünf geöffnet. Sonntags ist er geschlossen.");

        Assert.StartsWith("Die Rückgabefrist beträgt 30 Tage ab Lieferung. [1]", ExtractiveAnswer.Of("Wie lange ist die Frist für eine Rückgabe?", [other, passage], null), StringComparison.Ordinal);
        Assert.StartsWith("Gutscheine werden nicht erstattet. [1]", ExtractiveAnswer.Of("Wird ein Gutschein erstattet?", [other, passage], null), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ChineseQuestion_FindsItsSentence()
    {
        var passage = Passage(1, "退货", "商店九点开门。退货的邮费由我们支付。礼券不能退货。");

        Assert.StartsWith("退货的邮费由我们支付。 [1]", ExtractiveAnswer.Of("退货邮费", [passage], null), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SentenceWithHalfOfAMark_IsClosed()
    {
        var passage = Passage(1, "Marks", "**The valve is red. It turns left.** See `valve open. The handle` is loose.");

        Assert.StartsWith("**The valve is red.** [1]", ExtractiveAnswer.Of("Which colour has the valve, red?", [passage], "concise"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_MegabyteOfText_Answers()
    {
        var sentences = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"Line number{i} says that the postage of parcel{i} is {i} euros."));

        Assert.True(sentences.Length > 1_000_000);
        Assert.StartsWith("Line number777 says that the postage of parcel777 is 777 euros. [1]", ExtractiveAnswer.Of("What is the postage of parcel777?", [Passage(1, "All", sentences)], "concise"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a ")]
    [InlineData(".")]
    [InlineData("[")]
    [InlineData("*")]
    [InlineData("`")]
    [InlineData("- ")]
    [InlineData("> ")]
    [InlineData("|")]
    [InlineData("|-\n")]
    [InlineData("```\n")]
    [InlineData("\n")]
    [InlineData("1. x\n\n")]
    [InlineData("postage")]
    [InlineData("postage\n")]
    [InlineData("postage **`[_")]
    [InlineData("\0\u0001postage\uD800")]
    public void Of_MegabyteOfOneThing_Ends(string thing)
    {
        var text = string.Concat(Enumerable.Repeat(thing, 1_000_000 / thing.Length));

        var answer = ExtractiveAnswer.Of("Who pays the postage?", [Passage(1, "All", text), s_returns with { Number = 2 }], "detailed");

        Assert.Contains("Postage for a return is paid by us. [2]", answer, StringComparison.Ordinal);
        Assert.True(answer.Length < 20_000, $"{answer.Length} characters.");
    }

    [Theory]
    [InlineData("- postage ", "word ")]
    [InlineData("1. postage ", "\n   more")]
    [InlineData("postage ", "word ")]
    [InlineData("postage ", "word")]
    [InlineData("Postage: ", "word ")]
    [InlineData("| postage | b |\n|---|---|\n| postage | c |\n| ", "postage ")]
    public void Of_OneEndlessThing_IsQuotedInPart(string start, string endless)
    {
        var text = start + string.Concat(Enumerable.Repeat(endless, 500_000 / endless.Length)) + " |\n\nAfter it the postage is named.";

        var answer = ExtractiveAnswer.Of("Who pays the postage?", [Passage(1, "All", text)], "detailed");

        Assert.Contains("postage", answer, StringComparison.Ordinal);
        Assert.InRange(answer.Length, 10, 5_000);
    }

    [Fact]
    public void Of_WordThatGreetsElsewhere_IsLookedUp() =>
        Assert.Equal("A tag marks a prompt. [1]", ExtractiveAnswer.Of("tag", [Passage(1, "Words", "A tag marks a prompt.")], null));

    [Fact]
    public void Of_BinaryText_QuotesWhatCanBeReadOnly()
    {
        var noise = new Random(7);
        var bytes = new byte[200_000];
        noise.NextBytes(bytes);
        var text = System.Text.Encoding.UTF8.GetString(bytes) + "\n\nThe postage is paid by us.\n\n" + System.Text.Encoding.Latin1.GetString(bytes);

        var answer = ExtractiveAnswer.Of("Who pays the postage?", [Passage(1, "Noise", text)], null);

        Assert.StartsWith("The postage is paid by us. [1]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(answer, char.IsControl);
    }

    private static SourcePassage Passage(int number, string heading, string text) => new(number, "Handbook", $"Handbook › {heading}", text);
}
