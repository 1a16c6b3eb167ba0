using System.Collections.Frozen;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

internal readonly record struct FoundMemory(MemoryKind Kind, string Text);

/// <summary>
/// What somebody says of themselves that is worth knowing next time: who they are, what they use, how they want to be
/// answered, and the things that they name. A sentence that speaks of a password or a key gives nothing at all.
/// </summary>
internal static class MemoryFinder
{
    /// <summary>So short a line after one about a password may be the password.</summary>
    private const int WordsOfSecret = 2;

    private const int WordsOfName = 3;

    private static readonly PhraseSet s_facts = new("""
        my|mein name is|ist|lautet
        my full|first|last name is
        i'm|im called
        ich heisse
        ich bin der|die|das|ein|eine|im|in|bei|aus|für|zuständig|verantwortlich|leiter|leiterin
        ich arbeite|leite|wohne
        i am|work|live the|a|an|from|in|at|for|with|as|on|based|responsible
        i'm|im|am the|a|an|from|in|at|with|based|responsible|allergic|vegetarian|vegan|new|deaf|blind|left
        i manage|lead|run|own|use
        we|i|wir ~ use|have|run|employ|nutzen|verwenden|haben|benutzen|ship|sell
        we are|work|re a|an|in|the|from|with
        we're a|an|in|the|from|based
        wir sind|arbeiten|sitzen
        my|our|mein|meine|unser|unsere ~ team|department|role|job|position|manager|boss|office|site|location|email|e|mail|phone|number|address|company|language|warehouse|timezone|zone|shift|customer|plan|system|abteilung|chef|chefin|büro|standort|adresse|firma|telefonnummer|lager|kundennummer|schicht is|are|ist|sind|lautet|has|uses
        """);

    private static readonly PhraseSet s_preferences = new("""
        i|we ~ prefer
        ich|wir ~ bevorzuge|bevorzugen
        please|pls|bitte always|never|immer|nie|niemals
        always|never answer|reply|write|send|use|give|show|include|start|call|ask|address|respond
        call me
        nenn|nennen|nennt mich|sie
        answer|reply|respond|write|antworte|antworten|schreib|schreibe ~ in english|german|french|spanish|dutch|italian|polish|deutsch|englisch|französisch
        keep ~ short|brief|simple
        from now on
        ab jetzt|sofort
        in future|zukunft
        i ~ like ~ short|detailed|answers|lists|tables|examples
        i ~ dont|not like|want ~ long|emoji|emojis|formal
        ich mag|möchte ~ kurze|lange|keine
        """);

    private static readonly PhraseSet s_passing = new("""
        i'm|im|am|was in a|the hurry|middle|meeting|queue|dark|process
        i am|have a|the question|problem|feeling|bit|little
        i'm|im a bit|little
        we|i|wir|ich ~ have|haben|habe ~ a|an|the|ein|eine|einen|no|kein|keine|to|been|problem|problems|issue|issues|trouble|question|questions|received|sent|tried
        call me back|now|today|tomorrow|at|on|when|if|asap|later|please|again|crazy|before|after|as|under|to|in|this|next|about|any
        i'm|im|am at a|the loss|end|limit
        """);

    private static readonly PhraseSet s_callMe = new("call me");

    private static readonly FrozenSet<string> s_haveStill = new[] { "users", "sites", "employees", "warehouses", "people", "trucks", "mitarbeiter", "standorte", "lager", "nutzer", "licences", "licenses", "branches" }.ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyList<FoundMemory> Of(string userText)
    {
        var found = new List<FoundMemory>();
        var afterSecret = false;
        foreach (var sentence in Sentences.Of(userText).Take(AnalysisLimits.SentencesPerTurn))
        {
            // What is too long to be read as a whole may speak of a secret anywhere.
            var words = MessageWords.Of(sentence);
            var isSecret = sentence.Length > AnalysisLimits.SentenceLength || Secrets.AreSpokenOf(words);
            if (!isSecret && !(afterSecret && words.Count <= WordsOfSecret) && found.Count < AnalysisLimits.MemoriesAtOnce)
            {
                Read(sentence, found);
            }

            afterSecret = isSecret;
        }

        return [.. found.DistinctBy(f => (f.Kind, f.Text.ToLowerInvariant())).Take(AnalysisLimits.MemoriesAtOnce)];
    }

    private static void Read(string sentence, List<FoundMemory> found)
    {
        foreach (var clause in ClausesOf(sentence))
        {
            var words = MessageWords.Of(clause);
            if (Secrets.In(clause).Count == 0 && clause.Length <= AnalysisLimits.MemoryLength && KindOf(clause, words) is { } kind)
            {
                found.Add(new(kind, clause));
            }
        }

        foreach (var (start, end) in Identifiers.In(sentence))
        {
            found.Add(new(MemoryKind.Object, PlainText.Cut(sentence[start..end], AnalysisLimits.MemoryLength)));
        }
    }

    private static MemoryKind? KindOf(string clause, List<MessageWord> words)
    {
        if (words.Count == 0 || clause.EndsWith('?') || words.All(w => !char.IsLetter(w.Text[0])))
        {
            return null;
        }

        if (s_callMe.IndexIn(words) is >= 0 and var call)
        {
            return IsName(clause, words[(call + 2)..]) ? MemoryKind.Preference : null;
        }

        var passes = s_passing.IsIn(words) && !words.Any(w => s_haveStill.Contains(w.Text));
        return s_preferences.IsIn(words) ? MemoryKind.Preference
            : !passes && s_facts.IsIn(words) && !IntentWords.Problem.IsIn(words) ? MemoryKind.Fact
            : null;
    }

    private static bool IsName(string clause, List<MessageWord> words) =>
        words.Count is > 0 and <= WordsOfName && char.IsUpper(clause[words[0].Start]) && !s_passing.IsIn(words);

    /// <summary>"My name is Petra, and I work in hall 3" says two things.</summary>
    private static IEnumerable<string> ClausesOf(string sentence)
    {
        var start = 0;
        for (var i = 0; i < sentence.Length; i++)
        {
            if (sentence[i] is ',' or ';' && i + 1 < sentence.Length && sentence[i + 1] == ' ')
            {
                yield return Bare(sentence[start..i]);
                start = i + 1;
            }
            else if (sentence[i] == ' ' && BeginsStatement(sentence.AsSpan(i + 1)))
            {
                yield return Bare(sentence[start..i]);
                start = i + 1;
            }
        }

        yield return Bare(sentence[start..]);
    }

    private static bool BeginsStatement(ReadOnlySpan<char> text)
    {
        foreach (var beginning in (ReadOnlySpan<string>)["and my ", "and I ", "and I'm ", "and we ", "and our ", "but I ", "but we ", "und ich ", "und wir ", "und mein"])
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string Bare(string clause)
    {
        var bare = clause.Trim().TrimEnd('.', '!', ',', ';').Trim();
        foreach (var joint in (ReadOnlySpan<string>)["and ", "but ", "und ", "so ", "hi ", "hello ", "hey ", "hallo "])
        {
            if (bare.StartsWith(joint, StringComparison.OrdinalIgnoreCase))
            {
                bare = bare[joint.Length..].TrimStart();
            }
        }

        return bare.Length > 0 ? char.ToUpperInvariant(bare[0]) + bare[1..] : bare;
    }
}
