using System.Security.Cryptography;
using System.Text;

namespace AssistantStudio.Core.Assistants;

/// <summary>A link as the choice sees it. <paramref name="Unavailable"/> says why there is no version to use.</summary>
public sealed record LinkRule(
    Guid LinkId, Guid PromptId, string PromptKey, string PromptTitle, PromptRole Role, int Priority, int Weight, bool Enabled,
    IReadOnlyList<PromptCondition> Conditions, bool AnyCondition, int? Version, string? Unavailable);

/// <summary>What became of one link, in a sentence.</summary>
public sealed record LinkVerdict(Guid LinkId, Guid PromptId, string Title, PromptRole Role, int? Version, bool Chosen, string Reason);

/// <summary>A text, or what is wrong, by variable.</summary>
public sealed record RenderAttempt(string? Text, IReadOnlyDictionary<string, string[]> Errors);

public sealed record PromptChoice(LinkRule? Chosen, string? Text, IReadOnlyList<LinkVerdict> Verdicts, IReadOnlyDictionary<string, string[]> Errors);

/// <summary>
/// Chooses the prompt of a turn: the primary when its conditions hold, else the first secondary whose conditions hold, else
/// a fallback; a fallback also when what was chosen cannot be rendered. The same situation gives the same choice.
/// </summary>
public static class PromptResolver
{
    private static readonly IReadOnlyDictionary<string, string[]> s_noErrors = new Dictionary<string, string[]>();

    public static PromptChoice Resolve(IReadOnlyList<LinkRule> links, PromptSituation situation, Func<LinkRule, RenderAttempt> render)
    {
        var reasons = new Dictionary<Guid, string>();
        var ordered = links.OrderBy(l => l.Role).ThenBy(l => l.Priority).ThenBy(l => l.LinkId).ToArray();
        var able = ordered.Where(l => IsAble(l, situation, reasons)).ToArray();
        var errors = s_noErrors;

        // What is chosen and cannot be rendered is followed by the fallbacks, not by the next best: a half-right answer to the
        // right question is worse than the answer somebody wrote for this case.
        var first = Pick(able.Where(l => l.Role != PromptRole.Fallback), situation, reasons);
        var attempts = (first is null ? [] : new[] { first }).Concat(InTurn(able.Where(l => l.Role == PromptRole.Fallback), situation));
        LinkRule? chosen = null;
        string? text = null;
        foreach (var link in attempts)
        {
            var attempt = render(link);
            if (attempt.Text is not null)
            {
                (chosen, text) = (link, attempt.Text);
                reasons[link.LinkId] = ChosenBecause(link, first);
                break;
            }

            errors = errors.Count == 0 ? attempt.Errors : errors;
            reasons[link.LinkId] = $"Cannot be rendered: {string.Join(" ", attempt.Errors.Values.SelectMany(e => e))}";
        }

        foreach (var link in able.Where(l => !reasons.ContainsKey(l.LinkId)))
        {
            reasons[link.LinkId] = chosen is null ? "Not reached." : $"Not needed: {chosen.PromptTitle} comes first.";
        }

        var verdicts = ordered.Select(l => new LinkVerdict(l.LinkId, l.PromptId, l.PromptTitle, l.Role, l.Version, l == chosen, reasons[l.LinkId])).ToArray();
        return new(chosen, text, verdicts, chosen is null ? errors : s_noErrors);
    }

    private static bool IsAble(LinkRule link, PromptSituation situation, Dictionary<Guid, string> reasons)
    {
        if (!link.Enabled)
        {
            reasons[link.LinkId] = "Turned off.";
        }
        else if (link.Unavailable is { } why)
        {
            reasons[link.LinkId] = why;
        }
        else if (Mismatch(link, situation) is { } mismatch)
        {
            reasons[link.LinkId] = mismatch;
        }

        return !reasons.ContainsKey(link.LinkId);
    }

    private static string? Mismatch(LinkRule link, PromptSituation situation)
    {
        if (link.Conditions.Count == 0)
        {
            return null;
        }

        var misses = new List<string>();
        foreach (var condition in link.Conditions)
        {
            if (!ConditionCheck.Holds(condition, situation, out var found))
            {
                misses.Add($"it applies when {ConditionText.Of(condition)}, but {found}");
            }
        }

        var holds = link.AnyCondition ? misses.Count < link.Conditions.Count : misses.Count == 0;
        return holds ? null : $"Does not apply: {string.Join("; ", misses)}.";
    }

    /// <summary>The first by role and priority; among equals one by weight.</summary>
    private static LinkRule? Pick(IEnumerable<LinkRule> able, PromptSituation situation, Dictionary<Guid, string> reasons)
    {
        var equals = able.GroupBy(l => (l.Role, l.Priority)).FirstOrDefault()?.ToArray() ?? [];
        var picked = equals.Length > 1 ? InTurn(equals, situation).First() : equals.FirstOrDefault();
        foreach (var other in equals.Where(l => l != picked))
        {
            reasons[other.LinkId] = situation.Conversation is null
                ? $"Not needed: {picked!.PromptTitle} has the same rank and at least its weight."
                : $"Not for this conversation: {picked!.PromptTitle} has the same rank and got it by weight ({picked.Weight} to {other.Weight}).";
        }

        return picked;
    }

    /// <summary>In order of priority; within one priority whoever wins the draw first, then the others.</summary>
    private static IEnumerable<LinkRule> InTurn(IEnumerable<LinkRule> links, PromptSituation situation) =>
        links.GroupBy(l => (l.Role, l.Priority)).SelectMany(g => Drawn([.. g], situation.Conversation));

    private static IEnumerable<LinkRule> Drawn(LinkRule[] links, string? conversation)
    {
        if (links.Length == 1)
        {
            return links;
        }

        if (conversation is null)
        {
            return links.OrderByDescending(l => l.Weight);
        }

        // Weighted rendezvous: each link draws by itself, so that adding or removing one moves no conversation that it does not get.
        return links.OrderBy(l => l.Weight <= 0 ? double.PositiveInfinity : -Math.Log(Draw(conversation, l.LinkId)) / l.Weight);
    }

    /// <summary>Between 0 and 1, the same for the same conversation and link, on every node and after every restart.</summary>
    private static double Draw(string conversation, Guid link)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{conversation}\n{link:N}"));
        return ((BitConverter.ToUInt64(hash) >> 11) + 1.0) / ((1UL << 53) + 1.0);
    }

    private static string ChosenBecause(LinkRule link, LinkRule? first) => link.Role switch
    {
        PromptRole.Fallback when first is not null => $"Chosen in place of {first.PromptTitle}, which cannot be rendered.",
        PromptRole.Fallback => "Chosen because nothing else applies.",
        _ when link.Conditions.Count == 0 => $"Chosen: the {Word(link.Role)} applies always.",
        _ => $"Chosen: it applies {Lower(ConditionText.Of(link.Conditions, link.AnyCondition))}.",
    };

    private static string Word(PromptRole role) => role.ToString().ToLowerInvariant();

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
