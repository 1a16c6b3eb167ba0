using System.Text;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>Makes of the pieces of a stream what can be stored and shown: a stream may cut a character in two, or send what is none.</summary>
internal sealed class ReplyText
{
    private const char Unknown = '\uFFFD';

    private char? _half;

    /// <summary>What can be handed on by now.</summary>
    public string Take(string piece)
    {
        var text = _half is { } half ? half + piece : piece;
        _half = null;
        if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
        {
            (_half, text) = (text[^1], text[..^1]);
        }

        if (PlainText.IsStorable(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // Halves come as the mark for what is unknown.
        {
            clean.Append(rune.Value == 0 ? Unknown.ToString() : rune.ToString());
        }

        return clean.ToString();
    }
}
