using System.Globalization;
using System.Text.Json.Serialization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>What a deployment may take of the machine and of its providers.</summary>
public sealed record DeploymentResources
{
    /// <summary>Replies that are written at a time.</summary>
    public int Slots { get; init; } = 50;

    /// <summary>Null: as many as come.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Null: as many as come.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Who finds all slots taken waits, up to so many.</summary>
    public int QueueLength { get; init; } = 50;

    public int QueueWaitSeconds { get; init; } = 10;

    /// <summary>A reply that takes longer is broken off.</summary>
    public int TimeoutSeconds { get; init; } = 300;

    /// <summary>Of those that wait for the same provider the higher goes first; 0 is usual.</summary>
    public int Priority { get; init; }

    /// <summary>Asked again and again, to see whether it answers; null: nothing is.</summary>
    public string? Question { get; init; }

    /// <summary>From one time that it is asked to the next.</summary>
    public int QuestionMinutes { get; init; } = 60;

    public void Check(Validator errors, string field)
    {
        void In(long value, long least, long most, string name, string what) => errors.Check(
            value >= least && value <= most, $"{field}.{name}", string.Create(CultureInfo.InvariantCulture, $"{what}: between {least:#,0} and {most:#,0}."));
        In(Slots, 1, DeploymentLimits.MaxSlots, "slots", "Replies at a time (to have it answer nobody, stop it)");
        In(RequestsPerMinute ?? 1, 1, DeploymentLimits.MaxRequestsPerMinute, "requestsPerMinute", "Requests a minute");
        In(TokensPerMinute ?? 1, 1, DeploymentLimits.MaxTokensPerMinute, "tokensPerMinute", "Tokens a minute");
        In(QueueLength, 0, DeploymentLimits.MaxQueueLength, "queueLength", "How many wait");
        In(QueueWaitSeconds, 0, DeploymentLimits.MaxQueueWaitSeconds, "queueWaitSeconds", "Seconds to wait");
        In(TimeoutSeconds, DeploymentLimits.MinTimeoutSeconds, DeploymentLimits.MaxTimeoutSeconds, "timeoutSeconds", "Seconds for a reply");
        In(Priority, -10, 10, "priority", "Priority");
        errors.Long(Question, $"{field}.question", DeploymentLimits.QuestionLength);
        In(QuestionMinutes, DeploymentLimits.MinQuestionMinutes, DeploymentLimits.MaxQuestionMinutes, "questionMinutes", "Minutes between two questions");
    }
}

/// <summary>What is to be different; null stays. A limit that is spelt wrongly would be believed to hold.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ResourcesInput
{
    public int? Slots { get; init; }

    /// <summary>0: as many as come.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>0: as many as come.</summary>
    public long? TokensPerMinute { get; init; }

    public int? QueueLength { get; init; }

    public int? QueueWaitSeconds { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? Priority { get; init; }

    /// <summary>Empty: it is asked nothing any more.</summary>
    public string? Question { get; init; }

    public int? QuestionMinutes { get; init; }

    /// <summary>What it is then.</summary>
    public DeploymentResources Over(DeploymentResources before) => new()
    {
        Slots = Slots ?? before.Slots,
        RequestsPerMinute = RequestsPerMinute == 0 ? null : RequestsPerMinute ?? before.RequestsPerMinute,
        TokensPerMinute = TokensPerMinute == 0 ? null : TokensPerMinute ?? before.TokensPerMinute,
        QueueLength = QueueLength ?? before.QueueLength,
        QueueWaitSeconds = QueueWaitSeconds ?? before.QueueWaitSeconds,
        TimeoutSeconds = TimeoutSeconds ?? before.TimeoutSeconds,
        Priority = Priority ?? before.Priority,
        Question = Question is { } question ? question.Trim() is { Length: > 0 } asked ? asked : null : before.Question,
        QuestionMinutes = QuestionMinutes ?? before.QuestionMinutes,
    };
}
