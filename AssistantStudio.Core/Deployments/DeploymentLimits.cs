namespace AssistantStudio.Core.Deployments;

public static class DeploymentLimits
{
    public const int ReasonLength = 500;

    /// <summary>Each answers in its own time; more than this waits for a machine that is not there.</summary>
    public const int MaxSlots = 2_000;

    /// <summary>Of a hundred conversations; with all of them it would be compared with nothing.</summary>
    public const int MaxWeight = 90;

    public const int MaxRequestsPerMinute = 1_000_000;
    public const long MaxTokensPerMinute = 1_000_000_000;
    public const int MaxQueueLength = 10_000;
    public const int MaxQueueWaitSeconds = 300;
    public const int MinTimeoutSeconds = 5;
    public const int MaxTimeoutSeconds = 600;

    public const int QuestionLength = 1_000;
    public const int MinQuestionMinutes = 5;
    public const int MaxQuestionMinutes = 1_440;

    /// <summary>Besides what stands in an environment, the knowledge of so many other releases is kept that stood there last.</summary>
    public const int ReleasesToGoBackTo = 5;

    /// <summary>Cards of one environment on the board; the rest is a page away.</summary>
    public const int CardsOfLane = 50;

    public const int EventsShown = 200;
    public const int CheckIdLength = 60;
    public const int ProviderMappings = 100;
}
