using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Joins pieces of a line as a browser would show them: any white space is one space.</summary>
internal sealed class HtmlLine
{
    private readonly StringBuilder _text = new();
    private bool _space;

    public void Text(string text)
    {
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                _space = true;
                continue;
            }

            // Soft hyphens and zero-width spaces only help a browser to break the line.
            if (c is '\u00ad' or '\u200b' or '\ufeff')
                continue;

            EndSpace();
            _text.Append(c);
        }
    }

    public void Code(ReadOnlySpan<char> code)
    {
        EndSpace();
        _text.Append('`').Append(code).Append('`');
    }

    public void Break()
    {
        _space = false;
        _text.Append('\n');
    }

    public string Take()
    {
        var text = _text.ToString().Trim();
        _text.Clear();
        _space = false;
        return text;
    }

    private void EndSpace()
    {
        if (_space && _text.Length > 0 && _text[^1] != '\n')
            _text.Append(' ');
        _space = false;
    }
}
