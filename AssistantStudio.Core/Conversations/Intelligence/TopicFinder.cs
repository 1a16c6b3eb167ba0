using System.Collections.Frozen;
using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// What a conversation is about: runs of words that say something, by how often and how early they come. A longer run
/// that comes again wins over the words in it.
/// </summary>
internal static class TopicFinder
{
    private const double PerMoreWord = 0.6;
    private const double OnceSingle = 0.5;
    private const double OnceRun = 0.8;
    private const double LongestOnce = 0.7;
    private const double ForCapitals = 0.5;
    private const double Early = 60;

    /// <summary>What was said once only is a topic as long as there are so few.</summary>
    private const int FewTopics = 3;

    private static readonly FrozenSet<string> s_dull = """
        need needs want wants please pls help helps know tell show send give get gets got getting make makes made take takes took use used uses using work works worked working find see say says said ask asks asked try tried
        like would could may might must shall let lets thanks thank hello hi hey dear good great best well ok okay yes yeah sure sorry still already yet also another again please today yesterday tomorrow week weeks month months day days hour hours year years
        monday tuesday wednesday thursday friday saturday sunday night morning last next new old many much long often free one
        go goes going come comes came put set change changes changed look looks looking open opens keep keeps happen happens happened arrive arrives arrived show shows call calls called explain question problem problems issue issues thing things way
        dont doesnt didnt cant wont isnt im i'm i'd i'll i've it's that's whats what's there's we're you're able possible every each since because without within around back ever never always really very maybe something anything nothing someone anyone people time
        start starts stop stops run runs leave leaves say forgot forget lost wrong missing add read write print prints printed export import import report reported reports check checks mean means crash crashes crashed fail fails failed
        how's where's who's ask answer mail email be been per via etc cost costs ask arrive book disconnecting drive
        der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ich du er sie es wir ihr mich mir dich dir sich uns euch mein meine meinen meinem meiner dein ihre ihren unser unsere ist sind war waren bin hat haben habe hatte wird werden wurde
        kann können muss müssen soll sollen will wollen darf mag möchte bitte danke hallo guten tag wie was wo wann warum wer welche welcher welches wieso in im an am auf aus bei mit nach von vom zu zum zur für über unter vor durch ohne um als auch nur noch schon sehr
        mehr wenn dass weil ob so da dann doch mal hier dort heute gestern morgen woche wochen monat monate jahr letzten letzte nächsten neue neuen neues alle alles immer wieder finde finden geht gehen gibt machen macht brauche brauchen lang lange vergessen fehlt
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyList<string> Of(IReadOnlyList<string> userTexts)
    {
        var found = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        var at = 0;
        for (var t = 0; t < userTexts.Count && at < AnalysisLimits.WordsForTopics; t++)
        {
            var run = new List<MessageWord>();
            foreach (var word in MessageWords.Of(userTexts[t]))
            {
                var isContent = IsContent(userTexts[t], word) && !(run.Count > 0 && run[^1].Text == word.Text);
                if (!isContent || word.Before != '\0')
                {
                    Collect(found, userTexts[t], run, at - run.Count, t);
                    run.Clear();
                }

                if (isContent)
                {
                    run.Add(word);
                }

                at++;
            }

            Collect(found, userTexts[t], run, at - run.Count, t);
        }

        return Choose(found.Values);
    }

    private static string[] Choose(IEnumerable<Candidate> candidates)
    {
        var chosen = new List<Candidate>();
        foreach (var candidate in candidates.OrderByDescending(c => c.Score).ThenBy(c => c.First).ThenByDescending(c => c.Stems.Length))
        {
            var overlaps = chosen.Any(c => c.Stems.Intersect(candidate.Stems, StringComparer.Ordinal).Any() && (candidate.Count <= c.Count || candidate.Stems.Length >= c.Stems.Length));
            if (!overlaps && (candidate.Count > 1 || chosen.Count < FewTopics))
            {
                chosen.Add(candidate);
            }

            if (chosen.Count == AnalysisLimits.Topics)
            {
                break;
            }
        }

        return [.. chosen.Select(c => c.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static void Collect(Dictionary<string, Candidate> found, string text, List<MessageWord> run, int first, int message)
    {
        for (var from = 0; from < run.Count; from++)
        {
            for (var count = 1; count <= AnalysisLimits.WordsPerTopic && from + count <= run.Count; count++)
            {
                var words = run.GetRange(from, count);
                var stems = words.Select(w => PorterStemmer.Of(w.Text)).ToArray();
                var key = string.Join(' ', stems);
                if (!found.TryGetValue(key, out var candidate))
                {
                    found[key] = candidate = new(stems, first + from, message);
                }

                candidate.Add(text, words, isWholeRun: count == run.Count);
            }
        }
    }

    private static bool IsContent(string text, MessageWord word) =>
        !StopWords.Has(word.Text) && !s_dull.Contains(word.Text) && word.Text.Length < AnalysisLimits.WordLength && word.Text.All(char.IsLetter)
        && (word.Text.Length > 2 || (word.Text.Length == 2 && char.IsUpper(text[word.Start]) && char.IsUpper(text[word.End - 1])) || (word.Text.Length > 0 && word.Text[0] > '\u2fff'));

    private sealed class Candidate(string[] stems, int first, int message)
    {
        private readonly Dictionary<string, int> _forms = new(StringComparer.Ordinal);
        private bool _isWholeRun;

        public string[] Stems { get; } = stems;

        public int First { get; } = first;

        public int Count { get; private set; }

        public double Score => (Count > 1 ? Count * (1 + (PerMoreWord * (Stems.Length - 1))) : Stems.Length == 1 ? OnceSingle : Stems.Length == 2 ? OnceRun : LongestOnce)
            + (Early / (Early + First) / 2) + (Name.Any(char.IsUpper) ? ForCapitals : 0) + (_isWholeRun ? OnceSingle / 2 : 0) + (message == 0 ? OnceSingle / 2 : 0);

        /// <summary>As it is written most often, earlier ones first.</summary>
        public string Name => field ??= _forms.MaxBy(f => f.Value).Key;

        public void Add(string text, List<MessageWord> words, bool isWholeRun)
        {
            Count++;
            _isWholeRun |= isWholeRun;
            var form = string.Join(" ", words.Select((w, i) => FormOf(text, w, i > 0 ? words[i - 1].End : w.Start))).Replace(" -", "-", StringComparison.Ordinal);
            _forms[form] = _forms.GetValueOrDefault(form) + 1;
        }

        /// <summary>Capitals stay where no sentence begins, and in what is written in capitals altogether.</summary>
        private static string FormOf(string text, MessageWord word, int end)
        {
            var written = text[word.Start..word.End];
            var isName = written.Skip(1).Any(char.IsUpper) || (char.IsUpper(written[0]) && !word.BeginsSentence() && word.Start > 0);
            return (word.Start == end + 1 && text[end] == '-' ? "-" : "") + (isName ? written : word.Text);
        }
    }
}
