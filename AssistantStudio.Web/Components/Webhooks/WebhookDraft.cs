using AssistantStudio.Core.Webhooks;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Webhooks;

/// <summary>A webhook while a person edits it.</summary>
internal sealed class WebhookDraft(WebhookRow? stored)
{
    public static DraftFields<WebhookDraft> Fields { get; } = new DraftFields<WebhookDraft>()
        .Add("name", "Name", d => d.Name, (d, value) => d.Name = value)
        .Add("url", "Address", d => d.Url, (d, value) => d.Url = value, mono: true)
        .Add(
            "events", "Events", d => d.Events, (d, value) => d.Events = value ?? [],
            value => string.Join(", ", (value ?? []).Select(WebhookEvents.TitleOf)),
            (one, other) => (one ?? []).Order().SequenceEqual((other ?? []).Order()))
        .Add("active", "On", d => d.Active, (d, value) => d.Active = value, value => value ? "on" : "off");

    public string? Name { get; set; } = stored?.Name;

    public string? Url { get; set; } = stored?.Url;

    public IReadOnlyList<string> Events { get; set; } = stored?.Events ?? [];

    public bool Active { get; set; } = stored?.Active ?? true;

    public WebhookInput Input => new() { Name = Name, Url = Url, Events = Events, Active = Active };

    public void Choose(string name, bool on) => Events = on ? [.. Events.Except([name]), name] : [.. Events.Except([name])];
}
