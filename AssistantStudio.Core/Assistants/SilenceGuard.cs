using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>Whoever may not deploy to an environment does not decide that nobody, or not everybody, is answered there any more.</summary>
public sealed class SilenceGuard(IDeployers deployers)
{
    /// <summary>Before it is paused, archived or deleted.</summary>
    public async Task RequireAsync(Assistant assistant, CancellationToken ct)
    {
        foreach (var place in assistant.Deployed().Where(d => d.Answers).Select(d => d.Environment))
        {
            if (!await deployers.MayDeployAsync(place, ct).ConfigureAwait(false))
            {
                throw new ForbiddenException($"{assistant.Name} answers in {place.Word()}, and you may not deploy there. Ask somebody who may, or have it stopped there first.");
            }
        }
    }

    /// <summary>What people and programs talk to is not deleted under them, and with it the evidence of what they were answered by.</summary>
    public static void RequireSilent(Assistant assistant)
    {
        var places = assistant.Status == AssistantStatus.Active ? assistant.Deployed().Where(d => d.Answers).Select(d => d.Environment.Word()).ToList() : [];
        if (places.Count > 0)
        {
            throw new ConflictException($"{assistant.Name} answers in {string.Join(" and ", places)}. Archive it first, or stop it there.", "deployed");
        }
    }

    /// <summary>After its draft was changed, and before that is stored: programs ask it by its short name, and who may see it may talk to it.</summary>
    public Task RequireAsync(Assistant assistant, string slug, AssistantVisibility visibility, CancellationToken ct) =>
        assistant.Slug != slug || (assistant.Visibility != visibility && assistant.Visibility == AssistantVisibility.Private) ? RequireAsync(assistant, ct) : Task.CompletedTask;
}
