namespace AssistantStudio.Core.Providers;

public enum Difficulty
{
    Simple,
    Moderate,
    Complex,
}

/// <param name="Reason">"a few words": why, for whoever wonders later.</param>
/// <param name="IsSure">Nobody else has to be asked.</param>
public sealed record Judgement(Difficulty Difficulty, string Reason, bool IsSure);

/// <summary>Who is asked for questions of each difficulty, each with those that stand in.</summary>
/// <param name="Classifier">Judges where the rules are not sure; null: then the rules have the last word.</param>
internal sealed record ModelTiers(IReadOnlyDictionary<Difficulty, IReadOnlyList<ModelTarget>> Targets, ModelTarget? Classifier);
