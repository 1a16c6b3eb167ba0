using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>What a deployment may take, as it is typed.</summary>
public sealed class LimitsDraft(DeploymentResources stored)
{
    public DeploymentResources Stored => stored;

    public string Slots { get; set; } = TypedNumber.Of((long?)stored.Slots);

    public string QueueLength { get; set; } = TypedNumber.Of((long?)stored.QueueLength);

    public string QueueWaitSeconds { get; set; } = TypedNumber.Of((long?)stored.QueueWaitSeconds);

    public string RequestsPerMinute { get; set; } = TypedNumber.Of((long?)stored.RequestsPerMinute);

    public string TokensPerMinute { get; set; } = TypedNumber.Of(stored.TokensPerMinute);

    public string TimeoutSeconds { get; set; } = TypedNumber.Of((long?)stored.TimeoutSeconds);

    public int Priority { get; set; } = stored.Priority;

    public bool IsDirty
    {
        get
        {
            var before = new LimitsDraft(stored);
            return (Slots, QueueLength, QueueWaitSeconds, RequestsPerMinute, TokensPerMinute, TimeoutSeconds, Priority)
                != (before.Slots, before.QueueLength, before.QueueWaitSeconds, before.RequestsPerMinute, before.TokensPerMinute, before.TimeoutSeconds, before.Priority);
        }
    }

    /// <summary>Only what was changed: what somebody else changes meanwhile stays.</summary>
    /// <exception cref="ValidationException">Something is no number.</exception>
    public ResourcesInput Changes()
    {
        var errors = new Validator();
        int? Needed(string text, string field)
        {
            var number = TypedNumber.Small(text, field, errors);
            errors.Check(!string.IsNullOrWhiteSpace(text), field, "Enter a whole number.");
            return number;
        }

        var (slots, queue, wait, timeout) = (Needed(Slots, "resources.slots"), Needed(QueueLength, "resources.queueLength"), Needed(QueueWaitSeconds, "resources.queueWaitSeconds"), Needed(TimeoutSeconds, "resources.timeoutSeconds"));
        var (requests, tokens) = (TypedNumber.Small(RequestsPerMinute, "resources.requestsPerMinute", errors), TypedNumber.Whole(TokensPerMinute, "resources.tokensPerMinute", errors));
        errors.Check(requests != 0, "resources.requestsPerMinute", "Leave it empty for no limit; to have it answer nobody, stop it.")
            .Check(tokens != 0, "resources.tokensPerMinute", "Leave it empty for no limit; to have it answer nobody, stop it.").ThrowIfAny();
        return new()
        {
            Slots = slots == stored.Slots ? null : slots,
            QueueLength = queue == stored.QueueLength ? null : queue,
            QueueWaitSeconds = wait == stored.QueueWaitSeconds ? null : wait,
            RequestsPerMinute = requests == stored.RequestsPerMinute ? null : requests ?? 0,
            TokensPerMinute = tokens == stored.TokensPerMinute ? null : tokens ?? 0,
            TimeoutSeconds = timeout == stored.TimeoutSeconds ? null : timeout,
            Priority = Priority == stored.Priority ? null : Priority,
        };
    }
}
