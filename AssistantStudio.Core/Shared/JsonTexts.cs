using System.Text.Json;

namespace AssistantStudio.Core.Shared;

/// <summary>Reads texts out of JSON that somebody sent and that is kept unread until it is used.</summary>
internal static class JsonTexts
{
    /// <summary>False for anything but a text, and for half of a character written as <c>\ud800</c>.</summary>
    public static bool TryGetText(this JsonElement element, out string text)
    {
        text = "";
        try
        {
            text = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
            return element.ValueKind == JsonValueKind.String;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
