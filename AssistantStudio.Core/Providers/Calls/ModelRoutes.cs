using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Who is asked, and who after that: a provider and those that stand in for it.</summary>
internal static class ModelRoutes
{
    /// <summary>The wanted model first, then what the chain of fallbacks offers. Providers that are switched off are passed over.</summary>
    public static async Task<IReadOnlyList<ModelTarget>> RouteAsync(this StudioDbContext context, SecretProtector secrets, Guid providerId, string? model, CancellationToken ct)
    {
        // An organisation has a hundred at most, and a chain may lead through any of them.
        var all = await context.Set<Integration>().AsNoTracking().ToDictionaryAsync(i => i.Id, ct).ConfigureAwait(false);
        if (!all.TryGetValue(providerId, out var first))
        {
            throw new NotFoundException("The provider");
        }

        var targets = new List<ModelTarget>();
        var seen = new HashSet<Guid>();
        for (var at = first; at is not null && seen.Add(at.Id); at = at.FallbackId is { } next ? all.GetValueOrDefault(next) : null)
        {
            // A stand-in has the same model when it lists it, and its own first one otherwise.
            var named = model is not null && (at == first || at.Models.Contains(model)) ? model : at.Models.Count > 0 ? at.Models[0] : null;
            if (at.IsActive && named is not null && ProviderKinds.Of(at.Kind).Chats)
            {
                targets.Add(new(at.Id, at.Account(secrets), named));
            }
        }

        return targets.Count > 0 ? targets : throw new ConflictException($"{first.Name} cannot be asked: it is switched off, or no model is entered for it, and nobody stands in for it.", "no_model");
    }

    /// <summary>The key in the clear, for a call.</summary>
    public static ProviderAccount Account(this Integration stored, SecretProtector secrets) => new()
    {
        Kind = ProviderKinds.Of(stored.Kind),
        Name = stored.Name,
        Address = stored.Address is { } address ? new(address) : null,
        Key = stored.Key is { } key ? secrets.Unprotect(key) : null,
        Models = stored.Models,
        Timeout = TimeSpan.FromSeconds(stored.TimeoutSeconds),
    };
}
