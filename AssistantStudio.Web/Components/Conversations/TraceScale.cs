using System.Globalization;
using AssistantStudio.Core.Conversations;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Where the steps of a turn lie on its time axis, in percent of its width.</summary>
internal sealed class TraceScale
{
    /// <summary>So many lines are read without counting them.</summary>
    private const int MostTicks = 5;

    /// <summary>A step that took no time is still seen.</summary>
    private const double LeastWidth = 0.6;

    private static readonly double[] s_round = [1, 2, 5, 10];

    private readonly double _total;

    public TraceScale(TraceView trace)
    {
        _total = Math.Max(1, Math.Max(trace.TotalMs, trace.Detail.Steps.Select(s => s.StartMs + s.Ms).DefaultIfEmpty(0).Max()));
        Every = EveryOf(_total);
    }

    /// <summary>Milliseconds from one line to the next: 1, 2 or 5 with noughts.</summary>
    public double Every { get; }

    /// <summary>The lines, from the beginning; the last one leaves room for its words.</summary>
    public IEnumerable<(double At, string Text)> Ticks =>
        Enumerable.Range(0, 1 + (int)(_total / Every)).Select(i => i * Every).Where(ms => ms <= _total * 0.94).Select(ms => (ms / _total * 100, TextOf(ms)));

    /// <summary>For a style attribute.</summary>
    public string LinesStyle => string.Create(CultureInfo.InvariantCulture, $"--every: {Every / _total * 100:0.###}%");

    public (double Left, double Width) Of(TraceStep step)
    {
        var width = Math.Clamp(step.Ms / _total * 100, LeastWidth, 100);
        return (Math.Clamp(step.StartMs / _total * 100, 0, 100 - width), width);
    }

    public string StyleOf(TraceStep step)
    {
        var (left, width) = Of(step);
        return string.Create(CultureInfo.InvariantCulture, $"left: {left:0.###}%; width: {width:0.###}%");
    }

    public static string StyleAt(double percent) => string.Create(CultureInfo.InvariantCulture, $"left: {percent:0.###}%");

    private string TextOf(double ms) => ms == 0 ? "0"
        : Every < 100 ? ms.ToString("0.##", CultureInfo.InvariantCulture) + " ms"
        : (ms / 1000).ToString(Every < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture) + " s";

    private static double EveryOf(double total)
    {
        var size = Math.Pow(10, Math.Floor(Math.Log10(total / MostTicks)));
        return s_round.Select(r => r * size).First(every => total / every <= MostTicks + 1e-9);
    }
}
