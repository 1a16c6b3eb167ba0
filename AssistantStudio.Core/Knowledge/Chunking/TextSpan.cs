using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>From the first character to the one behind the last, within a text known to whoever holds it.</summary>
/// <param name="InsideWord">It begins in the middle of a word, so its tokens cannot be added to those before it.</param>
internal readonly record struct TextSpan(int Start, int End, bool InsideWord = false)
{
    public int Length => End - Start;

    public int Tokens(string text) => TokenEstimate.Of(text[Start..End]);

    public TextSpan Trim(string text)
    {
        var (start, end) = (Start, End);
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return new(start, end, InsideWord && start == Start);
    }
}
