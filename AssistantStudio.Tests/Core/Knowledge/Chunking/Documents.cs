using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Tests.Core.Knowledge;

/// <summary>Short ways to say what a document consists of, and documents by chance that are the same each time.</summary>
internal static class Documents
{
    private static readonly string[] s_words = ["return", "the", "parcel", "within", "14", "days", "über", "支払い", "🙂", "e.g.", "cost", "a\u0301", "snake_case", "\ud800", "1,299.00"];

    public static TextBlock H(int level, string text) => new(BlockKind.Heading, text, level);

    public static TextBlock P(string text) => new(BlockKind.Paragraph, text);

    public static TextBlock List(params string[] items) => new(BlockKind.List, string.Join('\n', items.Select(i => "- " + i)));

    public static TextBlock Table(string text) => new(BlockKind.Table, text);

    public static TextBlock Code(string text) => new(BlockKind.Code, text);

    public static ExtractedDocument Of(string title, params IReadOnlyList<TextBlock> blocks) => new() { Title = title, Blocks = blocks };

    /// <summary>So many sentences, each of ten tokens: nine words and the dot.</summary>
    public static string Sentences(int count, string word = "word") =>
        string.Join(' ', Enumerable.Range(0, count).Select(i => $"Item {word} one two six ten and then {i % 10}."));

    public static ExtractedDocument Random(int seed)
    {
        var random = new Random(seed);
        var blocks = new List<TextBlock>();
        for (var i = random.Next(1, 25); i > 0; i--)
        {
            blocks.Add(random.Next(7) switch
            {
                0 or 1 => H(random.Next(1, 5), Words(random, 4)),
                2 => List([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Words(random, 15))]),
                3 => Table(string.Join('\n', Enumerable.Range(0, random.Next(1, 40)).Select(_ => "| " + Words(random, 8) + " |"))),
                4 => Code("```\n" + string.Join('\n', Enumerable.Range(0, random.Next(1, 60)).Select(l => l % 7 == 6 ? "" : "    " + Words(random, 6))) + "\n```"),
                5 => P(new string("xé漢🙂"[random.Next(3)], random.Next(1, 3000))),
                _ => P(string.Join(random.Next(2) == 0 ? ". The " : "\n", Enumerable.Range(0, random.Next(1, 60)).Select(_ => Words(random, 12)))),
            });
        }

        return Of(Words(random, 3), blocks);
    }

    private static string Words(Random random, int most) =>
        string.Join(' ', Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => s_words[random.Next(s_words.Length)]));
}
