using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>
/// The same change to several assistants, one after the other: how far it is, and what was refused and why. Stopping, or closing
/// the panel, keeps what is done.
/// </summary>
public sealed class BulkWork : IDisposable
{
    private readonly CancellationSeries _runs = new();
    private readonly List<AssistantRow> _left = [];
    private readonly List<(AssistantRow Row, string Reason)> _refused = [];

    /// <summary>Still to be done: those that were refused, and those that were not reached.</summary>
    public IReadOnlyList<AssistantRow> Left => _left;

    public IReadOnlyList<(AssistantRow Row, string Reason)> Refused => _refused;

    public int Done { get; private set; }

    /// <summary>Of <see cref="Total"/>, done or refused.</summary>
    public int Reached { get; private set; }

    public int Total { get; private set; }

    public bool IsRunning { get; private set; }

    public bool IsStopped { get; private set; }

    public void Begin(IEnumerable<AssistantRow> rows) => _left.AddRange(rows);

    public void Stop() => _runs.Cancel();

    public void Dispose() => _runs.Dispose();

    /// <summary>True when nothing is left. What is left can be tried again.</summary>
    public async Task<bool> RunAsync(Func<AssistantRow, CancellationToken, Task> change, Action refresh)
    {
        var token = _runs.Next();
        _refused.Clear();
        (Done, Reached, Total, IsRunning, IsStopped) = (0, 0, _left.Count, true, false);
        try
        {
            foreach (var row in _left.ToArray())
            {
                // A save may be done without a pause: what is on the screen, and a press of "Stop", must get their turn.
                refresh();
                await Task.Yield();
                if (token.IsCancellationRequested)
                {
                    break;
                }

                await ChangeAsync(row, change, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Stopped in the middle of one, which is left as it was.
        }
        finally
        {
            (IsRunning, IsStopped) = (false, token.IsCancellationRequested);
        }

        return _left.Count == 0;
    }

    private async Task ChangeAsync(AssistantRow row, Func<AssistantRow, CancellationToken, Task> change, CancellationToken token)
    {
        try
        {
            await change(row, token);
            _left.Remove(row);
            Done++;
        }
        catch (StudioException e)
        {
            _refused.Add((row, e is ValidationException v ? string.Join(" ", v.Errors.Values.SelectMany(m => m)) : e.Message));
        }

        Reached++;
    }
}
