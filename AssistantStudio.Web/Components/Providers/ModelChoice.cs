using AssistantStudio.Core.Providers;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>A provider and one of its models, while a person chooses.</summary>
public sealed class ModelChoice
{
    public Guid Id { get; } = Guid.NewGuid();

    public Guid? ProviderId { get; set; }

    public string? Model { get; set; }

    /// <summary>Null while no provider is chosen.</summary>
    public ModelReference? Reference
    {
        get => ProviderId is { } id ? new(id, string.IsNullOrWhiteSpace(Model) ? null : Model.Trim()) : null;
        init => (ProviderId, Model) = (value?.ProviderId, value?.Name);
    }

    public void Choose(IntegrationRow? provider) => (ProviderId, Model) = (provider?.Id, provider is { Models.Count: > 0 } ? provider.Models[0] : null);
}
