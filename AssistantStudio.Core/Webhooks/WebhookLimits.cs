namespace AssistantStudio.Core.Webhooks;

public static class WebhookLimits
{
    public const int NameLength = 100;
    public const int UrlLength = 500;
    public const int EventsLength = 500;
    public const int EventNameLength = 60;
    public const int ErrorLength = 500;
    public const int HintLength = 20;

    /// <summary>Every event is stored and sent once for each.</summary>
    public const int MaxPerOrganization = 20;

    /// <summary>The signing key; Standard Webhooks asks for 24 to 64 bytes.</summary>
    public const int SecretBytes = 32;

    /// <summary>What is read of a receiver's reply, so that its connection can be used again.</summary>
    public const int ReplyBytes = 4 * 1024;

    /// <summary>One receiver that is slow takes no more places than these.</summary>
    public const int ParallelPerWebhook = 2;

    /// <summary>Of all receivers together, on one node.</summary>
    public const int Parallel = 32;

    /// <summary>So many deliveries in a row that were given up, each after a day of tries: nobody is there any more.</summary>
    public const int SwitchOffAfter = 10;

    /// <summary>From sending to the end of the receiver's headers.</summary>
    public static readonly TimeSpan SendTime = TimeSpan.FromSeconds(10);

    /// <summary>Whoever took a delivery has this long to say how it went; after that its program is taken for dead. Much longer than <see cref="SendTime"/>.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    /// <summary>How often a node looks for what is due.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Messages are signed with the old secret as well for so long, so that a receiver can change over without losing one.</summary>
    public static readonly TimeSpan OldSecretTime = TimeSpan.FromHours(24);

    /// <summary>The pauses after each try that failed; after the last one's try a delivery is given up.</summary>
    public static IReadOnlyList<TimeSpan> RetryDelays { get; } =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12),
    ];

    /// <summary>The pause before the next try; null: there is none.</summary>
    public static TimeSpan? DelayAfter(int attempts) => attempts <= RetryDelays.Count ? RetryDelays[attempts - 1] : null;
}
