using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>One attempt while it goes on: what came back so far, for the case that it never ends.</summary>
internal sealed class CallAttempt(CallLog log, ModelTarget target, AttemptPlace place, int inputs, Func<long> estimate, TimeProvider clock)
{
    // The moment at which it was held back decides on the price and on the day that it counts in.
    private readonly DateTime _at = place.Permit?.At ?? clock.GetUtcNow().UtcDateTime;
    private readonly long _began = clock.GetTimestamp();
    private readonly StringBuilder _text = new();
    private UsageDetails? _counted;
    private AdditionalPropertiesDictionary? _extra;
    private bool _hasEnded;

    public void See(UsageDetails? counted) => _counted = counted;

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

    /// <summary>By an error, or because whoever asked went away.</summary>
    public void End(Exception e, CancellationToken ct)
    {
        if (e is OperationCanceledException && ct.IsCancellationRequested)
        {
            Cancel();
            return;
        }

        var fault = (e as ModelCallException)?.Fault;
        End(_text.Length > 0 ? UsageOutcome.BrokenOff : UsageOutcome.Failed, fault?.Code() ?? "unexpected", IsUnbilled(fault));
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
        var counted = CallUsage.Of(_counted);
        var usage = counted ?? (isUnbilled ? new() : new() { Input = estimate(), Output = TokenEstimate.Of(_text.ToString()) });
        var cost = isUnbilled ? 0 : ModelPrices.CostOf(target, usage, _at, WireKeys.Extra<string>(_extra, WireKeys.ServiceTier));
        log.Add(log.Purpose.Draft(target, _at) with
        {
            Outcome = outcome,
            InputCount = inputs,
            Usage = usage,
            Cost = cost,
            Route = log.Route?.Reason,
            Saved = outcome == UsageOutcome.Succeeded ? log.Route?.SavedBy(target, usage, cost, _at) : null,
            VendorCost = WireKeys.Extra<long?>(_extra, WireKeys.VendorCost),
            IsEstimated = counted is null && !isUnbilled,
            LatencyMs = (int)Math.Min(int.MaxValue, clock.GetElapsedTime(_began).TotalMilliseconds),
            Fault = fault,
            RequestId = WireKeys.Extra<string>(_extra, WireKeys.RequestId),
            CallId = place.CallId,
            Attempt = place.Number,
            ReservationId = place.Permit?.ReservationId,
        });
    }
}
