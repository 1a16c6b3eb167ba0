namespace AssistantStudio.Core.Shared;

/// <summary>Where a release runs, in the order in which it is promoted.</summary>
public enum StudioEnvironment
{
    Development,
    Testing,
    Staging,
    Production,
}

public static class StudioEnvironmentWords
{
    /// <summary>In the middle of a sentence, and in addresses.</summary>
    public static string Word(this StudioEnvironment environment) => environment.ToString().ToLowerInvariant();

    /// <summary>Null: it is the first.</summary>
    public static StudioEnvironment? Before(this StudioEnvironment environment) => environment == StudioEnvironment.Development ? null : environment - 1;

    /// <summary>Null: it is the last.</summary>
    public static StudioEnvironment? After(this StudioEnvironment environment) => environment == StudioEnvironment.Production ? null : environment + 1;
}
