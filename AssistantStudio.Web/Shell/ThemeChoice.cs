namespace AssistantStudio.Web.Shell;

/// <summary>Light, dark or as the system: shown at once, remembered on this computer and for the person.</summary>
public sealed class ThemeChoice(StudioJs js, IUserPreferences preferences, UiErrors errors)
{
    public event Action? Changed;

    public Theme Current { get; private set; }

    /// <summary>What the page was drawn with.</summary>
    public void Use(string? theme) => Tell(ThemeCookie.Parse(theme));

    public async Task ChooseAsync(Theme theme)
    {
        await js.CallAsync("setTheme", ThemeCookie.Attribute(theme));
        Tell(theme);
        await errors.RunAsync(
            () => preferences.SaveThemeAsync(theme, CancellationToken.None),
            failed: "The theme is kept on this computer only");
    }

    /// <summary>To the other side of what is seen now.</summary>
    public async Task FlipAsync() =>
        await ChooseAsync(await js.CallAsync<bool>("isDark") ? Theme.Light : Theme.Dark);

    private void Tell(Theme theme)
    {
        Current = theme;
        Changed?.Invoke();
    }
}
