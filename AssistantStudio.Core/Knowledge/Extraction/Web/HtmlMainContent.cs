using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Finds the elements that hold what a page is about: what its author marked as such, else what looks like it – much
/// text with commas, few links, and names that say so.
/// </summary>
internal sealed class HtmlMainContent
{
    // With less text a choice was probably wrong, and the whole page is better.
    private const int EnoughText = 200;
    private const int ShortestParagraph = 25;
    private const int HintWeight = 25;
    private const double MostLinks = 0.5;
    private const double SiblingShare = 0.2;

    private static readonly string[] s_marked = ["[itemprop=articleBody]", "article", "main", "[role=main]"];
    private static readonly string[] s_goodHints = ["article", "content", "post", "body", "entry", "main", "text"];
    private static readonly string[] s_badHints = ["comment", "sidebar", "promo", "share", "cookie", "related", "banner", "footer", "nav", "menu", "consent", "newsletter"];

    private readonly TextAmounts _amounts = new();

    public static IReadOnlyList<IElement> Find(IHtmlDocument document) => new HtmlMainContent().In(document);

    private IReadOnlyList<IElement> In(IHtmlDocument document)
    {
        if (document.Body is not { } body)
            return [];

        foreach (var selector in s_marked)
        {
            var marked = document.QuerySelectorAll(selector);
            if (marked.Length == 1 && _amounts.Of(marked[0]).Text >= EnoughText)
                return [marked[0]];
        }

        var scored = Score(body);
        return scored.Count > 0 && scored.Sum(e => _amounts.Of(e).Text) >= EnoughText ? scored : [body];
    }

    private IReadOnlyList<IElement> Score(IElement body)
    {
        var scores = new Dictionary<IElement, double>();
        foreach (var paragraph in body.QuerySelectorAll("p, pre, td, blockquote, li, dd"))
        {
            var amount = _amounts.Of(paragraph);
            if (amount.Text < ShortestParagraph || amount.LinkShare > MostLinks || paragraph.ParentElement is not { } parent)
                continue;

            var score = 1 + amount.Commas + Math.Min(amount.Text / 100, 3);
            Add(scores, parent, score);
            if (parent.ParentElement is { } grandparent)
                Add(scores, grandparent, score / 2.0);
        }

        if (scores.Count == 0)
            return [];

        var final = scores.ToDictionary(s => s.Key, s => s.Value * (1 - _amounts.Of(s.Key).LinkShare));
        var best = final.MaxBy(s => s.Value).Key;
        if (best == body || best.ParentElement is not { } around)
            return [best];

        return [.. around.Children.Where(c => c == best || IsPartOf(c, final, final[best]))];
    }

    private bool IsPartOf(IElement sibling, Dictionary<IElement, double> scores, double best)
    {
        if (scores.TryGetValue(sibling, out var score) && score >= best * SiblingShare)
            return true;

        var amount = _amounts.Of(sibling);
        return sibling.LocalName switch
        {
            "h1" or "h2" => true,
            "p" => amount.Text > 80 && amount.LinkShare < 0.25,
            _ => false,
        };
    }

    private static void Add(Dictionary<IElement, double> scores, IElement element, double score)
    {
        if (!scores.TryGetValue(element, out var so))
            so = Hint(element);
        scores[element] = so + score;
    }

    private static int Hint(IElement element)
    {
        var names = $"{element.ClassName} {element.Id}";
        return (s_goodHints.Any(h => names.Contains(h, StringComparison.OrdinalIgnoreCase)) ? HintWeight : 0)
            - (s_badHints.Any(h => names.Contains(h, StringComparison.OrdinalIgnoreCase)) ? HintWeight : 0);
    }
}
