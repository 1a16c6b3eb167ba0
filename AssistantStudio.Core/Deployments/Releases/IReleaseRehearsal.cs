namespace AssistantStudio.Core.Deployments;

/// <param name="Problem">Why there was no answer; null: there was one.</param>
public sealed record RehearsedQuestion(string Question, string Answer, string? Problem, int Milliseconds);

/// <summary>Asks a release itself, outside of what it is counted by.</summary>
internal interface IReleaseRehearsal
{
    /// <summary>What it suggests people to ask, or what everybody asks first.</summary>
    Task<IReadOnlyList<RehearsedQuestion>> RunAsync(LiveDeployment release, CancellationToken ct);

    /// <param name="patience">An answer that takes longer is none.</param>
    Task<RehearsedQuestion> AskAsync(LiveDeployment release, string question, TimeSpan patience, CancellationToken ct);
}
