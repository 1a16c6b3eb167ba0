namespace AssistantStudio.Web.Components.Controls;

public enum IconSize
{
    Normal,
    Small,
    Large,
}

/// <summary>Meaning. Never shown by colour alone: controls add a shape, an icon or a word.</summary>
public enum Tone
{
    Neutral,
    Good,
    Warning,
    Bad,
    Info,
    Accent,
}

/// <summary>The state of a thing: each has a shape of its own.</summary>
public enum StatusShape
{
    /// <summary>Hollow: off, stopped, draft.</summary>
    Off,

    /// <summary>Round: works.</summary>
    Good,

    /// <summary>Diamond: works badly.</summary>
    Degraded,

    /// <summary>Square: does not work.</summary>
    Failed,

    /// <summary>Ring: under way.</summary>
    InProgress,
}

public enum ButtonKind
{
    /// <summary>Outlined.</summary>
    Normal,

    /// <summary>One per screen.</summary>
    Primary,

    /// <summary>No edge.</summary>
    Ghost,

    /// <summary>The confirming button of a dialog that destroys something.</summary>
    Danger,

    /// <summary>Outlined, asks before it destroys; its label ends in an ellipsis.</summary>
    DangerOutline,
}

internal static class Css
{
    public static string Of(Tone tone) => tone switch
    {
        Tone.Good => "ok",
        Tone.Warning => "warn",
        Tone.Bad => "bad",
        Tone.Info => "inf",
        Tone.Accent => "ac",
        _ => "",
    };

    public static string Of(StatusShape shape) => shape switch
    {
        StatusShape.Good => "ok",
        StatusShape.Degraded => "warn",
        StatusShape.Failed => "bad",
        StatusShape.InProgress => "inf",
        _ => "off",
    };

    public static string Of(ButtonKind kind) => kind switch
    {
        ButtonKind.Primary => "p",
        ButtonKind.Ghost => "g",
        ButtonKind.Danger => "d",
        ButtonKind.DangerOutline => "do",
        _ => "",
    };

    public static string IconOf(Tone tone) => tone switch
    {
        Tone.Good => Icons.Success,
        Tone.Warning => Icons.Warning,
        Tone.Bad => Icons.Error,
        _ => Icons.Info,
    };
}
