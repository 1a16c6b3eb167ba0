namespace AssistantStudio.Core.Shared;

/// <summary>Where a release runs, in the order in which it is promoted.</summary>
public enum StudioEnvironment
{
    Development,
    Testing,
    Staging,
    Production,
}
