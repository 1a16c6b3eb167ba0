using System.Text;

namespace AssistantStudio.Core.Conversations;

/// <summary>Puts the events of a turn and its text together again, from wherever a reader stands.</summary>
internal static class TurnReplay
{
    /// <param name="events">All but the text, each with how much of the text was there.</param>
    /// <param name="from">
    /// It may be further than what is there: a crash has taken words and events that somebody had seen, or another node has not
    /// written them down yet. Nothing of that comes again; but who asks after the end is told the end.
    /// </param>
    public static (IReadOnlyList<NumberedEvent> Events, TurnPosition Position) Take(IReadOnlyList<(TurnEvent Event, int At)> events, StringBuilder text, TurnPosition from)
    {
        var next = new List<NumberedEvent>();
        var at = events is [.., { Event.IsLast: true }] ? new(Math.Min(from.Events, events.Count - 1), from.Characters) : from;
        while (at.Events < events.Count)
        {
            var (one, place) = events[at.Events];
            at = Write(next, text, at, place);
            at = new(at.Events + 1, at.Characters);
            next.Add(new(at, one));
        }

        return (next, Write(next, text, at, text.Length));
    }

    private static TurnPosition Write(List<NumberedEvent> next, StringBuilder text, TurnPosition at, int until)
    {
        if (until <= at.Characters)
        {
            return at;
        }

        var position = at with { Characters = until };
        next.Add(new(position, new TurnDelta(text.ToString(at.Characters, until - at.Characters))));
        return position;
    }
}
