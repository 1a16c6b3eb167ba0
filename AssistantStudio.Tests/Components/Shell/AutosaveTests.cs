using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Shell;

public sealed class AutosaveTests : StudioComponentTest
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly FieldErrors _errors = new();
    private readonly List<string> _saved = [];

    [Fact]
    public void Typed_OnAndOn_IsSavedOnceAfterThePause()
    {
        using var autosave = Make();

        autosave.Typed(() => SaveAsync("a"));
        Clock.Advance(s_pause / 2);
        autosave.Typed(() => SaveAsync("ab"));
        Clock.Advance(s_pause / 2);
        Assert.Empty(_saved);
        Clock.Advance(s_pause / 2);

        Assert.Equal(["ab"], _saved);
    }

    [Fact]
    public void Hold_AfterTyping_SavesNothingByItself()
    {
        using var autosave = Make();
        autosave.Typed(() => SaveAsync("a"));

        autosave.Hold();
        Clock.Advance(s_pause);

        Assert.Empty(_saved);
    }

    [Fact]
    public async Task InTurn_TwoAtOnce_TheSecondBeginsAfterTheFirst()
    {
        using var autosave = Make();
        var slow = new TaskCompletionSource<bool>();
        var first = autosave.InTurnAsync(async () =>
        {
            await slow.Task;
            _saved.Add("first");
            return true;
        });
        var second = autosave.InTurnAsync(() =>
        {
            _saved.Add("second");
            return Task.FromResult(true);
        });
        Assert.Equal("Saving…", Text(autosave));

        slow.SetResult(true);
        await Task.WhenAll(first, second);

        Assert.Equal(["first", "second"], _saved);
        Assert.Equal("No changes", Text(autosave));
    }

    [Fact]
    public async Task Try_WhatIsRefused_SaysWhyUntilSomethingIsTyped()
    {
        using var autosave = Make();

        Assert.True(await autosave.TryAsync(() => throw new ValidationException("title", "Enter a title.")));
        Assert.Equal(("Not saved: see what is marked", "Enter a title."), (Text(autosave), _errors.For("title")));
        Assert.True(await autosave.TryAsync(() => throw new NotFoundException("The prompt")));
        Assert.Equal("Not saved: the prompt was deleted", Text(autosave));
        autosave.Hold();
        Assert.Equal("No changes", Text(autosave));
    }

    [Fact]
    public async Task Dispose_WhileSaving_EndsItWithoutAWord()
    {
        var autosave = Make();
        var saving = autosave.TryAsync(() => autosave.InTurnAsync(async () =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Clock, autosave.End);
            return true;
        }));

        autosave.Dispose();

        Assert.False(await saving);
        Assert.Equal("No changes", Text(autosave));
    }

    private Autosave Make() => new("the prompt", s_pause, Clock, Services.GetRequiredService<UiErrors>(), _errors) { Refresh = () => { } };

    private string Text(Autosave autosave) => autosave.Text(isDirty: false, Services.GetRequiredService<BrowserTime>(), "No changes");

    private Task SaveAsync(string text)
    {
        _saved.Add(text);
        return Task.CompletedTask;
    }
}
