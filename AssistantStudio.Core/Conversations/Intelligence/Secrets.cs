using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Where a text holds what could be a password, a key, a card number or an account number. It rather takes too much for
/// a secret than too little: what is remembered of a person must hold none.
/// </summary>
internal static class Secrets
{
    private const string Cover = "•••";

    private const int CardDigits = 12;
    private const int IbanLength = 14;
    private const int KeyLength = 20;
    private const int PasswordLength = 6;

    private const int Group = 4;
    private const int GroupsOfAccount = 3;

    private static readonly SearchValues<char> s_alphanumerics = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly string[] s_keyBeginnings = ["sk-", "pk-", "ghp_", "gho_", "github_pat_", "glpat-", "xox", "AKIA", "ASIA", "eyJ", "as_", "AIza", "-----BEGIN", "ya29.", "hf_"];

    private static readonly FrozenSet<string> s_words = """
        password passwords passwort passwörter pass passphrase passcode kennwort pin pins puk tan cvv cvc secret secrets geheimnis token tokens credential credentials zugangsdaten
        apikey key keys schlüssel pwd pw login-code iban card kreditkarte kreditkartennummer kartennummer kontonummer otp ssn
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a sentence speaks of one, so that any part of it may be one.</summary>
    public static bool AreSpokenOf(IEnumerable<MessageWord> words) =>
        words.Any(w => s_words.Contains(w.Text) || w.Text.Contains("passwor", StringComparison.Ordinal) || w.Text.Contains("kennwort", StringComparison.Ordinal) || w.Text.EndsWith("code", StringComparison.Ordinal));

    /// <summary>
    /// For what stands in lists and is told again later: what looks like one is covered, and where one is spoken of, so is
    /// every word with a digit.
    /// </summary>
    public static string Covered(string text)
    {
        var hidden = In(text);
        if (AreSpokenOf(MessageWords.Of(text)))
        {
            hidden.AddRange(MessageWords.Of(text).Where(w => w.Text.Any(char.IsDigit)).Select(w => (w.Start, w.End)));
        }

        var (covered, at) = (new StringBuilder(), 0);
        foreach (var (start, end) in hidden.OrderBy(h => h.Start).ThenByDescending(h => h.End))
        {
            if (start >= at)
            {
                covered.Append(text, at, start - at).Append(Cover);
            }

            at = Math.Max(at, end); // What lies within another, or goes on from it, is covered with it.
        }

        return covered.Append(text, at, text.Length - at).ToString();
    }

    public static List<(int Start, int End)> In(string text)
    {
        var found = new List<(int Start, int End)>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var end = i;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            var word = text.AsSpan(i, end - i);
            var spaced = Math.Max(EndOfGroups(text, i), EndOfAccount(text, i));
            if (spaced > i || LooksSecret(word))
            {
                found.Add((i, Math.Max(end, spaced)));
                end = Math.Max(end, spaced);
            }

            i = end;
        }

        return found;
    }

    /// <summary>The end of an account number in groups of four: <c>GB29 NWBK 6016 1331</c>; 0 when none begins here.</summary>
    private static int EndOfAccount(string text, int start)
    {
        if (start + Group > text.Length || !char.IsAsciiLetter(text[start]) || !char.IsAsciiLetter(text[start + 1]) || !char.IsAsciiDigit(text[start + 2]) || !char.IsAsciiDigit(text[start + 3]))
        {
            return 0;
        }

        var (at, groups) = (start + Group, 1);
        while (at + Group < text.Length && text[at] == ' ' && !text.AsSpan(at + 1, Group).ContainsAnyExcept(s_alphanumerics))
        {
            (at, groups) = (at + Group + 1, groups + 1);
        }

        return groups >= GroupsOfAccount ? at : 0;
    }

    /// <summary>The end of a card number or an IBAN that is written in groups; 0 when none begins here.</summary>
    private static int EndOfGroups(string text, int start)
    {
        var (at, digits, letters) = (start, 0, 0);
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (char.IsAsciiLetterUpper(text[at]) && digits == 0 && letters < 2)
            || (at > start && text[at] is ' ' or '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
        {
            digits += char.IsAsciiDigit(text[at]) ? 1 : 0;
            letters += char.IsAsciiLetter(text[at]) ? 1 : 0;
            at++;
        }

        return digits >= CardDigits ? at : 0;
    }

    private static bool LooksSecret(ReadOnlySpan<char> word)
    {
        foreach (var beginning in s_keyBeginnings)
        {
            if (word.Contains(beginning, StringComparison.Ordinal) && word.Length > beginning.Length + PasswordLength)
            {
                return true;
            }
        }

        var bare = word.Trim(".,;:!?()[]{}\"'");
        var (upper, lower, digits, signs) = (0, 0, 0, 0);
        foreach (var c in bare)
        {
            upper += char.IsUpper(c) ? 1 : 0;
            lower += char.IsLower(c) ? 1 : 0;
            digits += char.IsDigit(c) ? 1 : 0;
            signs += c is '!' or '$' or '%' or '^' or '&' or '*' or '~' or '+' or '=' or '#' or '§' or '?' ? 1 : 0;
        }

        var isMail = bare.Contains('@') && bare.LastIndexOf('.') > bare.IndexOf('@');
        return (digits >= CardDigits && upper + lower == 0)
            || (bare.Length >= IbanLength && char.IsAsciiLetter(bare[0]) && char.IsAsciiLetter(bare[1]) && char.IsAsciiDigit(bare[2]) && char.IsAsciiDigit(bare[3]))
            || (bare.Length >= KeyLength && digits > 1 && upper + lower > 1 && bare.IndexOf('.') < 0)
            || (bare.Length >= PasswordLength && digits > 0 && lower > 0 && !isMail && (upper > 0 || signs > 0) && (signs > 0 || bare.IndexOfAny(".-/_:") < 0 || bare.Contains('@')));
    }
}
