using AngleSharp.Dom;

namespace AssistantStudio.Core.Knowledge;

/// <summary>How much there is to read in an element, without what is not meant to be read.</summary>
internal readonly record struct TextAmount(int Text, int InLinks, int Commas)
{
    public double LinkShare => Text == 0 ? 0 : InLinks / (double)Text;
}

/// <summary>Counts each element of a page once, however often it is asked for.</summary>
internal sealed class TextAmounts
{
    private readonly Dictionary<IElement, TextAmount> _counted = [];

    public TextAmount Of(IElement element) => Of(element, 0);

    private TextAmount Of(IElement element, int depth)
    {
        if (_counted.TryGetValue(element, out var amount))
            return amount;

        foreach (var child in depth < HtmlBlocks.Depth ? element.ChildNodes.AsEnumerable() : [])
        {
            var part = child switch
            {
                IText text => Of(text.Data),
                IElement inner when !HtmlElements.IsSilent(inner) => Of(inner, depth + 1),
                _ => default,
            };
            amount = new(amount.Text + part.Text, amount.InLinks + part.InLinks, amount.Commas + part.Commas);
        }

        amount = element.LocalName == "a" ? amount with { InLinks = amount.Text } : amount;
        _counted[element] = amount;
        return amount;
    }

    private static TextAmount Of(string text)
    {
        var (letters, commas) = (0, 0);
        foreach (var c in text)
        {
            letters += char.IsWhiteSpace(c) ? 0 : 1;
            commas += c is ',' or '、' or '，' ? 1 : 0;
        }

        return new(letters, 0, commas);
    }
}
