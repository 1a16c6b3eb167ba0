using System.Text;
using AssistantStudio.Core.Conversations;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations;

public sealed class TurnReplayTests
{
    private static readonly TurnEvent s_end = new TurnFailed("lost", "The program ended.", Guid.Empty);

    [Theory]
    [InlineData(0, 0, "accepted Hello end")]
    [InlineData(1, 0, "Hello end")]
    [InlineData(1, 3, "lo end")]
    [InlineData(1, 5, "end")]
    [InlineData(3, 197, "end")]
    [InlineData(2, 5, "end")]
    [InlineData(int.MaxValue, int.MaxValue, "end")]
    public void Take_FromWhereSomebodyWas_BringsWhatFollowsAndNothingTwice(int events, int characters, string expected)
    {
        var (next, position) = TurnReplay.Take([(new TurnThinking("accepted"), 0), (s_end, 5)], new StringBuilder("Hello"), new(events, characters));

        Assert.Equal(expected, string.Join(' ', next.Select(WordOf)));
        Assert.Equal(2, position.Events);
    }

    [Fact]
    public void Take_FurtherThanIsWrittenDownYet_WaitsForTheRest()
    {
        var (next, position) = TurnReplay.Take([(new TurnThinking("accepted"), 0)], new StringBuilder("Hel"), new(2, 5));
        Assert.Empty(next);

        (next, _) = TurnReplay.Take([(new TurnThinking("accepted"), 0), (new TurnThinking("more"), 0), (s_end, 11)], new StringBuilder("Hello there"), position);

        Assert.Equal(" there end", string.Join(' ', next.Select(WordOf)));
    }

    private static string WordOf(NumberedEvent one) => one.Event switch
    {
        TurnDelta delta => delta.Text,
        TurnThinking thinking => thinking.About,
        _ => "end",
    };
}
