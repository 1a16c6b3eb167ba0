namespace AssistantStudio.Web.Components.Controls;

/// <summary>
/// The icons of the product: strokes of 1.5 on a 16 pixel grid, drawn in the colour of the text around them.
/// Each is the "d" of one path, so no icon font has to be loaded.
/// </summary>
public static class Icons
{
    public const string ArrowDown = "M8 3v9.5M4.5 9 8 12.5 11.5 9";
    public const string ArrowRight = "M3 8h10M9 4l4 4-4 4";
    public const string ArrowUp = "M8 13V3.5M4.5 7 8 3.5 11.5 7";
    public const string Assistant = "M3 6.5A1.5 1.5 0 0 1 4.5 5h7A1.5 1.5 0 0 1 13 6.5v5a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 11.5zM8 5V2.5M6 8.5v1M10 8.5v1M1.2 8v2M14.8 8v2";
    public const string Bell = "M4 7a4 4 0 0 1 8 0c0 3 1.3 4 1.3 4H2.7S4 10 4 7zM6.6 13.3a1.6 1.6 0 0 0 2.8 0";
    public const string Book = "M2.5 3.5C4.5 2.7 6.5 2.9 8 4c1.5-1.1 3.5-1.3 5.5-.5v9C11.5 11.7 9.5 11.9 8 13c-1.5-1.1-3.5-1.3-5.5-.5zM8 4v9";
    public const string Branch = "M2.5 8H6l4-4.5h3.5M6 8l4 4.5h3.5M11.5 1.7l2 1.8-2 1.8M11.5 10.7l2 1.8-2 1.8";
    public const string Bubbles = "M2 4A1.5 1.5 0 0 1 3.5 2.5h5A1.5 1.5 0 0 1 10 4v2.5A1.5 1.5 0 0 1 8.5 8H5.5L3.5 9.8V8A1.5 1.5 0 0 1 2 6.5zM12 5.8h.5A1.5 1.5 0 0 1 14 7.3v2.5a1.5 1.5 0 0 1-1.5 1.5v2l-2.200-2H8a1.5 1.5 0 0 1-1.400-1";
    public const string Building = "M3.5 13.5v-11h6v11M9.5 6h3v7.5M2 13.5h12M5.5 5h2M5.5 7.5h2M5.5 10h2";
    public const string Calendar = "M3 4h10v9.5H3zM3 7h10M5.5 2.5V5M10.5 2.5V5";
    public const string Chart = "M2.5 13.5h11M4 11V8M7 11V5M10 11V7M13 11V3";
    public const string Chat = "M2.5 4A1.5 1.5 0 0 1 4 2.5h8A1.5 1.5 0 0 1 13.5 4v5.5A1.5 1.5 0 0 1 12 11H7l-3.2 2.5V11A1.4 1.4 0 0 1 2.5 9.5zM5.5 5.5h5M5.5 8h3";
    public const string Check = "m3 8.5 3.2 3.2L13 5";
    public const string Checklist = "M3.5 2.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM5 6l1 1 1.8-2M5 10.5l1 1 1.8-2M10 6.2h1.5M10 10.7h1.5";
    public const string ChevronDown = "m3.5 6 4.5 4.5L12.5 6";
    public const string ChevronLeft = "m10 3.5-4.5 4.5L10 12.5";
    public const string ChevronRight = "m6 3.5 4.5 4.5L6 12.5";
    public const string ChevronUp = "m3.5 10 4.5-4.5 4.5 4.5";
    public const string Chip = "M5 4.5h6a.5.5 0 0 1 .5.5v6a.5.5 0 0 1-.5.5H5a.5.5 0 0 1-.5-.5V5a.5.5 0 0 1 .5-.5zM6 2v2.5M10 2v2.5M6 11.5V14M10 11.5V14M2 6h2.5M2 10h2.5M11.5 6H14M11.5 10H14M7 7h2v2H7z";
    public const string Clock = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.5";
    public const string Close = "m4 4 8 8M12 4l-8 8";
    public const string Coin = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM9.8 6.2C9.3 5.5 8.7 5.3 8 5.3c-1 0-1.7.5-1.7 1.3 0 1.8 3.5 1 3.5 2.8 0 .8-.8 1.3-1.8 1.3-.8 0-1.5-.3-1.9-1M8 4.3v1M8 10.7v1";
    public const string Copy = "M5.5 5.5h7.5V13H5.5zM3 10.5V3h7.5";
    public const string Database = "M8 6.5c3 0 5-.9 5-2s-2-2-5-2-5 .9-5 2 2 2 5 2zM3 4.5v7c0 1.1 2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2 2 5 2s5-.9 5-2";
    public const string Document = "M4 2.5h5l3 3v8H4zM9 2.5v3h3";
    public const string Download = "M8 2.5V10M5 7l3 3 3-3M3 13.5h10";
    public const string Error = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.5M8 10.9v.1";
    public const string Eye = "M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z";
    public const string EyeOff = "M2 2.5l12 11M6.2 4.1A6 6 0 0 1 8 3.8c4 0 6.2 4.2 6.2 4.2s-.6 1.2-1.8 2.3M9.8 11.9a6 6 0 0 1-1.8.3C4 12.2 1.8 8 1.8 8s.7-1.4 2.1-2.6";
    public const string Failed = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6 6l4 4M10 6l-4 4";
    public const string Filter = "M2.5 4h11M4.5 8h7M6.5 12h3";
    public const string Git = "M5 3.5v9M11 6.5a4 4 0 0 1-4 4H5M5 3.5h.01M5 14a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM5 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z";
    public const string Globe = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM2 8h12M8 2c2 1.7 2.7 3.8 2.7 6S10 12.3 8 14c-2-1.7-2.7-3.8-2.7-6S6 3.7 8 2z";
    public const string Grid = "M2.5 2.5h4.5V7H2.5zM9 2.5h4.5V7H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z";
    public const string Headset = "M3 10.5V8a5 5 0 0 1 10 0v2.5M3 8.7h1.7v3.6H4a1 1 0 0 1-1-1zM13 8.7h-1.7v3.6h.7a1 1 0 0 0 1-1zM12.3 12.3c0 1-1 1.5-2.8 1.5";
    public const string History = "M2.5 8a5.5 5.5 0 1 0 1.8-4.1M2.5 2.5V5H5M8 5v3.3l2 1.2";
    public const string Home = "M2.5 7.2 8 2.5l5.5 4.7V13a.5.5 0 0 1-.5.5H9.8V9.8H6.2v3.7H3a.5.5 0 0 1-.5-.5z";
    public const string Inbox = "M2.5 9 4.2 3.5a1 1 0 0 1 1-.7h5.6a1 1 0 0 1 1 .7L13.5 9v3a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zM2.5 9h3l1 1.8h3l1-1.8h3";
    public const string Info = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3V11M8 5.1v.1";
    public const string Key = "M5.5 10.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM8.2 7.8H14v2.4M11.5 7.8v1.8";
    public const string Keyboard = "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.5 7h.01M12 7h-.01M5 9.5h6";
    public const string Layers = "M8 2 14 5 8 8 2 5zM2.5 8.2 8 11l5.5-2.8M2.5 11.2 8 14l5.5-2.8";
    public const string Link = "M6.8 9.2a2.5 2.5 0 0 0 3.5 0l2.2-2.2a2.5 2.5 0 0 0-3.5-3.5l-.8.8M9.2 6.8a2.5 2.5 0 0 0-3.5 0L3.5 9a2.5 2.5 0 0 0 3.5 3.5l.8-.8";
    public const string List = "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01";
    public const string Lock = "M4 7.5h8v6H4zM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2";
    public const string Log = "M3 3.5h10M3 6.5h10M3 9.5h7M3 12.5h5";
    public const string Mail = "M2.5 4h11v8.5h-11zM2.5 4.5 8 9l5.5-4.5";
    public const string Menu = "M2.5 4.5h11M2.5 8h11M2.5 11.5h11";
    public const string Minus = "M4 8h8";
    public const string Moon = "M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7z";
    public const string More = "M3.5 8h.01M8 8h.01M12.5 8h.01";
    public const string Pause = "M5.5 3.5v9M10.5 3.5v9";
    public const string Pencil = "M3 13l.6-2.7 7-7 2.1 2.1-7 7zM9.3 4.6l2.1 2.1";
    public const string People = "M6 8a2.3 2.3 0 1 0 0-4.6A2.3 2.3 0 0 0 6 8zM2 13.3c0-2 1.8-3.3 4-3.3s4 1.3 4 3.3M11 8.2a2 2 0 1 0-.6-3.9M11.5 10.2c1.5.3 2.5 1.5 2.5 3.1";
    public const string Pin = "M6 2.5h4l-.5 4 2 2.5h-7l2-2.5zM8 9v4.5";
    public const string Play = "M4.5 3v10l8-5z";
    public const string Plus = "M8 3v10M3 8h10";
    public const string Prompt = "M5.5 3C4 3 4 4 4 5v1.3C4 7.3 3.4 8 2.5 8c.9 0 1.5.7 1.5 1.7V11c0 1 0 2 1.5 2M10.5 3c1.5 0 1.5 1 1.5 2v1.3c0 1 .6 1.7 1.5 1.7-.9 0-1.5.7-1.5 1.7V11c0 1 0 2-1.5 2M7 8h2";
    public const string Refresh = "M13 8a5 5 0 1 1-1.5-3.5M13 2.5v2.7h-2.7";
    public const string Save = "M3 3h8l2 2v8H3zM5.5 3v3h4.5V3M5.5 13v-3.5h5V13";
    public const string Screen = "M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3";
    public const string Search = "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 14 14";
    public const string Settings = "M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 1.8v2M8 12.2v2M14.2 8h-2M3.8 8h-2M12.4 3.6 11 5M5 11l-1.4 1.4M12.4 12.4 11 11M5 5 3.6 3.6";
    public const string Shield = "M8 2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z";
    public const string SignOut = "M6.5 2.5h-3a.5.5 0 0 0-.5.5v10a.5.5 0 0 0 .5.5h3M10 5l3 3-3 3M13 8H6";
    public const string Sliders = "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM6 12.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z";
    public const string Spinner = "M8 2a6 6 0 1 1-6 6";
    public const string Stop = "M4 4h8v8H4z";
    public const string Success = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.3 8.2l1.9 1.9 3.6-4";
    public const string Sun = "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.3M8 13.2v1.3M14.5 8h-1.3M2.8 8H1.5M12.6 3.4l-.9.9M4.3 11.7l-.9.9M12.6 12.6l-.9-.9M4.3 4.3l-.9-.9";
    public const string Tag = "M2.5 2.5h5.5l5.5 5.5-5.5 5.5L2.5 8zM5.2 5.2h.01";
    public const string Target = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 8h.01";
    public const string ThumbDown = "M5 9.5V2.8h6.3a1.2 1.2 0 0 1 1.2 1l.7 4.2a1.2 1.2 0 0 1-1.2 1.5H9.3l.5 2.6c.1.9-.5 1.6-1.4 1.6L5 9.5zM2.8 2.8H5v6.7H2.8z";
    public const string ThumbUp = "M5 6.5v6.7h6.3a1.2 1.2 0 0 0 1.2-1l.7-4.2a1.2 1.2 0 0 0-1.2-1.5H9.3l.5-2.6c.1-.9-.5-1.6-1.4-1.6L5 6.5zM2.8 6.5H5v6.7H2.8z";
    public const string Trash = "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 9h5.8l.6-9";
    public const string Undo = "M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6";
    public const string Upload = "M8 10.5V3M5 6l3-3 3 3M3 13.5h10";
    public const string User = "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM3 13.5c0-2.4 2.2-3.8 5-3.8s5 1.4 5 3.8";
    public const string Warning = "M8 2.5 14.2 13H1.8zM8 6.5v3M8 11.3v.1";
    public const string Wrench = "M9.8 2.7a3.3 3.3 0 0 0-4 4.3L2.6 10.2a1.3 1.3 0 0 0 0 1.8l1.4 1.4a1.3 1.3 0 0 0 1.8 0L9 10.2a3.3 3.3 0 0 0 4.3-4L11.2 8.3 8.7 7.3l-1-2.5z";
}
