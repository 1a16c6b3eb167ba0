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

    private static readonly TimeSpan s_life = TimeSpan.FromDays(365);

    public static Theme Read(HttpContext? context) => Parse(context?.Request.Cookies[Name]);

    /// <summary>Brings along what the person chose on another computer. Scripts read and change it, so it is not theirs to be hidden from.</summary>
    public static void Write(HttpContext context, Theme theme)
    {
        if (Attribute(theme) is { } value)
        {
            context.Response.Cookies.Append(Name, value, new CookieOptions { MaxAge = s_life, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true });
        }
        else
        {
            context.Response.Cookies.Delete(Name);
        }
    }

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
