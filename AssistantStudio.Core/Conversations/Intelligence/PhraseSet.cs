namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Phrases that are looked for word by word, one on each line: <c>do|does not work</c>. A star stands for any end of a word
/// (<c>disappoint*</c>), a tilde for up to three words (<c>waiting ~ days</c>). No phrase goes across a sign.
/// </summary>
internal sealed class PhraseSet
{
    private const int Gap = 3;
    private const string AnyWords = "~";

    private readonly Dictionary<string, List<string[][]>> _byWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string[][]>> _byBeginning = new(StringComparer.Ordinal);
    private readonly int _shortestBeginning = int.MaxValue;

    public PhraseSet(string phrases)
    {
        foreach (var phrase in phrases.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Split('|')).ToArray();
            foreach (var first in words[0])
            {
                var (beginnings, key) = first.EndsWith('*') ? (_byBeginning, first[..^1]) : (_byWord, first);
                _shortestBeginning = first.EndsWith('*') ? Math.Min(_shortestBeginning, key.Length) : _shortestBeginning;
                if (!beginnings.TryGetValue(key, out var list))
                {
                    beginnings[key] = list = [];
                }

                list.Add(words);
            }
        }
    }

    /// <summary>How many words the longest phrase has that begins here; 0 when none does.</summary>
    public int LengthAt(IReadOnlyList<MessageWord> words, int at)
    {
        var word = words[at].Text;
        var longest = _byWord.TryGetValue(word, out var phrases) ? Longest(phrases, words, at) : 0;
        for (var length = _shortestBeginning; length <= word.Length; length++)
        {
            if (_byBeginning.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word.AsSpan(0, length), out phrases))
            {
                longest = Math.Max(longest, Longest(phrases, words, at));
            }
        }

        return longest;
    }

    public bool IsIn(IReadOnlyList<MessageWord> words) => IndexIn(words) >= 0;

    /// <summary>Where the first one begins, -1 when there is none.</summary>
    public int IndexIn(IReadOnlyList<MessageWord> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (LengthAt(words, i) > 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Longest(List<string[][]> phrases, IReadOnlyList<MessageWord> words, int at)
    {
        var longest = 0;
        foreach (var phrase in phrases)
        {
            longest = Math.Max(longest, Match(phrase, 1, words, at + 1) - at);
        }

        return longest;
    }

    /// <summary>The word after the phrase, or none of the text.</summary>
    private static int Match(string[][] phrase, int part, IReadOnlyList<MessageWord> words, int at)
    {
        if (part == phrase.Length)
        {
            return at;
        }

        var isGap = phrase[part][0] == AnyWords;
        for (var skipped = 0; skipped <= (isGap ? Gap : 0); skipped++)
        {
            var next = at + skipped;
            if (next >= words.Count || words[next].Before != '\0')
            {
                return int.MinValue / 2;
            }

            var end = isGap ? Match(phrase, part + 1, words, next) : IsOneOf(phrase[part], words[next].Text) ? Match(phrase, part + 1, words, next + 1) : 0;
            if (end > 0)
            {
                return end;
            }
        }

        return int.MinValue / 2;
    }

    private static bool IsOneOf(string[] wanted, string word)
    {
        foreach (var one in wanted)
        {
            if (one.EndsWith('*') ? word.AsSpan().StartsWith(one.AsSpan(0, one.Length - 1), StringComparison.Ordinal) : one == word)
            {
                return true;
            }
        }

        return false;
    }
}
