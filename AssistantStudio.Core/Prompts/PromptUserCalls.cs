using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Prompts;

internal static class PromptUserCalls
{
    /// <summary>In the transaction that has saved the change. Gives back what the change feed is told after the commit.</summary>
    public static async Task<IReadOnlyList<Change>> TellChangedAsync(this IEnumerable<IPromptUsers> users, StudioDbContext context, Guid promptId, CancellationToken ct)
    {
        var told = new List<Change>();
        foreach (var user in users)
        {
            told.AddRange(await user.PromptChangedAsync(context, promptId, ct).ConfigureAwait(false));
        }

        return told;
    }
}
