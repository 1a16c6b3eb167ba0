using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>A source while a person edits it.</summary>
public sealed class SourceDraft(SourceRow? stored)
{
    internal static DraftFields<SourceDraft> Fields { get; } = new DraftFields<SourceDraft>()
        .Add("kind", "Kind", d => d.Kind, (d, value) => d.Kind = value, KnowledgeText.Of)
        .Add("name", "Name", d => d.Name, (d, value) => d.Name = value)
        .Add("settings.folder", "Folder", d => d.Folder, (d, value) => d.Folder = value ?? "")
        .Add("settings.path", "Below it", d => d.Path, (d, value) => d.Path = value ?? "", mono: true)
        .Add("settings.include", "Only these files", d => d.Include, (d, value) => d.Include = value ?? [], Listed, Same)
        .Add("settings.exclude", "Not these files", d => d.Exclude, (d, value) => d.Exclude = value ?? [], Listed, Same)
        .AddWeb()
        .Add("everyHours", "Look through it", d => d.EveryHours, (d, value) => d.EveryHours = value ?? "")
        .Add("maxAgeDays", "Leave out what is older", d => d.MaxAgeDays, (d, value) => d.MaxAgeDays = value ?? "")
        .Add("audience", "Who may be told", d => d.Audience, (d, value) => d.Audience = value, KnowledgeText.Of)
        .Add("licence", "Licence", d => d.Licence, (d, value) => d.Licence = value ?? "")
        .Add("active", "In use", d => d.Active, (d, value) => d.Active = value, value => value ? "Yes" : "No")
        .AddTrackers();

    public SourceKind Kind { get; set; } = stored?.Kind ?? SourceKind.Upload;

    public string? Name { get; set; } = stored?.Name ?? "";

    public string Folder { get; set; } = stored?.Settings.Folder ?? "";

    public string Path { get; set; } = stored?.Settings.Path ?? "";

    public IReadOnlyList<string> Include { get; set; } = stored?.Settings.Include ?? [];

    public IReadOnlyList<string> Exclude { get; set; } = stored?.Settings.Exclude ?? [];

    public WebDraft Web { get; } = new(stored?.Settings.Web);

    public string OpenApiAddress { get; set; } = stored?.Settings.OpenApi?.Address ?? "";

    public string EveryHours { get; set; } = TypedNumber.Of((long?)(stored is null ? KnowledgeLimits.UsualInterval : stored.EveryHours));

    public string MaxAgeDays { get; set; } = TypedNumber.Of((long?)stored?.MaxAgeDays);

    public SourceAudience Audience { get; set; } = stored?.Audience ?? SourceAudience.Members;

    public string Licence { get; set; } = stored?.Licence ?? "";

    public bool Active { get; set; } = stored?.IsActive ?? true;

    public TrackerDraft Tracker { get; } = new(stored);

    /// <summary>It is looked through by itself; the others are given what they have.</summary>
    public bool IsLookedThrough => Kind is not (SourceKind.Upload or SourceKind.Records);

    public bool IsFolder => Kind is SourceKind.Folder or SourceKind.Code;

    /// <exception cref="ValidationException">What was typed is no number.</exception>
    public SourceInput Input()
    {
        var errors = new Validator();
        var (hours, days) = (TypedNumber.Small(EveryHours, "everyHours", errors), TypedNumber.Small(MaxAgeDays, "maxAgeDays", errors));
        var settings = Settings(errors);
        errors.ThrowIfAny();
        return new()
        {
            Name = Name ?? "",
            Kind = Kind,
            Settings = settings,
            ProviderId = Kind is SourceKind.Jira or SourceKind.GitHub ? Tracker.ProviderId : null,
            EveryHours = hours,
            Audience = Audience,
            Licence = Licence,
            MaxAgeDays = days,
            IsActive = Active,
        };
    }

    private SourceSettings Settings(Validator errors) => Kind switch
    {
        SourceKind.Folder or SourceKind.Code => new() { Folder = Folder, Path = Path, Include = Include, Exclude = Exclude },
        SourceKind.Web => new() { Web = Web.Input(errors) },
        SourceKind.OpenApi => new() { OpenApi = new() { Address = OpenApiAddress } },
        SourceKind.Jira => new() { Jira = Tracker.Jira(errors) },
        SourceKind.GitHub => new() { GitHub = Tracker.GitHub(errors) },
        _ => new(),
    };

    internal static string Listed(IReadOnlyList<string>? value) => string.Join(", ", value ?? []);

    internal static bool Same(IReadOnlyList<string>? one, IReadOnlyList<string>? other) => (one ?? []).SequenceEqual(other ?? []);
}
