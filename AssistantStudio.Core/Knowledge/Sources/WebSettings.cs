using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a source of web pages reads.</summary>
public sealed record WebSettings
{
    internal WebSettings Checked(Validator errors)
    {
        _ = errors;
        return this;
    }
}
