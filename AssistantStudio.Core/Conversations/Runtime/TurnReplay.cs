using System.Text;

namespace AssistantStudio.Core.Conversations;

/// <summary>Puts the events of a turn and its text together again, from wherever a reader stands.</summary>
internal static class TurnReplay
{
    /// <param name="events">All but the text, each with how much of the text was there.</param>
    public static (IReadOnlyList<NumberedEvent> Events, TurnPosition Position) Take(IReadOnlyList<(TurnEvent Event, int At)> events, StringBuilder text, TurnPosition from)
    {
        var next = new List<NumberedEvent>();
        var at = from.Events > events.Count || from.Characters > text.Length ? default : from;
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
