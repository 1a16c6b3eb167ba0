using System.Globalization;

namespace AssistantStudio.Core.Conversations;

/// <summary>Notes the steps of a turn while they happen.</summary>
internal sealed class TurnTracer(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly long _began = clock.GetTimestamp();
    private readonly List<Step> _steps = [];

    public double ElapsedMs => clock.GetElapsedTime(_began).TotalMilliseconds;

    public Step Begin(string name, string title, int depth = 0)
    {
        var step = new Step(this, name, title, ElapsedMs, depth);
        lock (_lock)
        {
            _steps.Add(step);
        }

        return step;
    }

    /// <summary>What went wrong, for whoever reads the trace, at the step that failed.</summary>
    public void Explain(string fault, string problem)
    {
        Step? failed;
        lock (_lock)
        {
            failed = _steps.FindLast(s => s.HasFailed);
        }

        if (failed is null)
        {
            failed = Begin("fault", "What went wrong");
            failed.Fail(fault);
            failed.Dispose();
        }

        failed.Say(TraceFact.Problem, problem);
    }

    public IReadOnlyList<TraceStep> Steps()
    {
        lock (_lock)
        {
            return [.. _steps.Select(s => s.ToStep())];
        }
    }

    /// <summary>A step that goes on; disposing it ends it.</summary>
    internal sealed class Step(TurnTracer tracer, string name, string title, double startMs, int depth) : IDisposable
    {
        private readonly List<TraceFact> _facts = [];
        private double? _ms;
        private string? _fault;
        private string _title = title;

        public Step Say(string label, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                _facts.Add(new(label, text));
            }

            return this;
        }

        public Step Say(string label, IFormattable? value) => Say(label, value?.ToString(null, CultureInfo.InvariantCulture));

        public bool HasFailed => _fault is not null;

        public void Rename(string to) => _title = to;

        public void Fail(string fault) => _fault = fault;

        public void Dispose() => _ms ??= tracer.ElapsedMs - startMs;

        public TraceStep ToStep() => new(name, _title, Math.Round(startMs, 3), Math.Round(_ms ?? (tracer.ElapsedMs - startMs), 3), depth, [.. _facts], _fault);
    }
}
