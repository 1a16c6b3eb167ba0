using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Which repositories are read, and what of them.</summary>
public sealed record GitHubSettings
{
    internal GitHubSettings Checked(Validator errors)
    {
        _ = errors;
        return this;
    }
}
