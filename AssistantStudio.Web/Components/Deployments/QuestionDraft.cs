using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>The question of a deployment, as it is typed.</summary>
public sealed class QuestionDraft(DeploymentResources stored)
{
    public DeploymentResources Stored => stored;

    public string? Question { get; set; } = stored.Question;

    public string? Minutes { get; set; } = TypedNumber.Of((long?)stored.QuestionMinutes);

    public bool IsDirty => (Asked, Minutes) != (stored.Question ?? "", TypedNumber.Of((long?)stored.QuestionMinutes));

    private string Asked => (Question ?? "").Trim();

    public bool IsOf(DeploymentResources other) => (stored.Question, stored.QuestionMinutes) == (other.Question, other.QuestionMinutes);

    /// <exception cref="ValidationException">How often is no number.</exception>
    public ResourcesInput Changes()
    {
        var errors = new Validator();
        var minutes = TypedNumber.Small(Minutes, "resources.questionMinutes", errors);
        errors.Check(!string.IsNullOrWhiteSpace(Minutes), "resources.questionMinutes", "Enter a whole number.");
        errors.ThrowIfAny();
        return new() { Question = Asked == (stored.Question ?? "") ? null : Asked, QuestionMinutes = minutes == stored.QuestionMinutes ? null : minutes };
    }
}
