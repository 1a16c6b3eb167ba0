using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Embeds;

/// <summary>How an assistant is shown on other sites, while a person edits it.</summary>
public sealed class EmbedDraft(EmbedSettings? stored)
{
    private const string UsualPerHour = "30";

    public static DraftFields<EmbedDraft> Fields { get; } = new DraftFields<EmbedDraft>()
        .Add("enabled", "Visitors may talk to it", d => d.Enabled, (d, value) => d.Enabled = value, value => value ? "on" : "off")
        .Add("origins", "Sites", d => d.Origins, (d, value) => d.Origins = value ?? "", mono: true)
        .Add("title", "Title", d => d.Title, (d, value) => d.Title = value ?? "")
        .Add("greeting", "Greeting", d => d.Greeting, (d, value) => d.Greeting = value ?? "")
        .Add("accent", "Colour", d => d.Accent, (d, value) => d.Accent = value ?? "", mono: true)
        .Add("position", "Button", d => d.Position, (d, value) => d.Position = value, Of)
        .Add("theme", "Light or dark", d => d.Theme, (d, value) => d.Theme = value, Of)
        .Add("messagesPerHour", "Messages of one visitor in an hour", d => d.MessagesPerHour, (d, value) => d.MessagesPerHour = value ?? "")
        .Add("messagesPerDay", "Messages of all visitors in a day", d => d.MessagesPerDay, (d, value) => d.MessagesPerDay = value ?? "")
        .Add("maxMessageLength", "Longest message", d => d.MaxMessageLength, (d, value) => d.MaxMessageLength = value ?? "");

    public bool Enabled { get; set; } = stored?.Enabled ?? false;

    /// <summary>One a line.</summary>
    public string Origins { get; set; } = string.Join('\n', stored?.Origins ?? []);

    public string Title { get; set; } = stored?.Title ?? "";

    public string Greeting { get; set; } = stored?.Greeting ?? "";

    public string Accent { get; set; } = stored?.Accent ?? Embed.UsualAccent;

    public EmbedPosition Position { get; set; } = stored?.Position ?? EmbedPosition.Right;

    public EmbedTheme Theme { get; set; } = stored?.Theme ?? EmbedTheme.Auto;

    public string MessagesPerHour { get; set; } = stored is null ? UsualPerHour : TypedNumber.Of((long?)stored.MessagesPerHour);

    public string MessagesPerDay { get; set; } = TypedNumber.Of((long?)stored?.MessagesPerDay);

    public string MaxMessageLength { get; set; } = TypedNumber.Of((long?)stored?.MaxMessageLength);

    /// <summary>A half-typed one is drawn as the usual.</summary>
    public string ShownAccent => EmbedColours.IsColour(Accent.Trim()) ? Accent.Trim().ToLowerInvariant() : Embed.UsualAccent;

    public static string Of(EmbedPosition position) => position == EmbedPosition.Left ? "Left" : "Right";

    public static string Of(EmbedTheme theme) => theme switch
    {
        EmbedTheme.Light => "Always light",
        EmbedTheme.Dark => "Always dark",
        _ => "As the visitor's device has it",
    };

    public EmbedInput Input()
    {
        var errors = new Validator();
        int? Number(string text, string field)
        {
            errors.Check(!string.IsNullOrWhiteSpace(text), field, "Enter a whole number.");
            return TypedNumber.Small(text, field, errors);
        }

        var input = new EmbedInput
        {
            Enabled = Enabled,
            Origins = Origins.Split(['\n', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Title = Title,
            Greeting = Greeting,
            Accent = Accent,
            Position = Position,
            Theme = Theme,
            MessagesPerHour = Number(MessagesPerHour, "messagesPerHour"),
            MessagesPerDay = Number(MessagesPerDay, "messagesPerDay"),
            MaxMessageLength = Number(MaxMessageLength, "maxMessageLength"),
        };
        errors.ThrowIfAny();
        return input;
    }
}
