using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>What may be said, and when.</summary>
internal static class ConversationRules
{
    public const string What = "The conversation";

    public static ConflictException HasEnded(ConversationStatus status) => new(
        status == ConversationStatus.Expired ? "This conversation has expired. Begin another one." : "This conversation has ended. Begin another one.", "conversation_ended");

    /// <summary>Whether this person may talk to this assistant now.</summary>
    public static void RequireOpen(Access access, KeptSnapshot kept, ConversationChannel channel)
    {
        if (!kept.Standing.IsOpenTo(access) || access.Grant.Assistants?.Contains(kept.Snapshot.AssistantId) == false)
        {
            throw new NotFoundException(AssistantRows.What);
        }

        if (channel != ConversationChannel.Playground && kept.Standing.Status != AssistantStatus.Active)
        {
            throw new ConflictException($"{kept.Snapshot.Content.Name} is not in use at the moment.", "assistant_not_active");
        }
    }

    public static void RequireMayTalk(Access access, StudioEnvironment place)
    {
        if (access.Grant.Environments?.Contains(place) == false)
        {
            access.Require(Permission.Chat, place); // It is for other environments, whatever else it may.
        }

        access.Require(NeededIn(access.Grant, place), place);
    }

    public static bool MayTalk(Access access, StudioEnvironment place) => access.Can(NeededIn(access.Grant, place)) && access.Grant.Environments?.Contains(place) != false;

    /// <summary>
    /// Production is for everybody; what stands before it is for those who try assistants out, for visitors of sites that it was opened to, and
    /// for keys that name it, as long as whoever made them may try assistants out.
    /// </summary>
    private static Permission NeededIn(Grant grant, StudioEnvironment place) =>
        place == StudioEnvironment.Production || grant.Visitor is not null || (grant.Environments?.Contains(place) == true && grant.OwnerPermissions.Contains(Permission.AssistantsTry))
            ? Permission.Chat : Permission.AssistantsTry;

    /// <summary>A message that a model can be asked with.</summary>
    public static string Message(string? text, int? longest)
    {
        var most = Math.Min(longest ?? ConversationLimits.MessageLength, ConversationLimits.MessageLength);
        new Validator().Check(PlainText.IsVisible(text ?? ""), "content", "Write a message.").Long(text, "content", most).ThrowIfAny();
        return text!.TrimEnd();
    }
}
