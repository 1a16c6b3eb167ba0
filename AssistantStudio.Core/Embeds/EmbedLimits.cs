namespace AssistantStudio.Core.Embeds;

public static class EmbedLimits
{
    public const string KeyPrefix = "pk_";
    public const int KeyLength = 27;
    public const int Origins = 50;
    public const int OriginLength = 255;
    public const int TitleLength = 60;
    public const int GreetingLength = 500;
    public const int MaxMessagesPerHour = 1_000;
    public const int MaxMessagesPerDay = 1_000_000;
    public const int MaxMessageLength = 4_000;

    /// <summary>The largest body that a visitor sends: the longest message in any script, and what stands around it.</summary>
    public const int BodyKilobytes = 16;

    /// <summary>Replies shown when a visitor opens the panel again.</summary>
    public const int History = 50;

    public const int TokenLength = 2_000;

    /// <summary>New sessions of one network. An office of many people has one address.</summary>
    public const int SessionsPerMinute = 30;

    public const int MessagesPerMinute = 60;

    /// <summary>A session that nobody uses ends after this time.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(45);

    /// <summary>A session ends after this time, however much it is used.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);
}
