using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

internal static class IntegrationAccount
{
    /// <summary>The key in the clear, for a call.</summary>
    public static ProviderAccount Account(this Integration stored, SecretProtector secrets, ModelCatalogue catalogue) => new()
    {
        Kind = ProviderKinds.Of(stored.Kind),
        Name = stored.Name,
        Address = stored.Address is { } address ? new(address) : null,
        ReadKey = () => stored.Key is { } key ? secrets.Unprotect(key) : null,
        Models = stored.Models,
        Catalogue = catalogue,
        Timeout = TimeSpan.FromSeconds(stored.TimeoutSeconds),
        MaxConcurrent = stored.MaxConcurrent,
        RequestsPerMinute = stored.RequestsPerMinute,
    };
}
