namespace AssistantStudio.Core.Deployments;

/// <summary>What became of the question that a deployment is asked again and again.</summary>
/// <param name="Problem">Why there was no answer; null: there was one.</param>
public sealed record AskedQuestion(DateTime At, int Milliseconds, string? Problem);

internal static class AskedQuestions
{
    /// <summary>After its resources were changed: another question is asked at once, and what became of the one before says nothing of it.</summary>
    public static void AskAnew(this Deployment deployment, DeploymentResources before, DateTime now)
    {
        var after = deployment.Resources();
        if (after.Question != before.Question)
        {
            (deployment.AskFailures, deployment.AskedJson) = (0, null);
        }

        if (after.Question != before.Question || after.QuestionMinutes != before.QuestionMinutes)
        {
            deployment.AskDueAt = after.Question is null ? null : now;
        }
    }
}
