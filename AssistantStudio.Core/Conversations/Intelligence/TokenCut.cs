using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>Cuts a line to a number of tokens, at a space where one is near.</summary>
internal static class TokenCut
{
    /// <summary>A longer text has more tokens, whatever it holds, as long as it has no rows of spaces.</summary>
    private const int MostCharactersPerToken = 12;

    private const string Mark = "…";

    public static string To(string line, int maxTokens)
    {
        if (line.Length <= (long)maxTokens * MostCharactersPerToken && TokenEstimate.Of(line) <= maxTokens)
        {
            return line;
        }

        if (maxTokens < 2)
        {
            return "";
        }

        var (fits, tooLong) = (0, (int)Math.Min(line.Length, (long)maxTokens * MostCharactersPerToken) + 1);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) = TokenEstimate.Of(line[..middle]) <= maxTokens - 1 ? (middle, tooLong) : (fits, middle);
        }

        var cut = PlainText.Cut(line, fits);
        var space = fits < line.Length && line[fits] != ' ' ? cut.LastIndexOf(' ') : -1;
        cut = (space > fits / 2 ? cut[..space] : cut).TrimEnd(' ', ',', ';', ':', '-');
        return cut.Length == 0 ? "" : cut + Mark;
    }
}
