namespace AssistantStudio.Web.Components.Organizations;

/// <summary>A browser's description of itself, in two words that its owner recognises.</summary>
public static class Browsers
{
    // In this order: most browsers also claim to be the ones further down.
    private static readonly (string Mark, string Name)[] s_browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Mark, string Name)[] s_systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string NameOf(string? client)
    {
        var browser = Find(s_browsers, client);
        var system = Find(s_systems, client);
        return (browser, system) switch
        {
            (null, null) => "Unknown browser",
            (null, _) => system,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? Find((string Mark, string Name)[] known, string? client) =>
        client is null ? null : known.FirstOrDefault(k => client.Contains(k.Mark, StringComparison.Ordinal)).Name;
}
