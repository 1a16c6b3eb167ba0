using System.Collections.Frozen;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Providers;

/// <summary>Greetings, thanks, and questions about whom one talks to ask for nothing that could be looked up.</summary>
internal static class SmallTalk
{
    private const int MostWords = 8;
    private const int MostWordsAboutMe = 14;

    // Without diacritics, as words are looked up.
    private static readonly FrozenSet<string> s_words = Set("""
        hi hello hey hallo moin servus bonjour salut hola ciao greetings good guten gute buenos hoi hej ola
        thanks thank thx cheers danke dank merci gracias grazie obrigado bedankt bye goodbye tschuss adieu
        """);

    private static readonly FrozenSet<string> s_around = Set("""
        morning afternoon evening day morgen tag abend dias you so much very many a lot there dear again ok okay great nice all everyone for your the help answer that was is
        vielen schon sehr fur deine ihre hilfe und and beaucoup
        """);

    private static readonly FrozenSet<string> s_me = Set("you du sie");

    private static readonly FrozenSet<string> s_aboutMe = Set("what who how can could do does are help me with know suggest i ask a an for wer was wie kannst konnen bist sind mir helfen wobei alles");

    public static bool Is(string question)
    {
        var words = SearchTokens.Of(question, indexing: false).Select(t => t.Text).Take(MostWordsAboutMe + 1).ToArray();
        return (words.Length <= MostWords && words.Any(s_words.Contains) && words.All(w => s_words.Contains(w) || s_around.Contains(w))) || IsAboutMe(words);
    }

    /// <summary>"What can you help me with?"; "What can you do about a lost parcel?" has words to look for.</summary>
    private static bool IsAboutMe(string[] words) => words.Length is > 2 and <= MostWordsAboutMe && words.Any(s_me.Contains) && words.All(w => s_me.Contains(w) || s_aboutMe.Contains(w));

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
