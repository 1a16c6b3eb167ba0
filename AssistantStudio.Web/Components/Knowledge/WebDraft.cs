using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>What a source of web pages reads, while a person edits it.</summary>
public sealed class WebDraft(WebSettings? stored)
{
    private static readonly WebSettings s_usual = new();

    /// <summary>One a line.</summary>
    public string Addresses { get; set; } = string.Join('\n', stored?.StartAddresses ?? []);

    public IReadOnlyList<string> Domains { get; set; } = stored?.Domains ?? [];

    public IReadOnlyList<string> Include { get; set; } = stored?.Include ?? [];

    public IReadOnlyList<string> Exclude { get; set; } = stored?.Exclude ?? [];

    public IReadOnlyList<string> ExcludedWords { get; set; } = stored?.ExcludedWords ?? [];

    public string Depth { get; set; } = TypedNumber.Of((long?)(stored ?? s_usual).Depth);

    public string Pages { get; set; } = TypedNumber.Of((long?)(stored ?? s_usual).Pages);

    public bool Sitemaps { get; set; } = (stored ?? s_usual).Sitemaps;

    public string Pause { get; set; } = TypedNumber.Of((stored ?? s_usual).Pause);

    /// <summary>Something is not as usual that the form shows only on demand.</summary>
    public bool HasMore { get; } = stored is not null && (stored.Domains.Count > 0 || stored.ExcludedWords.Count > 0 || stored.Depth != s_usual.Depth || stored.Sitemaps != s_usual.Sitemaps || stored.Pause != s_usual.Pause);

    /// <summary>What was left empty is as usual.</summary>
    internal WebSettings Input(Validator errors) => new()
    {
        StartAddresses = Addresses.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        Domains = Domains,
        Include = Include,
        Exclude = Exclude,
        ExcludedWords = ExcludedWords,
        Depth = TypedNumber.Small(Depth, "settings.web.depth", errors) ?? s_usual.Depth,
        Pages = TypedNumber.Small(Pages, "settings.web.pages", errors) ?? s_usual.Pages,
        Sitemaps = Sitemaps,
        Pause = TypedNumber.Decimal(Pause, "settings.web.pause", errors) ?? s_usual.Pause,
    };
}

internal static class WebDraftFields
{
    public static DraftFields<SourceDraft> AddWeb(this DraftFields<SourceDraft> fields) => fields
        .Add("settings.web.startAddresses", "Start addresses", d => d.Web.Addresses, (d, value) => d.Web.Addresses = value ?? "", mono: true)
        .Add("settings.web.include", "Only these addresses", d => d.Web.Include, (d, value) => d.Web.Include = value ?? [], Listed, Same)
        .Add("settings.web.exclude", "Not these addresses", d => d.Web.Exclude, (d, value) => d.Web.Exclude = value ?? [], Listed, Same)
        .Add("settings.web.pages", "At most so many pages", d => d.Web.Pages, (d, value) => d.Web.Pages = value ?? "")
        .Add("settings.web.excludedWords", "Not pages with these words", d => d.Web.ExcludedWords, (d, value) => d.Web.ExcludedWords = value ?? [], Listed, Same)
        .Add("settings.web.domains", "Domains", d => d.Web.Domains, (d, value) => d.Web.Domains = value ?? [], Listed, Same)
        .Add("settings.web.depth", "Links away from the start", d => d.Web.Depth, (d, value) => d.Web.Depth = value ?? "")
        .Add("settings.web.pause", "Seconds between two requests", d => d.Web.Pause, (d, value) => d.Web.Pause = value ?? "")
        .Add("settings.web.sitemaps", "Read sitemaps", d => d.Web.Sitemaps, (d, value) => d.Web.Sitemaps = value, value => value ? "Yes" : "No")
        .Add("settings.openApi.address", "Address of the description", d => d.OpenApiAddress, (d, value) => d.OpenApiAddress = value ?? "", mono: true);

    private static string Listed(IReadOnlyList<string>? value) => string.Join(", ", value ?? []);

    private static bool Same(IReadOnlyList<string>? one, IReadOnlyList<string>? other) => (one ?? []).SequenceEqual(other ?? []);
}
