using AngleSharp.Dom;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Which elements carry text that somebody wrote to be read.</summary>
internal static class HtmlElements
{
    private static readonly HashSet<string> s_silent = new(StringComparer.Ordinal)
    {
        "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video", "map", "dialog",
        "form", "input", "button", "select", "textarea", "label", "fieldset", "nav", "footer", "aside", "menu", "head", "title", "link", "meta",
    };

    private static readonly HashSet<string> s_silentRoles = new(StringComparer.OrdinalIgnoreCase)
        { "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar" };

    private static readonly HashSet<string> s_inline = new(StringComparer.Ordinal)
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark", "q", "s", "samp",
        "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "br", "big", "strike", "picture", "source", "ruby", "rt", "rp",
    };

    public static bool IsInline(IElement element) => s_inline.Contains(element.LocalName);

    public static bool IsSilent(IElement element)
    {
        if (s_silent.Contains(element.LocalName) || element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true")
        {
            // Old sites of some makers wrap the whole page in one form.
            return element.LocalName != "form" || element.QuerySelector("h1, article, main, p ~ p") is null;
        }

        if (element.GetAttribute("role") is { } role && s_silentRoles.Contains(role))
            return true;

        return element.LocalName == "header" && element.Closest("article, main, [role=main]") is null;
    }
}
