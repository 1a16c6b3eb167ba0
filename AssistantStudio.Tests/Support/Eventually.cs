using Xunit;

namespace AssistantStudio.Tests.Support;

/// <summary>Waits for what happens elsewhere, as long as it takes but not for ever.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task<T> GetAsync<T>(Func<Task<T>> look, Func<T, bool> isRight)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        var seen = await look();
        while (!isRight(seen))
        {
            Assert.False(patience.IsCancellationRequested, $"It did not happen within {s_patience.TotalSeconds} s. Seen last: {seen}");
            await Task.Delay(20, CancellationToken.None);
            seen = await look();
        }

        return seen;
    }

    public static Task TrueAsync(Func<bool> isTrue) => GetAsync(() => Task.FromResult(isTrue()), seen => seen);
}
