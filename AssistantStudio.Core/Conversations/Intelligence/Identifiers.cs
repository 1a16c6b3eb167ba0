using System.Collections.Frozen;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Finds what names one thing: <c>TW-48213</c>, <c>INC0012345</c>, <c>srv-db01</c>, <c>portal.example.com</c>, the number
/// after "order". Nothing that could be a secret: see <see cref="Secrets"/>.
/// </summary>
internal static class Identifiers
{
    private const int LongestLetters = 6;
    private const int MostDigits = 12;
    private const int LongestWord = 60;
    private const int DigitsWithHyphen = 2;
    private const int DigitsWithoutHyphen = 3;
    private const int DigitsAfterNoun = 4;

    private static readonly FrozenSet<string> s_nouns = Set("""
        order ticket invoice customer case po shipment parcel delivery contract claim account article tracking incident container pallet machine
        bestellung auftrag rechnung kunde kundennummer bestellnummer auftragsnummer rechnungsnummer sendung sendungsnummer lieferung vertrag artikel vorgang lieferschein
        """);

    private static readonly FrozenSet<string> s_betweenNounAndNumber = Set("number no nr id nummer is ist the my code");

    private static readonly FrozenSet<string> s_hostBeginnings = Set("srv server db pc nb ws vm host sw fw ap web app mail prn printer node lap laptop desktop nas ctx rdp sql");

    private static readonly FrozenSet<string> s_domains = Set("local lan corp internal intern com net org de eu io cloud at ch fr nl uk home test example");

    /// <summary>Where they stand, in order.</summary>
    public static List<(int Start, int End)> In(string text)
    {
        var found = new List<(int Start, int End)>();
        var secrets = Secrets.In(text);
        var secret = 0;
        var noun = -1;
        foreach (var (start, end) in Parts(text))
        {
            while (secret < secrets.Count && secrets[secret].End <= start)
            {
                secret++;
            }

            var part = text.AsSpan(start, end - start);
            if (secret < secrets.Count && secrets[secret].Start < end)
            {
                noun = -1;
            }
            else if (IsCode(part) || IsHost(part) || IsEmail(part))
            {
                found.Add((start, end));
                noun = -1;
            }
            else if (noun >= 0 && IsNumber(part))
            {
                found.Add((noun, end));
                noun = -1;
            }
            else
            {
                noun = Has(s_nouns, part) ? start : noun >= 0 && Has(s_betweenNounAndNumber, part) ? noun : -1;
            }
        }

        return found;
    }

    /// <summary>What stands between spaces, without the signs around it.</summary>
    private static IEnumerable<(int Start, int End)> Parts(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' or '/' or '@'))
            {
                i++;
            }

            var end = i;
            while (!char.IsLetterOrDigit(text[end - 1]))
            {
                end--;
            }

            yield return (start, end);
        }
    }

    /// <summary>A few capitals and then digits: <c>TW-48213</c>, <c>B-XY-123</c>, <c>INC0012345</c>.</summary>
    private static bool IsCode(ReadOnlySpan<char> part)
    {
        var (letters, digits, hyphens) = (0, 0, 0);
        foreach (var c in part)
        {
            if (char.IsAsciiLetterUpper(c) && digits == 0)
            {
                letters++;
            }
            else if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (c is '-' or '_' or '/' && letters > 0)
            {
                hyphens++;
            }
            else
            {
                return false;
            }
        }

        return letters is > 0 and <= LongestLetters && digits <= MostDigits && digits >= (hyphens > 0 ? DigitsWithHyphen : DigitsWithoutHyphen);
    }

    private static bool IsHost(ReadOnlySpan<char> part)
    {
        if (part.Length > LongestWord || !char.IsLetter(part[0]) || part.IndexOfAny("/@_") >= 0)
        {
            return false;
        }

        if (part.LastIndexOf('.') is > 0 and var dot)
        {
            return Has(s_domains, part[(dot + 1)..]) && part[..dot].ContainsAnyInRange('a', 'z') && !part.Contains("..", StringComparison.Ordinal);
        }

        var beginning = 0;
        while (beginning < part.Length && char.IsAsciiLetter(part[beginning]))
        {
            beginning++;
        }

        return beginning < part.Length && char.IsAsciiDigit(part[^1]) && Has(s_hostBeginnings, part[..beginning]);
    }

    private static bool IsEmail(ReadOnlySpan<char> part) =>
        part.Length <= LongestWord && part.IndexOf('@') is > 0 and var at && at == part.LastIndexOf('@') && part[at..].LastIndexOf('.') is > 1 and var dot && at + dot < part.Length - 2;

    private static bool IsNumber(ReadOnlySpan<char> part)
    {
        var digits = 0;
        foreach (var c in part)
        {
            if (!char.IsAsciiDigit(c) && c is not ('-' or '/'))
            {
                return false;
            }

            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits is >= DigitsAfterNoun and <= MostDigits;
    }

    private static bool Has(FrozenSet<string> words, ReadOnlySpan<char> word)
    {
        if (word.Length > AnalysisLimits.WordLength)
        {
            return false;
        }

        Span<char> lower = stackalloc char[AnalysisLimits.WordLength];
        return words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(lower[..word.ToLowerInvariant(lower)]);
    }

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
