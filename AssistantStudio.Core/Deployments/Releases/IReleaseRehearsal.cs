namespace AssistantStudio.Core.Deployments;

/// <param name="Problem">Why there was no answer; null: there was one.</param>
public sealed record RehearsedQuestion(string Question, string Answer, string? Problem, int Milliseconds);

/// <summary>Asks a release that does not answer anybody yet.</summary>
internal interface IReleaseRehearsal
{
    /// <summary>What it suggests people to ask, or what everybody asks first.</summary>
    Task<IReadOnlyList<RehearsedQuestion>> RunAsync(LiveDeployment release, CancellationToken ct);
}
