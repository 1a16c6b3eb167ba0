using Microsoft.AspNetCore.Http;

namespace AssistantStudio.Web.Shell;

public enum Theme
{
    /// <summary>Whatever the person's system says.</summary>
    System,
    Light,
    Dark,
}

public static class ThemeCookie
{
    /// <summary>Written by js/studio.js as well.</summary>
    public const string Name = "studio-theme";

    public static Theme Read(HttpContext? context) => Parse(context?.Request.Cookies[Name]);

    public static Theme Parse(string? value) => value switch
    {
        "light" => Theme.Light,
        "dark" => Theme.Dark,
        _ => Theme.System,
    };

    /// <summary>The value of data-theme on the html element; none lets the system decide.</summary>
    public static string? Attribute(Theme theme) => theme switch
    {
        Theme.Light => "light",
        Theme.Dark => "dark",
        _ => null,
    };
}

/// <summary>Keeps what a person chose on every computer. The cookie alone remembers it on this one.</summary>
public interface IUserPreferences
{
    Task SaveThemeAsync(Theme theme, CancellationToken cancellationToken);
}

internal sealed class CookieOnlyPreferences : IUserPreferences
{
    public Task SaveThemeAsync(Theme theme, CancellationToken cancellationToken) => Task.CompletedTask;
}
