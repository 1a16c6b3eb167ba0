using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <param name="Score">From 0 to 100, for comparing suggestions of one assistant only.</param>
/// <param name="Reasons">In words, the weightiest first.</param>
public sealed record PromptSuggestion(Guid PromptId, string Key, string Title, string Purpose, IReadOnlyList<string> Tags, int Score, IReadOnlyList<string> Reasons);

/// <summary>
/// Prompts that may suit an assistant: by what its text is about, by common tags, and by what assistants of the same type
/// use and how those are rated. The same data gives the same list; no model is asked.
/// </summary>
public sealed class PromptSuggestionService(Access access, StudioDb db)
{
    private const int MaxLimit = 50;
    private const int Alike = 60;
    private const int Popular = 60;

    public async Task<IReadOnlyList<PromptSuggestion>> ForAsync(Guid assistantId, int limit, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        access.Require(Permission.PromptsView);
        new Validator().Check(limit is >= 1 and <= MaxLimit, "limit", $"Between 1 and {MaxLimit}.").ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindAssistantAsync(access, assistantId, ct).ConfigureAwait(false);
            var words = SuggestionWords.Of(assistant);
            var hits = await context.AlikeAsync(SearchKind.Prompt, words, Alike, ct).ConfigureAwait(false);
            var uses = await UsesAsync(context, context.VisibleAssistants(access), assistant, ct).ConfigureAwait(false);
            var linked = await context.Set<PromptLink>().Where(l => l.AssistantId == assistantId).Select(l => l.PromptId).ToListAsync(ct).ConfigureAwait(false);
            var candidates = hits.Select(h => h.SubjectId).Concat(uses.Keys).Except(linked).ToArray();
            var best = hits.Count == 0 ? 0 : hits.Min(h => h.Rank);
            var ranks = hits.ToDictionary(h => h.SubjectId, h => best == 0 ? 0 : h.Rank / best);
            var prompts = await context.PublishedAsync(candidates, ct).ConfigureAwait(false);
            return
            [
                .. prompts.Select(p => SuggestionScore.Of(p, assistant, words, ranks.GetValueOrDefault(p.Id), uses.GetValueOrDefault(p.Id)))
                    .Where(s => s.Reasons.Count > 0)
                    .OrderByDescending(s => s.Score).ThenBy(s => s.Key, StringComparer.Ordinal).Take(limit),
            ];
        }
    }

    /// <summary>What other assistants of the type use, the most used first. Only those that the caller sees: of one private assistant, the count and the rating would be its own.</summary>
    private static async Task<Dictionary<Guid, PromptUse>> UsesAsync(StudioDbContext context, IQueryable<Assistant> visible, Assistant assistant, CancellationToken ct) =>
        await (
            from link in context.Set<PromptLink>()
            join other in visible on link.AssistantId equals other.Id
            where other.Type == assistant.Type && other.Id != assistant.Id && other.Status != AssistantStatus.Archived && link.Enabled
            group other by link.PromptId into g
            select new { PromptId = g.Key, Assistants = g.Count(), RatingSum = g.Sum(a => a.RatingSum), Ratings = g.Sum(a => a.RatingCount) })
            .OrderByDescending(u => u.Assistants).ThenBy(u => u.PromptId).Take(Popular)
            .ToDictionaryAsync(u => u.PromptId, u => new PromptUse(u.Assistants, u.RatingSum, u.Ratings), ct).ConfigureAwait(false);
}

/// <summary>How much assistants of one type use a prompt. The sum of ratings is in hundredths.</summary>
internal sealed record PromptUse(int Assistants, long RatingSum, long Ratings);

/// <summary>The words that say what an assistant is about.</summary>
internal static class SuggestionWords
{
    private const int Words = 10;
    private const int ShortestWord = 4;

    /// <summary>Frequent words that say nothing about the subject; a word in any other language ranks low by being everywhere.</summary>
    private static readonly HashSet<string> s_empty =
    [
        "about", "after", "again", "also", "always", "answer", "answers", "assistant", "because", "been", "before", "being", "best", "both", "each", "every", "from", "give", "good", "have", "help",
        "helps", "into", "just", "know", "like", "make", "more", "most", "must", "need", "never", "only", "other", "over", "please", "question", "questions", "same", "should", "some", "such", "than",
        "that", "their", "them", "then", "there", "these", "they", "this", "those", "through", "what", "when", "where", "which", "while", "will", "with", "without", "would", "your", "dass", "eine",
        "einen", "nicht", "oder", "sind", "und", "wenn", "werden", "pour", "avec", "dans", "vous", "para", "como",
    ];

    /// <summary>Tags and name first, then description and instructions, each word once.</summary>
    public static IReadOnlyList<string> Of(Assistant assistant)
    {
        var content = assistant.Content();
        var texts = assistant.Tags.Append(assistant.Name).Append(assistant.Description).Append(string.Join('\n', content.Capabilities.Select(c => c.Name))).Append(content.Instructions);
        return [.. texts.SelectMany(Tokens).Distinct(StringComparer.Ordinal).Take(Words)];
    }

    public static IEnumerable<string> Tokens(string text) =>
        SearchTokens.Of(text, indexing: false).Select(t => t.Text).Where(t => t.Length >= ShortestWord && t.Length <= SearchLimits.WordLength && !s_empty.Contains(t) && !t.All(char.IsAsciiDigit));
}

/// <summary>Weighs what speaks for a prompt, and says it.</summary>
internal static class SuggestionScore
{
    private const int ForText = 40;
    private const int ForEachTag = 12;
    private const int ForTags = 30;
    private const int ForUse = 20;
    private const int ForRating = 10;
    private const int WordsNamed = 3;
    private const int EnoughRatings = 3;

    public static PromptSuggestion Of(PromptRow prompt, Assistant assistant, IReadOnlyList<string> words, double likeness, PromptUse? use)
    {
        var reasons = new List<(double Points, string Text)>();
        var tags = prompt.Tags.Where(t => assistant.Tags.Contains(t, StringComparer.OrdinalIgnoreCase)).ToArray();
        if (tags.Length > 0)
        {
            reasons.Add((Math.Min(ForTags, tags.Length * ForEachTag), $"Shares the {(tags.Length == 1 ? "tag" : "tags")} {string.Join(", ", tags)}."));
        }

        var common = SuggestionWords.Tokens($"{prompt.Title} {prompt.Purpose} {prompt.Category}").Distinct().Intersect(words).Take(WordsNamed).ToArray();
        if (likeness > 0)
        {
            reasons.Add((ForText * Math.Clamp(likeness, 0, 1), common.Length > 0 ? $"Is about the same: {string.Join(", ", common)}." : "Its text uses the same words."));
        }

        if (use is not null)
        {
            var many = use.Assistants == 1 ? "1 assistant" : $"{use.Assistants.ToString("#,0", CultureInfo.InvariantCulture)} assistants";
            reasons.Add((Math.Min(ForUse, 5 * Math.Log2(1 + use.Assistants)), $"Used by {many} of the same type."));
            if (use.Ratings >= EnoughRatings && AssistantRows.Rating(use.RatingSum, use.Ratings) is { } rating and >= 3)
            {
                reasons.Add((ForRating * (rating - 3) / 2, $"Assistants of the same type that use it are rated {rating.ToString("0.0", CultureInfo.InvariantCulture)} of 5."));
            }
        }

        return new(
            prompt.Id, prompt.Key, prompt.Title, prompt.Purpose, prompt.Tags, (int)Math.Round(reasons.Sum(r => r.Points)),
            [.. reasons.OrderByDescending(r => r.Points).ThenBy(r => r.Text, StringComparer.Ordinal).Select(r => r.Text)]);
    }
}
