using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>What an attempt sends.</summary>
/// <param name="Count">Messages or texts.</param>
/// <param name="Estimate">About how many tokens they are, for the case that nobody counts them.</param>
/// <param name="Streams">What was generated until it ends can be seen.</param>
internal sealed record SentCall(int Count, int Images, Func<long> Estimate, bool Streams)
{
    public static SentCall Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool streams) =>
        new(messages.Count, CallEstimate.ImagesIn(messages), () => CallEstimate.InputOf(messages, options), streams);

    public static SentCall Of(IReadOnlyList<string> texts) => new(texts.Count, 0, () => CallEstimate.InputOf(texts), Streams: false);
}

/// <summary>One attempt while it goes on: what came back so far, for the case that it never ends.</summary>
internal sealed class CallAttempt(CallLog log, ModelTarget target, AttemptPlace place, SentCall sent, TimeProvider clock)
{
    // The moment at which it was held back decides on the price and on the day that it counts in.
    private readonly DateTime _at = place.Permit?.At ?? clock.GetUtcNow().UtcDateTime;
    private readonly long _began = clock.GetTimestamp();
    private readonly StringBuilder _text = new();
    private UsageDetails? _counted;
    private AdditionalPropertiesDictionary? _extra;
    private int _images;
    private bool _hasEnded;

    public void See(GeneratedEmbeddings<Embedding<float>> vectors) => (_counted, _extra) = (vectors.Usage, vectors.AdditionalProperties);

    public void See(ChatResponse response)
    {
        foreach (var content in response.Messages.SelectMany(m => m.Contents))
        {
            See(content);
        }

        (_counted, _extra) = (response.Usage, response.AdditionalProperties);
    }

    public void See(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            See(content);
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
        End(HasText ? UsageOutcome.BrokenOff : UsageOutcome.Failed, fault?.Code() ?? (e as StudioException)?.Code ?? "unexpected", IsUnbilled(e, fault));
    }

    private bool HasText => _text.Length > 0;

    /// <summary>
    /// It was refused before a model saw it: by the vendor, or here, because the address is closed or the question cannot be put.
    /// Where an answer may have been on its way, the vendor may bill it.
    /// </summary>
    private bool IsUnbilled(Exception e, ProviderFault? fault) =>
        !HasText && _counted is null && (fault is null
            ? e is StudioException
            : fault is not (ProviderFault.TimedOut or ProviderFault.BrokenOff or ProviderFault.Unreadable));

    private void See(AIContent content)
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
            case DataContent data when data.HasTopLevelMediaType("image"):
                _images++;
                break;
            case UsageContent usage:
                (_counted ??= new()).Add(usage.Details); // What a stream counts adds up to the whole.
                break;
        }
    }

    /// <summary>What the vendor counted, and the program's own estimate of what it did not.</summary>
    private (CallUsage Usage, bool IsEstimated) Used(UsageOutcome outcome, bool isUnbilled)
    {
        if (isUnbilled)
        {
            return (new(), false);
        }

        if (CallUsage.Of(_counted) is not { } counted)
        {
            // Nobody knows how much was thought before it ended: as much as was held back for it.
            var isHidden = !HasText && (outcome == UsageOutcome.Failed || (outcome == UsageOutcome.Cancelled && !sent.Streams));
            var output = isHidden ? place.Permit?.MostOutput ?? 0 : TokenEstimate.Of(_text.ToString());
            return (new() { Input = sent.Estimate(), Output = output, InputImages = sent.Images, OutputImages = _images }, true);
        }

        // A stream that ends early may have said what went in, and not yet what came out.
        var isOutputMissing = HasText && counted.Output == 0;
        return (counted with
        {
            Output = isOutputMissing ? TokenEstimate.Of(_text.ToString()) : counted.Output,
            InputImages = sent.Images,
            OutputImages = _images,
        }, isOutputMissing);
    }

    private void End(UsageOutcome outcome, string? fault, bool isUnbilled = false)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        var (usage, isEstimated) = Used(outcome, isUnbilled);
        var tier = WireKeys.Extra<string>(_extra, WireKeys.ServiceTier);
        var cost = isUnbilled ? 0 : ModelPrices.CostOf(target, usage, _at, tier);
        log.Add(log.Purpose.Draft(target, _at) with
        {
            Outcome = outcome,
            InputCount = sent.Count,
            Usage = usage,
            Cost = cost,
            ServiceTier = tier,
            Route = log.Why,
            Saved = outcome == UsageOutcome.Succeeded ? log.Route?.SavedBy(target, usage, cost, _at) : null,
            VendorCost = WireKeys.Extra<long?>(_extra, WireKeys.VendorCost),
            IsEstimated = isEstimated,
            LatencyMs = (int)Math.Min(int.MaxValue, clock.GetElapsedTime(_began).TotalMilliseconds),
            Fault = fault,
            RequestId = WireKeys.Extra<string>(_extra, WireKeys.RequestId),
            CallId = place.CallId,
            Attempt = place.Number,
            ReservationId = place.Permit?.ReservationId,
        });
    }
}
