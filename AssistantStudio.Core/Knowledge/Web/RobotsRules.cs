namespace AssistantStudio.Core.Knowledge;

/// <summary>What a robots.txt says (RFC 9309), and how fast it asks to be read.</summary>
/// <remarks>
/// Where the RFC and the parser that most of the web is written for disagree, the stricter of them counts: the RFC
/// compares letters however they are encoded, the parser takes a rule as it is written. So a letter that is encoded
/// without need is the letter in a rule that forbids, and only itself in one that allows.
/// </remarks>
internal sealed class RobotsRules
{
    public const int MaxBytes = 500 * 1024;
    private const string OwnPath = "/robots.txt";

    /// <summary>A site that asks for more than this would never be read to its end.</summary>
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<RobotsGroup> _groups;

    private RobotsRules(IReadOnlyList<RobotsGroup> groups, IReadOnlyList<string> sitemaps)
    {
        _groups = groups;
        Sitemaps = sitemaps;
    }

    public static RobotsRules AllowAll { get; } = new([], []);

    public static RobotsRules DisallowAll { get; } = Parse("user-agent: *\ndisallow: /"u8);

    /// <summary>Absolute addresses, whoever asks.</summary>
    public IReadOnlyList<string> Sitemaps { get; }

    public static RobotsRules Parse(ReadOnlySpan<byte> text)
    {
        var (groups, sitemaps) = RobotsText.Read(text);
        return new(groups, sitemaps);
    }

    /// <summary>
    /// From what a request for it came to, after its redirects: a site that answers that there is none, or not for us, has no rules;
    /// one that is in trouble, or asks us to slow down, is left alone.
    /// </summary>
    /// <param name="status">Null if no answer came at all.</param>
    public static RobotsRules Of(int? status, ReadOnlySpan<byte> text) => status switch
    {
        >= 200 and < 300 => Parse(text),
        429 => DisallowAll,
        // A redirect that is left over: there were more than anybody follows.
        >= 300 and < 500 => AllowAll,
        _ => DisallowAll,
    };

    /// <param name="userAgentToken">Our name without a version.</param>
    public bool Allows(string userAgentToken, string pathAndQuery)
    {
        var path = pathAndQuery.StartsWith('/') ? pathAndQuery : "/" + pathAndQuery;
        if (path.IndexOf('#', StringComparison.Ordinal) is >= 0 and var fragment)
            path = path[..fragment];

        if (path == OwnPath)
            return true;

        var (plain, written) = (RobotsPath.Normalise(path, decodesLetters: true), RobotsPath.Normalise(path, decodesLetters: false));
        var (allows, longest) = (true, -1);
        foreach (var rule in GroupsOf(userAgentToken).SelectMany(g => g.Rules))
        {
            if (rule.Length < longest || !rule.Pattern.Matches(rule.Allows ? written : plain))
                continue;

            allows = rule.Allows || (allows && rule.Length == longest);
            longest = rule.Length;
        }

        return allows;
    }

    /// <summary>The pause between two requests that is asked for, at most a minute.</summary>
    public TimeSpan? CrawlDelay(string userAgentToken)
    {
        var longest = GroupsOf(userAgentToken).Max(g => g.Delay);
        return longest > s_longestDelay ? s_longestDelay : longest;
    }

    private IEnumerable<RobotsGroup> GroupsOf(string userAgentToken)
    {
        var own = _groups.Where(g => g.Agents.Contains(userAgentToken, StringComparer.OrdinalIgnoreCase)).ToList();
        return own.Count > 0 ? own : _groups.Where(g => g.Agents.Contains(RobotsGroup.Everybody));
    }
}

internal sealed class RobotsGroup
{
    public const string Everybody = "*";

    public List<string> Agents { get; } = [];

    public List<RobotsRule> Rules { get; } = [];

    public TimeSpan? Delay { get; set; }
}

/// <param name="Length">The longest rule that matches counts.</param>
internal sealed record RobotsRule(bool Allows, Wildcard Pattern, int Length);
