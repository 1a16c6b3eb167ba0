namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// A pattern as robots.txt has them: it matches from the beginning, <c>*</c> stands for any run of characters, and a <c>$</c> at
/// the end for the end. The first place where a piece fits is as good as any later one, so nothing is ever tried twice.
/// </summary>
internal sealed class Wildcard
{
    private const char Any = '*';
    private const char End = '$';
    private readonly string[] _pieces;
    private readonly bool _toTheEnd;
    private readonly StringComparison _comparison;

    public Wildcard(string pattern, StringComparison comparison)
    {
        _toTheEnd = pattern.EndsWith(End);
        _pieces = (_toTheEnd ? pattern[..^1] : pattern).Split(Any);
        _comparison = comparison;
    }

    public bool Matches(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(_pieces[0], _comparison))
            return false;

        var rest = text[_pieces[0].Length..];
        if (_pieces.Length == 1)
            return !_toTheEnd || rest.IsEmpty;

        foreach (var piece in _pieces.AsSpan(1, _pieces.Length - 2))
        {
            var at = rest.IndexOf(piece, _comparison);
            if (at < 0)
                return false;

            rest = rest[(at + piece.Length)..];
        }

        return _toTheEnd ? rest.EndsWith(_pieces[^1], _comparison) : rest.IndexOf(_pieces[^1], _comparison) >= 0;
    }
}
