using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>What answers the next turn of a conversation.</summary>
internal static class Answerers
{
    /// <summary>Null: it is tried in the playground.</summary>
    public static async Task<LiveDeployment?> OfAsync(this LiveDeployments deployments, Access access, Conversation conversation, CancellationToken ct) =>
        conversation.Channel == ConversationChannel.Playground ? null
            : (await deployments.OfAsync(access, conversation.AssistantId, conversation.Environment ?? StudioEnvironment.Production, ct).ConfigureAwait(false)).For(conversation.DeploymentId, conversation.Id.ToString("N"));

    public static async Task<KeptSnapshot> KeptOfAsync(this LiveDeployments deployments, AssistantSnapshots snapshots, Access access, Conversation conversation, CancellationToken ct) =>
        (await deployments.OfAsync(access, conversation, ct).ConfigureAwait(false))?.Kept
        ?? await snapshots.OfAsync(access, conversation.AssistantId, conversation.Version, ct).ConfigureAwait(false);
}
