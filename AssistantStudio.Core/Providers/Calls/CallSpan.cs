using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>A span and two histograms for each attempt, named as OpenTelemetry's conventions for generative AI name them. No content.</summary>
internal sealed class CallSpan : IDisposable
{
    internal const string SourceName = "AssistantStudio.Models";

    private static readonly ActivitySource s_activities = new(SourceName);
    private static readonly Meter s_meter = new(SourceName);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "How long models take to answer.");
    private static readonly Histogram<long> s_tokens = s_meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "What questions and answers are counted as.");

    private readonly Activity? _activity;
    private readonly long _began = Stopwatch.GetTimestamp();
    private TagList _tags;
    private UsageDetails? _usage;

    public CallSpan(string operation, ModelTarget target, CallPurpose purpose)
    {
        _tags = new()
        {
            { "gen_ai.operation.name", operation },
            { "gen_ai.provider.name", target.Account.Kind.TelemetryName },
            { "gen_ai.request.model", target.Model },
        };
        _activity = s_activities.StartActivity($"{operation} {target.Model}", ActivityKind.Client);
        foreach (var (key, value) in _tags)
        {
            _activity?.SetTag(key, value);
        }

        _activity?.SetTag("studio.operation", purpose.Operation.ToString());
        _activity?.SetTag("server.address", target.Account.Address?.Host);
    }

    /// <summary>What a stream counts adds up to the whole.</summary>
    public void Count(UsageDetails? usage)
    {
        if (usage is not null)
        {
            (_usage ??= new()).Add(usage);
        }
    }

    public void Fail(Exception e)
    {
        var type = e is ModelCallException call ? call.Fault.Code() : e.GetType().Name;
        _tags.Add("error.type", type);
        _activity?.SetTag("error.type", type);
        _activity?.SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose()
    {
        s_duration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, _tags);
        Tokens("input", _usage?.InputTokenCount);
        Tokens("output", _usage?.OutputTokenCount);
        _activity?.Dispose();
    }

    private void Tokens(string type, long? count)
    {
        if (count is { } known)
        {
            var tags = _tags;
            tags.Add("gen_ai.token.type", type);
            s_tokens.Record(known, tags);
            _activity?.SetTag($"gen_ai.usage.{type}_tokens", known);
        }
    }
}
