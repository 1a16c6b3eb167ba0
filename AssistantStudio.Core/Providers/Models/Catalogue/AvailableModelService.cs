using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>What an organisation can choose from: the models of its providers that are in use.</summary>
public sealed class AvailableModelService(Access access, StudioDb db, ModelCatalogues catalogues, LocalModels local, TimeProvider clock)
{
    /// <param name="wanted">All of it.</param>
    public async Task<IReadOnlyList<AvailableModel>> ListAsync(ModelCapabilities wanted, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var providers = await context.Set<Integration>().Where(i => i.IsActive).OrderBy(i => i.Name)
                .Select(i => new { i.Id, i.Name, i.Kind, i.Models }).ToListAsync(ct).ConfigureAwait(false);
            return [.. providers.Where(p => !ProviderKinds.Of(p.Kind).IsDataSource).SelectMany(p => (p.Models.Count > 0 ? p.Models : NamesOf(p.Kind, catalogue, day)).Select(n => Of(p.Id, p.Name, p.Kind, n, catalogue, day)))
                .Where(m => (m.Capabilities & wanted) == wanted && !(m.ShutdownDate <= day))];
        }
    }

    /// <summary>Where nobody named models: those that such a provider is known to have.</summary>
    internal IEnumerable<string> NamesOf(ProviderKind kind, ModelCatalogue catalogue, DateOnly day) => kind switch
    {
        ProviderKind.BuiltIn => [HashedEmbeddingGenerator.ModelId],
        ProviderKind.LocalEmbeddings => local.Names(),

        // What runs at an address of one's own is not told by its vendor: only what was seen there.
        ProviderKind.OpenAiCompatible or ProviderKind.CustomGateway or ProviderKind.Ollama or ProviderKind.AzureOpenAi => catalogue.Models.Where(m => m.Kind == kind).Select(m => m.Name),
        _ => catalogue.Models.Where(m => ModelVendors.Has(kind, m) && !(m.ShutdownDate <= day)).Select(m => m.Name).Distinct(StringComparer.OrdinalIgnoreCase),
    };

    internal static AvailableModel Of(Guid id, string provider, ProviderKind kind, string name, ModelCatalogue catalogue, DateOnly day)
    {
        var info = ProviderKinds.Of(kind);
        var known = catalogue.Find(name, kind);
        var can = known?.Capabilities ?? (!info.Chats || (info.Embeds && name.Contains("embed", StringComparison.OrdinalIgnoreCase)) ? ModelCapabilities.Embedding : ModelCapabilities.Chat);
        var price = known?.PriceOn(day);
        return new(id, provider, kind, name, known is not null, can, known?.ContextWindow, known?.MaxOutput, known?.Dimensions, price, info.IsFree || price?.IsFree == true, known?.ShutdownDate);
    }
}
