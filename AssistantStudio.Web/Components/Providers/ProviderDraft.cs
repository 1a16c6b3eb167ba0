using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>A provider while a person edits it.</summary>
internal sealed class ProviderDraft(IntegrationRow? stored)
{
    public static DraftFields<ProviderDraft> Fields { get; } = new DraftFields<ProviderDraft>()
        .Add("kind", "Kind", d => d.Kind, (d, value) => d.Kind = value, kind => ProviderKinds.Of(kind).Title)
        .Add("name", "Name", d => d.Name, (d, value) => d.Name = value)
        .AddSecret("credentials.apiKey", "API key", d => d.ApiKey, (d, value) => d.ApiKey = value)
        .Add("baseUrl", "Address", d => d.BaseUrl, (d, value) => d.BaseUrl = value, mono: true)
        .Add(
            "models", "Models", d => d.Models, (d, value) => d.Models = value ?? [], value => string.Join(", ", value ?? []),
            (one, other) => (one ?? []).SequenceEqual(other ?? []))
        .Add("fallbackId", "If it fails, use", d => d.FallbackId, (d, value) => d.FallbackId = value)
        .Add("timeoutSeconds", "Longest wait", d => d.TimeoutSeconds, (d, value) => d.TimeoutSeconds = value ?? "")
        .Add("maxConcurrent", "Calls at a time", d => d.MaxConcurrent, (d, value) => d.MaxConcurrent = value ?? "")
        .Add("requestsPerMinute", "Calls per minute", d => d.RequestsPerMinute, (d, value) => d.RequestsPerMinute = value ?? "")
        .Add("loadGroup", "Shares its calls with", d => d.LoadGroup, (d, value) => d.LoadGroup = value)
        .Add("active", "In use", d => d.Active, (d, value) => d.Active = value, value => value ? "Yes" : "No");

    public ProviderKind Kind { get; private set; } = stored?.Kind ?? ProviderKind.OpenAi;

    public string? Name { get; set; } = stored?.Name ?? ProviderKinds.Of(ProviderKind.OpenAi).Title;

    public string? ApiKey { get; set; }

    public string? BaseUrl { get; set; } = stored is null ? ProviderKinds.Of(ProviderKind.OpenAi).Address : stored.BaseUrl;

    public IReadOnlyList<string> Models { get; set; } = stored?.Models ?? [];

    public Guid? FallbackId { get; set; } = stored?.FallbackId;

    public string TimeoutSeconds { get; set; } = TypedNumber.Of((long?)(stored?.TimeoutSeconds ?? IntegrationLimits.DefaultTimeoutSeconds));

    public string MaxConcurrent { get; set; } = TypedNumber.Of((long?)stored?.MaxConcurrent);

    public string RequestsPerMinute { get; set; } = TypedNumber.Of((long?)stored?.RequestsPerMinute);

    public string? LoadGroup { get; set; } = stored?.LoadGroup;

    public bool Active { get; set; } = stored?.Active ?? true;

    /// <summary>Another kind has another usual address and name; what was typed stays.</summary>
    public ProviderDraft Choose(ProviderKind kind)
    {
        var (old, chosen) = (ProviderKinds.Of(Kind), ProviderKinds.Of(kind));
        Name = Name == old.Title ? chosen.Title : Name;
        BaseUrl = string.IsNullOrWhiteSpace(BaseUrl) || BaseUrl == old.Address ? chosen.Address : BaseUrl;
        Kind = kind;
        return this;
    }

    /// <exception cref="ValidationException">What was typed is no number.</exception>
    public IntegrationInput Input()
    {
        var kind = ProviderKinds.Of(Kind);
        var errors = new Validator();
        var (timeout, concurrent, perMinute) = (
            TypedNumber.Small(TimeoutSeconds, "timeoutSeconds", errors), TypedNumber.Small(MaxConcurrent, "maxConcurrent", errors), TypedNumber.Small(RequestsPerMinute, "requestsPerMinute", errors));
        errors.ThrowIfAny();
        return new()
        {
            Kind = Kind,
            Name = Name,
            BaseUrl = kind.IsInProcess ? null : BaseUrl,
            ApiKey = kind.TakesKey ? ApiKey : null,
            Models = Kind == ProviderKind.BuiltIn || kind.IsDataSource ? [] : Models,
            FallbackId = kind.Chats ? FallbackId : null,
            TimeoutSeconds = timeout,
            MaxConcurrent = kind.IsDataSource ? null : concurrent,
            RequestsPerMinute = kind.IsDataSource ? null : perMinute,
            LoadGroup = kind.Chats && !kind.IsInProcess ? LoadGroup : null,
            Active = Active,
        };
    }
}
