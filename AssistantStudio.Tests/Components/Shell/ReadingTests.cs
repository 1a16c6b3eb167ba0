using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Shell;

public sealed class ReadingTests : StudioComponentTest
{
    private UiErrors Ui => Services.GetRequiredService<UiErrors>();

    [Fact]
    public async Task Read_AnOlderAnswerThatComesLate_ChangesNothing()
    {
        using var reading = new Reading<string>("The list");
        var slow = new TaskCompletionSource<string>();
        var first = reading.ReadAsync(Ui, _ => slow.Task);

        await reading.ReadAsync(Ui, _ => Task.FromResult("new"));
        slow.SetResult("old");
        await first;

        Assert.Equal(("new", null), (reading.Value, reading.Error));
    }

    [Fact]
    public async Task Read_AnOlderFailureThatComesLate_IsNoFailure()
    {
        using var reading = new Reading<string>("The list");
        var slow = new TaskCompletionSource<string>();
        var first = reading.ReadAsync(Ui, _ => slow.Task);

        await reading.ReadAsync(Ui, _ => Task.FromResult("new"));
        slow.SetException(new TimeoutException());
        await first;

        Assert.Equal(("new", null), (reading.Value, reading.Error));
    }

    [Fact]
    public async Task Read_Failed_SaysWhyUntilItWorks()
    {
        using var reading = new Reading<string>("The list");

        await reading.ReadAsync(Ui, _ => throw new NotFoundException("The thing"));
        Assert.Equal(new NotFoundException("The thing").Message, reading.Error?.Message);
        await reading.ReadAsync(Ui, _ => Task.FromResult("there"));

        Assert.Equal(("there", null), (reading.Value, reading.Error));
    }

    [Fact]
    public async Task ReadSoon_TypedOn_AsksOnce()
    {
        using var reading = new Reading<string>("The list");
        var asked = new List<string>();
        Task TypeAsync(string text) => reading.ReadSoonAsync(Ui, Clock, _ =>
        {
            asked.Add(text);
            return Task.FromResult(text);
        });

        var (one, two) = (TypeAsync("a"), TypeAsync("ab"));
        Clock.Advance(ShellLimits.SearchPause);
        await Task.WhenAll(one, two);

        Assert.Equal(["ab"], asked);
        Assert.Equal("ab", reading.Value);
    }

    [Fact]
    public async Task Dispose_WhileReading_CancelsAndShowsNothing()
    {
        var reading = new Reading<string>("The list");
        var slow = new TaskCompletionSource<string>();
        var token = CancellationToken.None;
        var read = reading.ReadAsync(Ui, ct =>
        {
            token = ct;
            return slow.Task;
        });

        reading.Dispose();
        slow.SetResult("late");
        await read;

        Assert.True(token.IsCancellationRequested);
        Assert.Null(reading.Value);
    }
}
