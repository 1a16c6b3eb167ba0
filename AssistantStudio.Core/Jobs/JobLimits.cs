namespace AssistantStudio.Core.Jobs;

public static class JobLimits
{
    public const int KeyLength = 60;
    public const int NodeLength = 100;
    public const int PersonLength = 200;
    public const int MessageLength = 400;
    public const int ErrorLength = 1_000;
    public const int ReferenceLength = 40;
    public const int LineLength = 1_000;
    public const int ItemKeyLength = 300;
    public const int ItemReasonLength = 500;
    public const int CronLength = 100;
    public const int TimeZoneLength = 64;
    public const int ParametersLength = 8_000;

    /// <summary>Of one run; the rest is left out and the log says so.</summary>
    public const int MaxLinesPerRun = 2_000;

    /// <summary>A job whose items all fail has a cause that more items will not cure.</summary>
    public const int MaxFailuresInARow = 25;

    /// <summary>How often a run's progress, log and cancellation travel between the job and the database.</summary>
    public static readonly TimeSpan PulseInterval = TimeSpan.FromSeconds(1);

    /// <summary>A run with nothing new to say shows that it lives every so many pulses.</summary>
    public const int PulsesPerHeartbeat = 5;

    /// <summary>How often a node looks for runs that nobody told it about.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>How long a stopping program waits for its jobs to let go.</summary>
    public static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    public static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(30);

    /// <summary>Doubles with each attempt.</summary>
    public static TimeSpan RetryDelay(int attempt)
    {
        var delay = FirstRetryDelay * Math.Pow(2, Math.Clamp(attempt - 1, 0, 10));
        return delay < MaxRetryDelay ? delay : MaxRetryDelay;
    }
}
