using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

internal static class Audiences
{
    public static bool SeesAll(Access access) => access.Can(Permission.KnowledgeManage);

    /// <summary>The sources whose texts a caller may read, by whom they are meant for.</summary>
    /// <param name="onBehalfOf">Nobody reads more on somebody else's behalf than they may read themselves.</param>
    public static SourceAudience[] SeenBy(Access access, SourceAudience? onBehalfOf = null)
    {
        var own = SeesAll(access) ? SourceAudience.Editors : SourceAudience.Members;
        var until = onBehalfOf is { } other && other < own ? other : own;
        return [.. Enum.GetValues<SourceAudience>().Where(a => a <= until)];
    }
}
