using System.Collections.Frozen;

namespace AssistantStudio.Web.Components.Markdown;

/// <summary>How a language writes remarks and texts, and which of its words are its own.</summary>
/// <param name="Lines">What begins a remark that ends with the line.</param>
/// <param name="Block">What a remark over several lines begins and ends with.</param>
internal sealed record CodeLanguage(string[] Lines, (string Open, string Close)? Block, string Quotes, FrozenSet<string> Words)
{
    public bool IsWord(ReadOnlySpan<char> word)
    {
        var lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();
        return lookup.Contains(word);
    }

    public static FrozenDictionary<string, CodeLanguage> ByName()
    {
        var slashes = new[] { "//" };
        (string, string) stars = ("/*", "*/");
        var all = new (string Names, CodeLanguage Language)[]
        {
            ("cs csharp c#", new(slashes, stars, "\"'", Of("abstract as async await base bool break byte case catch char class const continue decimal default delegate do double else enum event false finally float for foreach get if in init int interface internal is lock long namespace new null object operator out override params private protected public readonly record ref return sealed set short static string struct switch this throw true try typeof uint ulong using var virtual void when where while with yield"))),
            ("js javascript ts typescript jsx tsx", new(slashes, stars, "\"'`", Of("any as async await boolean break case catch class const continue default delete do else enum export extends false finally for from function if implements import in instanceof interface let new null number of private public readonly return static string super switch this throw true try type typeof undefined var void while yield"))),
            ("java kotlin scala", new(slashes, stars, "\"'", Of("abstract boolean break byte case catch char class const continue default do double else enum extends false final finally float for fun if implements import in instanceof int interface is long new null object override package private protected public return short static super switch this throw throws true try val var void when while"))),
            ("c cpp c++ h", new(slashes, stars, "\"'", Of("auto bool break case catch char class const constexpr continue default delete do double else enum extern false float for if include int long namespace new nullptr private protected public return short signed sizeof static struct switch template this throw true try typedef typename union unsigned using virtual void while"))),
            ("go golang", new(slashes, stars, "\"'`", Of("break case chan const continue default defer else fallthrough false for func go if import interface map nil package range return select struct switch true type var string int error bool"))),
            ("rust rs", new(slashes, stars, "\"", Of("as async await break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while"))),
            ("php", new(["//", "#"], stars, "\"'", Of("abstract array as break case catch class const continue default do echo else elseif extends false final finally fn for foreach function if implements interface namespace new null private protected public return static switch this throw true try use var while"))),
            ("py python", new(["#"], null, "\"'", Of("and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return self True try while with yield"))),
            ("rb ruby", new(["#"], null, "\"'", Of("and begin break case class def do else elsif end ensure false for if in module next nil not or puts raise require rescue return self then true unless until when while yield"))),
            ("sh bash shell zsh console", new(["#"], null, "\"'", Of("case cd do done echo elif else esac exit export fi for function if in local read return set sudo then until while"))),
            ("powershell ps1 pwsh", new(["#"], ("<#", "#>"), "\"'", Of("begin break catch continue do else elseif end exit finally for foreach function if in param process return switch throw try until while", true))),
            ("sql", new(["--"], stars, "'", Of("add all alter and as asc between by case check column constraint count create cross default delete desc distinct drop else end exists foreign from full group having in index inner insert into is join key left like limit not null offset on or order outer primary references right select set sum table then union unique update values view when where with", true))),
            ("json", new([], null, "\"", Of("true false null"))),
            ("yaml yml toml ini", new(["#"], null, "\"'", Of("true false null yes no on off", true))),
            ("css scss less", new([], stars, "\"'", Of("important inherit initial none auto media import"))),
            ("html xml razor svg", new([], ("<!--", "-->"), "\"", Of(""))),
        };
        return all.SelectMany(l => l.Names.Split(' ').Select(n => (Name: n, l.Language))).ToFrozenDictionary(l => l.Name, l => l.Language, StringComparer.Ordinal);
    }

    private static FrozenSet<string> Of(string words, bool ignoresCase = false) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
}
