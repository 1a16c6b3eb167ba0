using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>A model as somebody chose it, ready to be asked: this very one, nobody stands in for it.</summary>
internal sealed class ModelTargets(StudioDb db, SecretProtector secrets, ModelCatalogues catalogues, AiSettings settings)
{
    private static readonly ModelTarget s_builtIn = new(
        null, new() { Kind = ProviderKinds.Of(ProviderKind.BuiltIn), Name = ProviderKinds.Of(ProviderKind.BuiltIn).Title }, HashedEmbeddingGenerator.ModelId);

    /// <exception cref="ForbiddenException">The organisation does not want models to be tried.</exception>
    public async Task RequireTrialsAsync(Access access, CancellationToken ct)
    {
        if (!(await settings.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)).Features.Trials)
        {
            throw new ForbiddenException("Your organisation has switched off trying models. An administrator can change that under AI configuration.");
        }
    }

    /// <param name="providerId">Null: the built-in embeddings, which nobody has to add.</param>
    public async Task<ModelTarget> EmbeddingAsync(Access access, Guid? providerId, string? model, CancellationToken ct) =>
        providerId is { } id ? await FindAsync(access, id, model, ct).ConfigureAwait(false) : s_builtIn;

    /// <param name="model">Null: the provider's first.</param>
    public async Task<ModelTarget> FindAsync(Access access, Guid providerId, string? model, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var stored = await IntegrationService.FindAsync(context, providerId, ct).ConfigureAwait(false);
            if (!stored.IsActive)
            {
                throw new ConflictException($"{stored.Name} is switched off.");
            }

            var name = string.IsNullOrWhiteSpace(model) ? stored.Models.Count > 0 ? stored.Models[0] : BuiltInModelOf(stored.Kind) : model.Trim();
            return new(stored.Id, stored.Account(secrets, await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)), name ?? throw new ValidationException("model", "Choose a model."));
        }
    }

    private static string? BuiltInModelOf(ProviderKind kind) => kind == ProviderKind.BuiltIn ? HashedEmbeddingGenerator.ModelId : null;
}
