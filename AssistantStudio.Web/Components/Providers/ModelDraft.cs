using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>A model while a person edits it.</summary>
internal sealed class ModelDraft(ModelRow? stored)
{
    public static DraftFields<ModelDraft> Fields { get; } = new DraftFields<ModelDraft>()
        .Add("name", "Name", d => d.Name, (d, v) => d.Name = v ?? "", mono: true)
        .Add("kind", "Counts at", d => d.Kind, (d, v) => d.Kind = v, v => v is { } kind ? ProviderKinds.Of(kind).Title : "Any provider")
        .Add("vendor", "Vendor", d => d.Vendor, (d, v) => d.Vendor = v ?? "")
        .Add("capabilities", "What it can", d => d.Capabilities, (d, v) => d.Capabilities = v, ModelText.All)
        .Add("contextWindow", "Takes at most", d => d.ContextWindow, (d, v) => d.ContextWindow = v ?? "")
        .Add("maxOutput", "Longest answer", d => d.MaxOutput, (d, v) => d.MaxOutput = v ?? "")
        .Add("dimensions", "Dimensions", d => d.Dimensions, (d, v) => d.Dimensions = v ?? "")
        .Add("shutdownDate", "Shut down on", d => d.ShutdownDate, (d, v) => d.ShutdownDate = v, v => v is { } day ? ModelText.Day(day) : "")
        .Add("prices", "Prices", d => d.Prices, (d, v) => d.Prices = v ?? [], v => string.Join('\n', v ?? []), (a, b) => string.Join('\n', a ?? []) == string.Join('\n', b ?? []))
        .Add("note", "Note", d => d.Note, (d, v) => d.Note = v ?? "");

    public string Name { get; set; } = stored?.Name ?? "";

    public ProviderKind? Kind { get; set; } = stored?.Kind;

    public string Vendor { get; set; } = stored?.Vendor ?? "";

    public ModelCapabilities Capabilities { get; set; } = stored?.Capabilities ?? ModelCapabilities.Chat;

    public string ContextWindow { get; set; } = TypedNumber.Of(stored?.ContextWindow);

    public string MaxOutput { get; set; } = TypedNumber.Of(stored?.MaxOutput);

    public string Dimensions { get; set; } = TypedNumber.Of(stored?.Dimensions);

    public DateOnly? ShutdownDate { get; set; } = stored?.ShutdownDate;

    public List<PriceDraft> Prices { get; set; } = [.. (stored?.Prices ?? []).Select(p => new PriceDraft(PriceInput.Of(p)))];

    public string Note { get; set; } = stored?.Note ?? "";

    public bool Can(ModelCapabilities one) => Capabilities.HasFlag(one);

    public void Set(ModelCapabilities one, bool can) => Capabilities = can ? Capabilities | one : Capabilities & ~one;

    /// <summary>The one before it ends on the day before, so that a change of price is one press and one number.</summary>
    public void AddPrice(DateOnly today)
    {
        var last = Prices.Count > 0 ? Prices[^1] : null;
        var from = last is null ? (DateOnly?)null : last.To is { } end ? end.AddDays(1) : today;
        if (last is { To: null } && !(last.From >= today))
        {
            last.To = today.AddDays(-1);
        }

        Prices.Add(new() { From = from });
    }

    public ModelInput ToInput()
    {
        var errors = new Validator();
        var input = new ModelInput
        {
            Name = Name,
            Kind = Kind,
            Vendor = Vendor,
            Capabilities = Capabilities,
            ContextWindow = TypedNumber.Whole(ContextWindow, "contextWindow", errors),
            MaxOutput = Can(ModelCapabilities.Chat) ? TypedNumber.Whole(MaxOutput, "maxOutput", errors) : null,
            Dimensions = Can(ModelCapabilities.Embedding) ? TypedNumber.Small(Dimensions, "dimensions", errors) : null,
            ShutdownDate = ShutdownDate,
            Note = Note,
            Prices = [.. Prices.Select((p, i) => p.ToInput($"prices[{i}]", errors))],
        };
        errors.ThrowIfAny();
        return input;
    }
}
