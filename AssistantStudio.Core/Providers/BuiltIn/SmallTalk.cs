using System.Collections.Frozen;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Providers;

/// <summary>Greetings and thanks ask for nothing that could be looked up.</summary>
internal static class SmallTalk
{
    private const int MostWords = 8;

    // Without diacritics, as words are looked up.
    private static readonly FrozenSet<string> s_words = Set("""
        hi hello hey hallo moin servus bonjour salut hola ciao greetings good guten gute buenos hoi hej ola
        thanks thank thx cheers danke dank merci gracias grazie obrigado bedankt bye goodbye tschuss adieu
        """);

    private static readonly FrozenSet<string> s_around = Set("""
        morning afternoon evening day morgen tag abend dias you so much very many a lot there dear again ok okay great nice all everyone for your the help answer that was is
        vielen schon sehr fur deine ihre hilfe und and beaucoup
        """);

    public static bool Is(string question)
    {
        var words = SearchTokens.Of(question, indexing: false).Select(t => t.Text).Take(MostWords + 1).ToArray();
        return words.Length <= MostWords && words.Any(s_words.Contains) && words.All(w => s_words.Contains(w) || s_around.Contains(w));
    }

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
