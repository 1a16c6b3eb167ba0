using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>How an assistant uses a prompt, while a person edits it.</summary>
public sealed class LinkDraft
{
    private const string Version = "v:";
    private const string Label = "l:";

    public LinkDraft(PromptLinkRow? stored, string zone)
    {
        if (stored is null)
        {
            return;
        }

        (Role, Any, Enabled) = (stored.Role, stored.AnyCondition, stored.Enabled);
        Pin = PinOf(stored.Version, stored.Label);
        Conditions = [.. stored.Conditions.Select(c => ConditionDraft.Of(c, zone))];
        Priority = stored.Priority.ToString(CultureInfo.InvariantCulture);
        Weight = stored.Weight.ToString(CultureInfo.InvariantCulture);
    }

    public static DraftFields<LinkDraft> Fields { get; } = new DraftFields<LinkDraft>()
        .Add("role", "Role", d => d.Role, (d, v) => d.Role = v, v => AssistantText.Of(v))
        .Add("label", "Which text", d => d.Pin, (d, v) => d.Pin = v ?? "", PinText)
        .Add("conditions", "When it answers", d => d.Conditions, (d, v) => d.Conditions = v ?? [], v => ConditionText.Of(Built(v)), (a, b) => ConditionText.Of(Built(a)) == ConditionText.Of(Built(b)))
        .Add("anyCondition", "How many conditions must hold", d => d.Any, (d, v) => d.Any = v, v => v ? "One is enough" : "All")
        .Add("priority", "Place", d => d.Priority, (d, v) => d.Priority = v ?? "")
        .Add("weight", "Weight", d => d.Weight, (d, v) => d.Weight = v ?? "")
        .Add("enabled", "On", d => d.Enabled, (d, v) => d.Enabled = v, v => v ? "Yes" : "No");

    public PromptRole Role { get; set; } = PromptRole.Secondary;

    /// <summary>Empty: the published version; else a version or a label, as <see cref="PinOf"/> writes it.</summary>
    public string Pin { get; set; } = "";

    public IReadOnlyList<ConditionDraft> Conditions { get; set; } = [];

    public bool Any { get; set; }

    public string Priority { get; set; } = "";

    public string Weight { get; set; } = "100";

    public bool Enabled { get; set; } = true;

    public string Sentence => ConditionText.Of(Built(Conditions), Any) is var text && text.EndsWith('…') ? text : text + ".";

    public static string PinOf(int? version, string? label) =>
        version is { } number ? Version + number.ToString(CultureInfo.InvariantCulture) : label is not null ? Label + label : "";

    public PromptLinkInput ToInput(long? rowVersion)
    {
        var errors = new Validator();
        int? Number(string text, string field)
        {
            var isNumber = int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
            errors.Check(isNumber || text.Trim().Length == 0, field, "Enter a whole number.");
            return isNumber ? number : null;
        }

        var input = new PromptLinkInput
        {
            Role = Role,
            Version = Pin.StartsWith(Version, StringComparison.Ordinal) ? int.Parse(Pin[Version.Length..], CultureInfo.InvariantCulture) : 0,
            Label = Pin.StartsWith(Label, StringComparison.Ordinal) ? Pin[Label.Length..] : "",
            Conditions = Built(Conditions),
            AnyCondition = Any,
            Priority = Number(Priority, "priority"),
            Weight = Number(Weight, "weight"),
            Enabled = Enabled,
            RowVersion = rowVersion,
        };
        errors.ThrowIfAny();
        return input;
    }

    private static PromptCondition[] Built(IReadOnlyList<ConditionDraft>? drafts) => [.. (drafts ?? []).Select(d => d.ToCondition())];

    private static string PinText(string? pin) => pin switch
    {
        null or "" => "The published version",
        _ when pin.StartsWith(Version, StringComparison.Ordinal) => "Version " + pin[Version.Length..],
        _ => "Label " + pin[Label.Length..],
    };
}
