using System.Globalization;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Serving;

/// <param name="Vectors">In the order of the texts.</param>
public sealed record ServedVectors(IReadOnlyList<Embedding<float>> Vectors, long Tokens);

/// <summary>Vectors for other programs, by the models that the organisation has: each call counts and costs like any other.</summary>
public sealed class ServedEmbeddings
{
    private readonly Access _access;
    private readonly KnownProviders _providers;
    private readonly ModelTargets _targets;
    private readonly ModelCatalogues _catalogues;
    private readonly EmbeddingRuns _runs;
    private readonly UsageWriter _usage;
    private readonly TimeProvider _clock;

    internal ServedEmbeddings(Access access, KnownProviders providers, ModelTargets targets, ModelCatalogues catalogues, EmbeddingRuns runs, UsageWriter usage, TimeProvider clock) =>
        (_access, _providers, _targets, _catalogues, _runs, _usage, _clock) = (access, providers, targets, catalogues, runs, usage, clock);

    /// <summary>The built-in model, and what providers that are switched on are entered with.</summary>
    public async Task<IReadOnlyList<ServedModel>> ListAsync(CancellationToken ct)
    {
        if (!MayEmbed())
        {
            return [];
        }

        var models = new List<ServedModel> { new(HashedEmbeddingGenerator.ModelId, DateTime.UnixEpoch, ProviderKinds.Of(ProviderKind.BuiltIn).Title) };
        foreach (var (provider, model) in await OfferedAsync(ct).ConfigureAwait(false))
        {
            models.Add(new(model, provider.CreatedAt, provider.Name));
        }

        return [.. models.DistinctBy(m => m.Id)];
    }

    public async Task<ServedVectors> EmbedAsync(string model, IReadOnlyList<string> texts, int? dimensions, CancellationToken ct)
    {
        _access.Require(Permission.Chat);
        if (!MayEmbed())
        {
            throw new ForbiddenException("This API key is for some assistants only. It cannot be used for embeddings.");
        }

        var target = await FindAsync(model, ct).ConfigureAwait(false);
        if (dimensions is { } length)
        {
            RequireLength(target, length);
        }

        var purpose = new CallPurpose { OrganizationId = _access.OrganizationId, Operation = UsageOperation.Embedding, ApiKeyId = _access.Grant.ApiKeyId, UserId = _access.UserId };
        var order = new EmbeddingOrder { Target = target, Texts = texts, Purpose = purpose, Options = dimensions is { } wanted ? new() { Dimensions = wanted } : null };
        EmbeddingRunResult result;
        try
        {
            var run = await _runs.BeginAsync(order, new LedgerSink(_usage), null, ct).ConfigureAwait(false);
            await run.CompleteAsync(ct).ConfigureAwait(false);
            result = run.Result();
        }
        catch (StudioException e)
        {
            throw Conversations.TurnFaults.ForProgram(_access, e);
        }

        // All or nothing: a client that gets fewer vectors than texts takes them for those of other texts.
        return FaultOf(result, dimensions) is { } fault ? throw fault : new([.. result.Texts.Select(t => new Embedding<float>(t.Vector))], result.Usage.InputTokens);
    }

    /// <summary>Whether there is a model of this name that makes embeddings for this caller.</summary>
    public async Task<bool> HasAsync(string model, CancellationToken ct) =>
        MayEmbed() && (model == HashedEmbeddingGenerator.ModelId || (await OfferedAsync(ct).ConfigureAwait(false)).Any(o => o.Model == model));

    /// <summary>What is about the request is told as such: another request of the same kind would be answered.</summary>
    private Exception? FaultOf(EmbeddingRunResult result, int? dimensions)
    {
        if (result.Cause is { } cause && !EmbeddingFaults.IsOfText(cause))
        {
            return Conversations.TurnFaults.ForProgram(_access, cause);
        }

        for (var i = 0; i < result.Texts.Count; i++)
        {
            if (result.Texts[i].Fault is { } fault)
            {
                return fault.Code switch
                {
                    EmbeddingFaults.WrongDimensions when dimensions is not null => new ValidationException("dimensions", $"This model does not give vectors of the length that was asked for. {fault.Message}"),
                    _ when result.Cause is not null || EmbeddingFaults.IsOfText(fault) => new ValidationException(string.Create(CultureInfo.InvariantCulture, $"texts[{i}]"), fault.Message),
                    _ => new ProviderFailedException(fault.Message),
                };
            }
        }

        return null;
    }

    private static void RequireLength(ModelTarget target, int dimensions)
    {
        if (target.Account.Find(target.Model)?.Dimensions is { } most && dimensions > most)
        {
            throw new ValidationException("dimensions", string.Create(CultureInfo.InvariantCulture, $"The vectors of {target.Model} have {most:#,0} dimensions at most; {dimensions:#,0} were asked for."));
        }
    }

    /// <summary>A key for some assistants is for nothing else.</summary>
    private bool MayEmbed() => _access.Can(Permission.Chat) && _access.Grant.Assistants is null;

    private async Task<ModelTarget> FindAsync(string model, CancellationToken ct)
    {
        if (model == HashedEmbeddingGenerator.ModelId)
        {
            return await _targets.EmbeddingAsync(_access, null, null, ct).ConfigureAwait(false);
        }

        var provider = (await OfferedAsync(ct).ConfigureAwait(false)).Where(o => o.Model == model).Select(o => o.Provider).MinBy(p => p.Id)
            ?? throw new NotFoundException($"The embedding model `{PlainText.Cut(model, UsageLimits.ModelLength)}`");
        return await _targets.FindAsync(_access, provider.Id, model, ct).ConfigureAwait(false);
    }

    private async Task<IEnumerable<(Integration Provider, string Model)>> OfferedAsync(CancellationToken ct)
    {
        var catalogue = await _catalogues.OfAsync(_access.OrganizationId, ct).ConfigureAwait(false);
        var day = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        return from provider in (await _providers.OfAsync(_access.OrganizationId, ct).ConfigureAwait(false)).Values
               where provider.IsActive && ProviderKinds.Of(provider.Kind).Embeds
               from model in provider.Models
               where AvailableModelService.Of(provider.Id, provider.Name, provider.Kind, model, catalogue, day).Capabilities.HasFlag(ModelCapabilities.Embedding)
               select (provider, model);
    }
}
