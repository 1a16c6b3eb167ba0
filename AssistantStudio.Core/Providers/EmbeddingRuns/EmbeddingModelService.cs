using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Which models here can embed: the built-in ones, those in the models folder, and those of every provider.</summary>
public sealed class EmbeddingModelService(Access access, StudioDb db, ModelCatalogues catalogues, AvailableModelService available, LocalModels local, AiSettings settings, TimeProvider clock)
{
    /// <summary>Built-in first, then what lies on this machine, then by provider, and last what nobody can ask now.</summary>
    public async Task<IReadOnlyList<EmbeddingModel>> ListAsync(CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        List<Integration> providers;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            // A hundred at most.
            providers = await context.Set<Integration>().AsNoTracking().OrderBy(i => i.Name).ToListAsync(ct).ConfigureAwait(false);
        }

        // Looking into folders is work for the disk.
        var folders = await Task.Run(() => local.Names().ToDictionary(n => n, Look, StringComparer.Ordinal), ct).ConfigureAwait(false);
        var models = providers.Where(p => ProviderKinds.Of(p.Kind).Embeds && p.Kind != ProviderKind.BuiltIn)
            .SelectMany(p => (p.Models.Count > 0 ? p.Models : available.NamesOf(p.Kind, catalogue, day)).Select(n => ModelOf(p, n, catalogue, day, folders)))
            .OfType<EmbeddingModel>().ToList();
        var offered = models.Where(m => m.Kind == ProviderKind.LocalEmbeddings).Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var rules = (await settings.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)).Models;
        EmbeddingModel[] all =
        [
            BuiltIn(catalogue),
            .. models.Where(m => m.Kind == ProviderKind.LocalEmbeddings),
            .. folders.Where(f => !offered.Contains(f.Key)).Select(f => InFolder(f.Key, null, f.Value)),
            .. models.Where(m => m.Kind != ProviderKind.LocalEmbeddings).OrderBy(m => m.State is EmbeddingModelState.SwitchedOff or EmbeddingModelState.Gone),
        ];
        return [.. all.Select(m => rules.Allows(m.ProviderId) && rules.Allows(m.Name) ? m : m with { State = EmbeddingModelState.NotAllowed, Problem = null })];
    }

    private static EmbeddingModel BuiltIn(ModelCatalogue catalogue)
    {
        var name = HashedEmbeddingGenerator.ModelId;
        return new(
            null, ProviderKinds.Of(ProviderKind.BuiltIn).Title, ProviderKind.BuiltIn, name, null, LocalEmbeddingLimits.DefaultDimensions,
            catalogue.Find(name, ProviderKind.BuiltIn)?.ContextWindow, null, true, EmbeddingModelState.Ready, null, null, null);
    }

    /// <summary>Null: it does not embed.</summary>
    private static EmbeddingModel? ModelOf(Integration provider, string name, ModelCatalogue catalogue, DateOnly day, Dictionary<string, FolderLook> folders)
    {
        if (provider.Kind == ProviderKind.LocalEmbeddings)
        {
            return InFolder(name, provider, folders.GetValueOrDefault(name) ?? new(null, $"There is no folder “{name}” in the models folder of the data folder."));
        }

        var known = AvailableModelService.Of(provider.Id, provider.Name, provider.Kind, name, catalogue, day);
        if (!known.Capabilities.HasFlag(ModelCapabilities.Embedding))
        {
            return null;
        }

        var state = known.ShutdownDate <= day ? EmbeddingModelState.Gone : StateOf(provider);
        return new(
            provider.Id, provider.Name, provider.Kind, name, HostOf(provider), known.Dimensions, known.ContextWindow, known.PriceToday, known.Free,
            state, state == EmbeddingModelState.Failed ? provider.TestMessage : null, known.ShutdownDate, null);
    }

    private static EmbeddingModel InFolder(string name, Integration? provider, FolderLook look)
    {
        var state = look.Problem is not null ? EmbeddingModelState.Failed
            : provider is null ? EmbeddingModelState.NotOffered
            : provider.IsActive ? EmbeddingModelState.Ready : EmbeddingModelState.SwitchedOff;
        var kind = ProviderKinds.Of(ProviderKind.LocalEmbeddings);
        return new(
            provider?.Id, provider?.Name ?? kind.Title, kind.Kind, name, null, look.Folder?.Dimensions, look.Folder?.MaxTokens, null, true, state, look.Problem, null,
            look.Folder is { } folder ? new(folder.Kind, folder.WeightBytes) : null);
    }

    private static EmbeddingModelState StateOf(Integration provider) => provider switch
    {
        { IsActive: false } => EmbeddingModelState.SwitchedOff,
        { TestedAt: null } => EmbeddingModelState.NotTried,
        { TestPassed: true } => provider.Models.Count > 0 ? EmbeddingModelState.Ready : EmbeddingModelState.NotChecked,
        _ => EmbeddingModelState.Failed,
    };

    /// <summary>Null: on this machine.</summary>
    private static string? HostOf(Integration provider) =>
        (provider.Address ?? ProviderKinds.Of(provider.Kind).Address) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var address) && !address.IsLoopback ? address.Authority : null;

    private FolderLook Look(string name)
    {
        try
        {
            return new(ModelFolder.Read(Path.Combine(local.Folder, name)), null);
        }
        catch (ValidationException e)
        {
            return new(null, e.Message);
        }
    }

    private sealed record FolderLook(ModelFolder? Folder, string? Problem);
}
