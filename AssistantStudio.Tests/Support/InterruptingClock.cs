namespace AssistantStudio.Tests.Support;

/// <summary>Lets something happen between reading and keeping: the first time that a cache asks for its timestamp.</summary>
public sealed class InterruptingClock(TimeProvider inner, Func<Task> interrupt) : TimeProvider
{
    private Func<Task>? _interrupt = interrupt;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp()
    {
        if (Interlocked.Exchange(ref _interrupt, null) is { } once)
        {
            using var done = new ManualResetEventSlim();
            _ = Task.Run(async () =>
            {
                try
                {
                    await once();
                }
                finally
                {
                    done.Set();
                }
            });
            done.Wait();
        }

        return inner.GetTimestamp();
    }
}
