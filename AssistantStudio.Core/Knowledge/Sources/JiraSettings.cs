using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Which issues of a Jira are read.</summary>
public sealed record JiraSettings
{
    internal JiraSettings Checked(Validator errors)
    {
        _ = errors;
        return this;
    }
}
