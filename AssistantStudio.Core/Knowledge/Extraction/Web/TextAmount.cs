using AngleSharp.Dom;

namespace AssistantStudio.Core.Knowledge;

/// <summary>How much there is to read in an element, without what is not meant to be read.</summary>
internal readonly record struct TextAmount(int Text, int InLinks, int Commas)
{
    public double LinkShare => Text == 0 ? 0 : InLinks / (double)Text;

    public static TextAmount Of(INode node) => Of(node, inLink: false, depth: 0);

    private static TextAmount Of(INode node, bool inLink, int depth)
    {
        if (node is IText text)
        {
            var letters = text.Data.Count(c => !char.IsWhiteSpace(c));
            return new(letters, inLink ? letters : 0, text.Data.Count(c => c is ',' or '、' or '，'));
        }

        if (node is not IElement element || depth > HtmlBlocks.Depth || (depth > 0 && HtmlElements.IsSilent(element)))
            return default;

        var sum = default(TextAmount);
        foreach (var child in element.ChildNodes)
        {
            var part = Of(child, inLink || element.LocalName == "a", depth + 1);
            sum = new(sum.Text + part.Text, sum.InLinks + part.InLinks, sum.Commas + part.Commas);
        }

        return sum;
    }
}
