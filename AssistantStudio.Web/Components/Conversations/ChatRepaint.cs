namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Draws at once what comes after a pause, and what comes fast about ten times a second.</summary>
public sealed class ChatRepaint(TimeProvider clock, Action draw, CancellationToken end)
{
    private long? _last;
    private bool _isPlanned;

    public void Ask()
    {
        if (_isPlanned)
        {
            return;
        }

        if (_last is not { } last || clock.GetElapsedTime(last) >= ChatLimits.RepaintPause)
        {
            Draw();
        }
        else
        {
            _isPlanned = true;
            _ = LaterAsync();
        }
    }

    private void Draw()
    {
        _last = clock.GetTimestamp();
        draw();
    }

    private async Task LaterAsync()
    {
        await Task.Delay(ChatLimits.RepaintPause, clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _isPlanned = false;
        if (!end.IsCancellationRequested)
        {
            Draw();
        }
    }
}
