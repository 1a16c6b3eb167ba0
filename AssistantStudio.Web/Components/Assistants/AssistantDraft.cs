using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What the overview edits, as it stands in its fields. Lists that are typed line by line are kept as they were typed.</summary>
public sealed class AssistantDraft
{
    public AssistantDraft(AssistantDetail? stored)
    {
        if (stored is null)
        {
            return;
        }

        var (row, content) = (stored.Assistant, stored.Content);
        (Name, Description, Type, Tags, IsTemplate) = (content.Name, content.Description, content.Type, row.Tags, row.IsTemplate);
        (Instructions, Traits, Style, Language) = (content.Instructions, content.Traits, content.ResponseStyle, content.Language);
        (Temperature, MaxTokens, MemoryTokens) = (Text(content.Temperature), Text(content.MaxTokens), Text(content.ContextMemoryTokens));
        (Greeting, Questions, Capabilities) = (content.Greeting, string.Join('\n', content.SuggestedQuestions), content.Capabilities);
        Model = content.Model;
        (OnlyFromKnowledge, ForbiddenTopics, MaxMessageLength) = (content.GuardRails.OnlyFromKnowledge, content.GuardRails.ForbiddenTopics, content.GuardRails.MaxMessageLength is { } most ? Text(most) : "");
        (RememberPeople, MemoryDays) = (content.Memory.RememberPeople, Text(content.Memory.KeepDays));
        (OwnerId, Visibility, Icon, Colour) = (row.OwnerId, row.Visibility, row.Icon, row.Colour);
    }

    public static DraftFields<AssistantDraft> Fields { get; } = new DraftFields<AssistantDraft>()
        .Add("name", "Name", d => d.Name, (d, v) => d.Name = v ?? "", same: SameText)
        .Add("description", "Description", d => d.Description, (d, v) => d.Description = v ?? "", same: SameText)
        .Add("type", "Type", d => d.Type, (d, v) => d.Type = v, v => AssistantText.Of(v))
        .Add("tags", "Tags", d => d.Tags, (d, v) => d.Tags = v ?? [], v => string.Join(", ", v ?? []), (a, b) => (a ?? []).SequenceEqual(b ?? []))
        .Add("icon", "Icon", d => d.Icon, (d, v) => d.Icon = v ?? "", AssistantLook.IconTitle)
        .Add("colour", "Colour", d => d.Colour, (d, v) => d.Colour = v ?? "", AssistantLook.ColourTitle)
        .Add("isTemplate", "Template", d => d.IsTemplate, (d, v) => d.IsTemplate = v, v => v ? "Yes" : "No")
        .Add("instructions", "Instructions", d => d.Instructions, (d, v) => d.Instructions = v ?? "", same: SameLines)
        .Add("traits", "Traits", d => d.Traits, (d, v) => d.Traits = v ?? [], v => string.Join(", ", v ?? []), (a, b) => (a ?? []).SequenceEqual(b ?? []))
        .Add("model", "Model", d => d.Model, (d, v) => d.Model = v, v => v?.Name ?? "The organisation's default")
        .Add("responseStyle", "Response style", d => d.Style, (d, v) => d.Style = v, v => AssistantText.Of(v))
        .Add("temperature", "Temperature", d => d.Temperature, (d, v) => d.Temperature = v ?? "", same: SameText)
        .Add("maxTokens", "Longest answer", d => d.MaxTokens, (d, v) => d.MaxTokens = v ?? "", same: SameText)
        .Add("contextMemoryTokens", "Memory of the conversation", d => d.MemoryTokens, (d, v) => d.MemoryTokens = v ?? "", same: SameText)
        .Add("language", "Language", d => d.Language, (d, v) => d.Language = v ?? "", same: SameText)
        .Add("greeting", "Greeting", d => d.Greeting, (d, v) => d.Greeting = v ?? "", same: SameLines)
        .Add("suggestedQuestions", "Suggested questions", d => d.Questions, (d, v) => d.Questions = v ?? "", same: (a, b) => Lines(a).SequenceEqual(Lines(b)))
        .Add("capabilities", "Capabilities", d => d.Capabilities, (d, v) => d.Capabilities = v ?? [], v => string.Join('\n', (v ?? []).Select(Line)), (a, b) => StoredJson.Write(a ?? []) == StoredJson.Write(b ?? []))
        .Add("onlyFromKnowledge", "Answers only from its knowledge", d => d.OnlyFromKnowledge, (d, v) => d.OnlyFromKnowledge = v, v => v ? "Yes" : "No")
        .Add("forbiddenTopics", "Does not talk about", d => d.ForbiddenTopics, (d, v) => d.ForbiddenTopics = v ?? [], v => string.Join(", ", v ?? []), (a, b) => (a ?? []).SequenceEqual(b ?? []))
        .Add("guardRails", "Longest message", d => d.MaxMessageLength, (d, v) => d.MaxMessageLength = v ?? "", same: SameText)
        .Add("memory", "Remembers for so many days", d => d.MemoryDays, (d, v) => d.MemoryDays = v ?? "", same: SameText)
        .Add("rememberPeople", "Remembers people", d => d.RememberPeople, (d, v) => d.RememberPeople = v, v => v ? "Yes" : "No")
        .Add("ownerId", "Owner", d => d.OwnerId, (d, v) => d.OwnerId = v, _ => null) // An id says nothing: the editor looks up the name.
        .Add("visibility", "Who sees it", d => d.Visibility, (d, v) => d.Visibility = v, v => AssistantText.Of(v));

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public AssistantType Type { get; set; }

    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Empty: the type's.</summary>
    public string Icon { get; set; } = "";

    /// <summary>Empty: the type's.</summary>
    public string Colour { get; set; } = "";

    public bool IsTemplate { get; set; }

    public string Instructions { get; set; } = "";

    public IReadOnlyList<string> Traits { get; set; } = [];

    /// <summary>Null: the organisation's default.</summary>
    public ModelRoute? Model { get; set; }

    public ResponseStyle Style { get; set; }

    public string Temperature { get; set; } = "";

    public string MaxTokens { get; set; } = "";

    public string MemoryTokens { get; set; } = "";

    public string Language { get; set; } = "";

    public string Greeting { get; set; } = "";

    public string Questions { get; set; } = "";

    public IReadOnlyList<AssistantCapability> Capabilities { get; set; } = [];

    public bool OnlyFromKnowledge { get; set; }

    public IReadOnlyList<string> ForbiddenTopics { get; set; } = [];

    /// <summary>Empty: as long as a message may be.</summary>
    public string MaxMessageLength { get; set; } = "";

    public bool RememberPeople { get; set; }

    public string MemoryDays { get; set; } = "";

    public Guid? OwnerId { get; set; }

    public AssistantVisibility Visibility { get; set; }

    public AssistantDraft Copy() => (AssistantDraft)MemberwiseClone();

    /// <summary>Numbers that are none are said before the service is asked.</summary>
    public AssistantInput ToInput(long rowVersion)
    {
        var errors = new Validator();
        double Fraction(string text, string field) =>
            double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : Refuse(field, "Enter a number like 0.7.");
        int Whole(string text, string field) =>
            int.TryParse(text.Replace(",", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Refuse(field, "Enter a whole number.");
        int Refuse(string field, string message)
        {
            errors.Check(false, field, message);
            return 0;
        }

        var input = new AssistantInput
        {
            Name = Name,
            Description = Description,
            Type = Type,
            Tags = Tags,
            Icon = Icon,
            Colour = Colour,
            IsTemplate = IsTemplate,
            Instructions = Instructions,
            Traits = Traits,
            Model = Model ?? new ModelRoute(null, ""),
            ResponseStyle = Style,
            Temperature = Fraction(Temperature, "temperature"),
            MaxTokens = Whole(MaxTokens, "maxTokens"),
            ContextMemoryTokens = Whole(MemoryTokens, "contextMemoryTokens"),
            Language = Language,
            Greeting = Greeting,
            SuggestedQuestions = Lines(Questions),
            Capabilities = Capabilities,
            GuardRails = new()
            {
                OnlyFromKnowledge = OnlyFromKnowledge,
                ForbiddenTopics = ForbiddenTopics,
                MaxMessageLength = string.IsNullOrWhiteSpace(MaxMessageLength) ? null : Whole(MaxMessageLength, "guardRails"),
            },
            Memory = new() { RememberPeople = RememberPeople, KeepDays = Whole(MemoryDays, "memory") },
            OwnerId = OwnerId,
            Visibility = Visibility,
            RowVersion = rowVersion,
        };
        errors.ThrowIfAny();
        return input;
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string[] Lines(string? text) => [.. (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Settings come from programs and have no field here; they are said so that two versions that differ look different.</summary>
    private static string Line(AssistantCapability c) =>
        $"{c.Name} ({string.Join(", ", [AssistantText.Of(c.Kind), c.Enabled ? "on" : "off", .. c.Settings.Select(s => $"{s.Key}: {s.Value}")])}){(c.Description.Length > 0 ? ": " + c.Description : "")}";

    /// <summary>The service trims; a space at the end that is still being typed is no change.</summary>
    private static bool SameText(string? one, string? other) => (one ?? "").Trim() == (other ?? "").Trim();

    /// <summary>Browsers write line ends in their own way.</summary>
    private static bool SameLines(string? one, string? other) => (one ?? "").ReplaceLineEndings("\n") == (other ?? "").ReplaceLineEndings("\n");
}
