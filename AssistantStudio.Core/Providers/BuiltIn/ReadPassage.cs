namespace AssistantStudio.Core.Providers;

/// <summary>A part of a passage with the words of the question that it has.</summary>
/// <param name="Parts">Which each item, each row or the sentence has, and how long that is.</param>
/// <param name="LeadIn">Which the sentence has that leads to it.</param>
/// <param name="Around">Which the headings above it have.</param>
internal sealed record ReadQuote(Quote Quote, IReadOnlyList<WordsFound> Parts, WordsFound LeadIn, WordsFound Around)
{
    public WordsFound Own { get; } = Parts.Aggregate(LeadIn, (a, b) => a | b);
}

/// <summary>A passage divided into its quotes, with the words of the question that it has.</summary>
/// <param name="Counts">How often it has each of them.</param>
internal sealed record ReadPassage(IReadOnlyList<ReadQuote> Quotes, ulong Bits, IReadOnlyList<int> Counts, int Length)
{
    /// <summary>A word in the nearest heading counts as so many in the text.</summary>
    private const int HeadingCount = 3;

    public static ReadPassage Of(QuestionWords words, SourcePassage passage, int index)
    {
        var counts = new int[words.Count];
        var length = 0;
        WordsFound In(string text)
        {
            var found = words.In(text, counts);
            length += found.Length;
            return found;
        }

        var last = passage.Heading[(passage.Heading.LastIndexOf('›') + 1)..];
        var above = In($"{passage.Title} {passage.Heading}");
        for (var i = 1; i < HeadingCount; i++)
        {
            In(last);
        }

        var quotes = new List<ReadQuote>();
        var all = above;
        foreach (var quote in QuoteReader.Read(index, passage.Text).Where(IsQuotable))
        {
            var read = new ReadQuote(quote, quote.Parts.Count > 0 ? [.. quote.Parts.Select(In)] : [In(quote.Text)], In(quote.LeadIn), above | In(quote.Heading));
            quotes.Add(read);
            all |= read.Own | read.Around;
        }

        return new(quotes, all.Bits, counts, length);
    }

    /// <summary>Neither endless code nor a table without rows is an answer.</summary>
    private static bool IsQuotable(Quote quote) => quote.Kind switch
    {
        QuoteKind.Code => quote.Text.Length <= ExtractiveLimits.CodeLength,
        QuoteKind.Table => quote.Text.Length <= ExtractiveLimits.RowLength && quote.Parts.Count > 0,
        _ => true,
    };
}
