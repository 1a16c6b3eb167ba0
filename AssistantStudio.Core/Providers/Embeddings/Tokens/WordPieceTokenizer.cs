using System.Text;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Cuts texts into the ids that a BERT-type model was trained with. Words that are written into a text as control
/// tokens ("[SEP]") are ordinary words here: a text cannot steer the model. Safe for many threads at once.
/// </summary>
internal sealed class WordPieceTokenizer
{
    private readonly WordPieceRules _rules;
    private readonly WordPieceVocabulary _vocabulary;

    public WordPieceTokenizer(WordPieceRules rules, Dictionary<string, int> ids)
    {
        _rules = rules;
        _vocabulary = new(ids, rules.ContinuationPrefix);
        Unknown = _vocabulary.IdOf(rules.Unknown)
            ?? throw ModelFolderError.Of($"The tokenizer's vocabulary has no “{rules.Unknown}” for words that it does not know.");
        First = Special(rules.First);
        Last = Special(rules.Last);
    }

    public int Unknown { get; }

    public int? First { get; }

    public int? Last { get; }

    public int LargestId => _vocabulary.LargestId;

    public int Count => _vocabulary.Count;

    /// <summary>
    /// Writes the ids of the text, at most as many as fit, and stops there; <paramref name="complete"/> tells whether
    /// the whole text was read.
    /// </summary>
    public int Encode(string text, Span<int> ids, bool withSpecials, out bool complete)
    {
        var first = withSpecials ? First : null;
        var last = withSpecials ? Last : null;
        var from = 0;
        if (first is { } opening)
            ids[from++] = opening;

        var body = ids[from..(ids.Length - (last is null ? 0 : 1))];
        var reader = new Reader(this, body);
        complete = reader.Read(_rules.StripsAccents ? BertText.Decompose(text) : text);
        var count = from + reader.Count;
        if (last is { } closing)
            ids[count++] = closing;

        return count;
    }

    private int? Special(string? token) => token is null ? null : _vocabulary.IdOf(token)
        ?? throw ModelFolderError.Of($"The tokenizer's vocabulary has no “{token}”, which its settings put around each text.");

    private ref struct Reader(WordPieceTokenizer tokenizer, Span<int> ids)
    {
        // A word longer than this is unknown anyway; it may hold two characters for each letter.
        private const int LongestWord = 2 * LocalEmbeddingLimits.TokenLength;

        private readonly Span<int> _ids = ids;
        private readonly WordPieceRules _rules = tokenizer._rules;
        private WordBuffer _word;
        private int _length;
        private int _letters;

        public int Count { get; private set; }

        /// <summary>False if the ids are full before the text ends.</summary>
        public bool Read(string text)
        {
            var kinds = BertText.AsciiKinds;
            for (var i = 0; i < text.Length; i++)
            {
                var c = text[i];
                if (c >= kinds.Length)
                {
                    Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var taken);
                    i += taken - 1;
                    if (!Take(rune))
                        return false;
                }
                else if (kinds[c] == TokenChar.Letter)
                {
                    Append(_rules.Lowercase && char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c);
                }
                else if (kinds[c] == TokenChar.Space ? !EndWord() : !Take(new Rune(c)))
                {
                    return false;
                }
            }

            return EndWord();
        }

        private bool Take(Rune rune)
        {
            var kind = BertText.KindOf(rune);
            if (kind == TokenChar.Letter && _rules.StripsAccents && BertText.IsMark(rune))
                return true;

            if ((kind == TokenChar.Chinese && !_rules.SeparateChinese) || (kind == TokenChar.Dropped && !_rules.CleanText))
                kind = TokenChar.Letter;

            Span<char> units = stackalloc char[2];
            if (_rules.Lowercase)
                rune = Rune.ToLowerInvariant(rune);

            units = units[..rune.EncodeToUtf16(units)];
            return kind switch
            {
                TokenChar.Letter => Append(units),
                TokenChar.Chinese or TokenChar.Punctuation => Alone(units),
                TokenChar.Space => EndWord(),
                _ => true,
            };
        }

        private bool Alone(scoped ReadOnlySpan<char> units) => EndWord() && Append(units) && EndWord();

        private bool Append(scoped ReadOnlySpan<char> units)
        {
            foreach (var c in units)
                Append(c);

            _letters -= units.Length - 1;
            return true;
        }

        private void Append(char c)
        {
            if (_length < LongestWord)
                _word[_length++] = c;

            _letters++;
        }

        private bool EndWord()
        {
            if (_length == 0)
                return true;

            var word = ((ReadOnlySpan<char>)_word)[.._length];
            var letters = _letters;
            _length = 0;
            _letters = 0;
            if (Count == _ids.Length)
                return false;

            var before = Count;
            if (letters > _rules.MaxWordLength)
            {
                _ids[Count++] = tokenizer.Unknown;
                return true;
            }

            for (var start = 0; start < word.Length;)
            {
                var (id, length) = LongestPiece(word[start..], continues: start > 0);
                if (id < 0)
                {
                    // One piece that is not known makes the whole word unknown.
                    Count = before;
                    _ids[Count++] = tokenizer.Unknown;
                    return true;
                }

                if (Count == _ids.Length)
                    return IsUnknownLater(word, start + length, before);

                _ids[Count++] = id;
                start += length;
            }

            return true;
        }

        /// <summary>The ids are full within a word; if its rest is unknown, the word is one unknown token after all.</summary>
        private bool IsUnknownLater(scoped ReadOnlySpan<char> word, int start, int before)
        {
            while (start < word.Length)
            {
                var (id, length) = LongestPiece(word[start..], continues: true);
                if (id < 0)
                {
                    Count = before;
                    _ids[Count++] = tokenizer.Unknown;
                    return true;
                }

                start += length;
            }

            return false;
        }

        private readonly (int Id, int Length) LongestPiece(scoped ReadOnlySpan<char> rest, bool continues)
        {
            var longest = Math.Min(rest.Length, tokenizer._vocabulary.LongestPiece);
            var hash = WordPieceVocabulary.Start(continues);
            for (var i = 0; i < longest; i++)
                hash = WordPieceVocabulary.Step(hash, rest[i]);

            for (var length = longest; length > 0; length--)
            {
                var id = tokenizer._vocabulary.Find(rest[..length], continues, hash);
                if (id >= 0)
                    return (id, length);

                hash = WordPieceVocabulary.StepBack(hash, rest[length - 1]);
            }

            return (-1, 0);
        }

        [System.Runtime.CompilerServices.InlineArray(LongestWord)]
        private struct WordBuffer
        {
            private char _first;
        }
    }
}
