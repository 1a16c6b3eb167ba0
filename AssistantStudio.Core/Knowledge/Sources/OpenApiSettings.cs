using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Where a description of an interface is.</summary>
public sealed record OpenApiSettings
{
    internal OpenApiSettings Checked(Validator errors)
    {
        _ = errors;
        return this;
    }
}
