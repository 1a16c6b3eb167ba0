namespace AssistantStudio.Core.Shared;

/// <summary>How much there was in the last sixty seconds, second by second. Not for several threads at once.</summary>
internal sealed class MinuteWindow
{
    private const int Seconds = 60;

    private readonly long[] _amounts = new long[Seconds];
    private long _newest;
    private long _sum;

    public void Add(DateTimeOffset now, long amount)
    {
        Forget(now);
        _amounts[now.ToUnixTimeSeconds() % Seconds] += amount;
        _sum += amount;
    }

    public long Sum(DateTimeOffset now)
    {
        Forget(now);
        return _sum;
    }

    /// <summary>Until so much has passed that there is room again.</summary>
    public TimeSpan WaitFor(DateTimeOffset now, long most)
    {
        Forget(now);
        var (second, left) = (now.ToUnixTimeSeconds(), _sum);
        for (var old = Seconds - 1; old >= 0; old--)
        {
            left -= _amounts[(second - old + Seconds) % Seconds];
            if (left < most)
            {
                return DateTimeOffset.FromUnixTimeSeconds(second - old + Seconds) - now;
            }
        }

        return TimeSpan.FromSeconds(Seconds);
    }

    private void Forget(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        if (second - _newest >= Seconds)
        {
            Array.Clear(_amounts);
            (_newest, _sum) = (second, 0);
            return;
        }

        while (_newest < second)
        {
            var place = ++_newest % Seconds;
            _sum -= _amounts[place];
            _amounts[place] = 0;
        }
    }
}
