namespace AssistantStudio.Core.Knowledge;

public sealed record QuestionInput
{
    public string? Text { get; init; }

    /// <summary>None: nothing that is known answers it, and an honest search finds nothing.</summary>
    public IReadOnlyList<RightPassage>? Passages { get; init; }
}

public sealed record QuestionRow(Guid Id, string Text, IReadOnlyList<RightPassage> Passages, DateTime CreatedAt, string CreatedBy);

/// <summary>How one question did with one way of looking.</summary>
/// <param name="Rank">The place of the first right passage; null: none was found. Of a question that nothing answers: null where nothing was found, else 1.</param>
/// <param name="Problem">Why it was looked for by words only.</param>
public sealed record QuestionOutcome(Guid QuestionId, int? Rank, int Found, int Right, double TookMs, string? Problem)
{
    /// <summary>What ought to have been found was, or nothing was where nothing ought to have been.</summary>
    public bool IsRight => Right == 0 ? Rank is null : Rank is not null;
}

/// <summary>How one way of looking did with all questions.</summary>
/// <param name="Recall">Of the questions that have an answer, the share whose right passage is among those found; null: there is no such question.</param>
/// <param name="FirstPlace">The mean of 1/rank: 1 where the right passage always comes first.</param>
/// <param name="Declined">Of the questions without an answer, the share for which nothing was found; null: there is none.</param>
public sealed record WayResult(IReadOnlyList<QuestionOutcome> Outcomes, double? Recall, double? FirstPlace, double? Declined, double MeanMs)
{
    internal static WayResult Of(IReadOnlyList<QuestionOutcome> outcomes)
    {
        var (answered, unanswerable) = (outcomes.Where(o => o.Right > 0).ToList(), outcomes.Where(o => o.Right == 0).ToList());
        return new(
            outcomes,
            answered.Count == 0 ? null : answered.Average(o => o.IsRight ? 1.0 : 0),
            answered.Count == 0 ? null : answered.Average(o => o.Rank is { } rank ? 1.0 / rank : 0),
            unanswerable.Count == 0 ? null : unanswerable.Average(o => o.IsRight ? 1.0 : 0),
            outcomes.Count == 0 ? 0 : outcomes.Average(o => o.TookMs));
    }
}
