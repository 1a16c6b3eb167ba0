using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The attempts of one call, in their order: each of them may be billed, so each becomes a record of its own.</summary>
internal sealed class CallLog(CallPurpose purpose, TimeProvider clock)
{
    private readonly List<UsageDraft> _drafts = [];

    public IReadOnlyList<UsageDraft> Drafts => _drafts;

    public CallAttempt Begin(ModelTarget target, IReadOnlyList<ChatMessage> messages, ChatOptions? options) => new(this, target, messages, options, clock);

    internal void Add(UsageDraft draft) => _drafts.Add(draft with
    {
        OrganizationId = purpose.OrganizationId,
        Operation = purpose.Operation,
        AssistantId = purpose.AssistantId,
        DeploymentId = purpose.DeploymentId,
        ConversationId = purpose.ConversationId,
        ApiKeyId = purpose.ApiKeyId,
        UserId = purpose.UserId,
    });
}

/// <summary>One attempt while it goes on: what came back so far, for the case that it never ends.</summary>
internal sealed class CallAttempt(CallLog log, ModelTarget target, IReadOnlyList<ChatMessage> messages, ChatOptions? options, TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();
    private readonly StringBuilder _text = new();
    private UsageDetails? _counted;
    private AdditionalPropertiesDictionary? _extra;
    private bool _hasEnded;

    public void See(ChatResponse response)
    {
        _text.Append(response.Text);
        (_counted, _extra) = (response.Usage, response.AdditionalProperties);
    }

    public void See(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    _text.Append(text.Text);
                    break;
                case TextReasoningContent thought:
                    _text.Append(thought.Text);
                    break;
                case FunctionCallContent call:
                    _text.Append(call.Name).Append(call.Arguments is null ? "" : JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions));
                    break;
                case UsageContent usage:
                    _counted = usage.Details; // The last count is of all of it.
                    break;
            }
        }

        foreach (var (key, value) in update.AdditionalProperties ?? [])
        {
            (_extra ??= [])[key] = value;
        }
    }

    public void Succeed() => End(UsageOutcome.Succeeded, null);

    /// <summary>Whoever asked went away. What was generated until then is billed all the same.</summary>
    public void Cancel() => End(UsageOutcome.Cancelled, null);

    public void Fail(Exception e)
    {
        var fault = (e as ModelCallException)?.Fault;
        End(_text.Length > 0 ? UsageOutcome.BrokenOff : UsageOutcome.Failed, fault is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : "unexpected", IsUnbilled(fault));
    }

    /// <summary>It was refused before a model saw it. Where an answer may have been on its way, the vendor may bill it.</summary>
    private bool IsUnbilled(ProviderFault? fault) =>
        _text.Length == 0 && _counted is null && fault is not (null or ProviderFault.TimedOut or ProviderFault.BrokenOff or ProviderFault.Unreadable);

    private void End(UsageOutcome outcome, string? fault, bool isUnbilled = false)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        var now = clock.GetUtcNow().UtcDateTime;
        var counted = CallUsage.Of(_counted);
        var usage = counted ?? (isUnbilled ? new() : new() { Input = CallEstimate.InputOf(messages, options), Output = TokenEstimate.Of(_text.ToString()) });
        log.Add(new()
        {
            OrganizationId = Guid.Empty,
            Operation = UsageOperation.Chat,
            At = now,
            Outcome = outcome,
            ProviderId = target.ProviderId,
            ProviderName = target.Account.Name,
            Model = target.Model,
            InputCount = messages.Count,
            Usage = usage,
            Cost = isUnbilled ? 0 : ModelPrices.CostOf(target, usage, now, Extra<string>(WireKeys.ServiceTier)),
            VendorCost = Extra<long?>(WireKeys.VendorCost),
            IsEstimated = counted is null && !isUnbilled,
            LatencyMs = (int)Math.Min(int.MaxValue, clock.GetElapsedTime(_began).TotalMilliseconds),
            Fault = fault,
            RequestId = Extra<string>(WireKeys.RequestId),
        });
    }

    private T? Extra<T>(string key) => _extra is { } extra && extra.TryGetValue(key, out T? value) ? value : default;
}
