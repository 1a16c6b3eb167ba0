using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Takes models in from outside: from a list of prices, or from what a provider lists. First as a plan, then all of it at once.</summary>
public sealed class ModelImportService(
    Access access, StudioDb db, ModelCatalogues catalogues, SecretProtector secrets, ProviderConnector connector, ChangeFeed feed, TimeProvider clock)
{
    private const int NamesInAudit = 50;

    public async Task<ModelPlan> PlanAsync(string list, ModelImportChoices choices, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        return PlanOf(await ReadAsync(list, choices, ct).ConfigureAwait(false));
    }

    public async Task<ModelPlan> ImportAsync(string list, ModelImportChoices choices, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        return await WriteAsync(await ReadAsync(list, choices, ct).ConfigureAwait(false), ModelSource.Imported, "A list of models", ct).ConfigureAwait(false);
    }

    /// <summary>What a provider lists, and what of it is news.</summary>
    public async Task<ModelPlan> PlanDiscoveryAsync(Guid providerId, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        return PlanOf((await AskAsync(providerId, ct).ConfigureAwait(false)).Planned);
    }

    /// <param name="models">Of the plan; null: all of them.</param>
    public async Task<ModelPlan> DiscoverAsync(Guid providerId, IReadOnlyCollection<string>? models, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var (provider, planned) = await AskAsync(providerId, ct).ConfigureAwait(false);
        var chosen = planned.Where(p => models is null || models.Contains(p.Line.Name)).ToList();
        return await WriteAsync(chosen, ModelSource.Discovered, $"What {provider} lists", ct).ConfigureAwait(false);
    }

    private static ModelPlan PlanOf(IEnumerable<PlannedModel> planned) => new([.. planned.Select(p => p.Line)]);

    private async Task<List<PlannedModel>> ReadAsync(string text, ModelImportChoices choices, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var from = choices.ValidFrom ?? today;
        new Validator()
            .Check(text.Length <= ModelLimits.ImportLength, "list", string.Create(CultureInfo.InvariantCulture, $"At most {ModelLimits.ImportLength:#,0} characters."))
            .Check(from.Year is >= ModelLimits.FirstYear and <= ModelLimits.LastYear, "validFrom", $"Between {ModelLimits.FirstYear} and {ModelLimits.LastYear}.")
            .ThrowIfAny();
        if (WireJson.Parse(text) is not { ValueKind: JsonValueKind.Object } list)
        {
            throw new ValidationException("list", "This is no list of models. It is a JSON object with an entry for each model, as LiteLLM publishes it.");
        }

        var catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        var planned = new PriceListPlan(catalogue, choices, from).Of(list).ToList();
        return planned.Count > 0 ? planned : throw new ValidationException("list", "The list is empty.");
    }

    private async Task<(string Provider, List<PlannedModel> Planned)> AskAsync(Guid providerId, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        Integration provider;
        await using (context.ConfigureAwait(false))
        {
            provider = await IntegrationService.FindAsync(context, providerId, ct).ConfigureAwait(false);
        }

        if (ProviderKinds.Of(provider.Kind).IsDataSource)
        {
            throw new ConflictException($"{provider.Name} has no models: knowledge is read through it.");
        }

        var catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        var listed = await connector.DescribeModelsAsync(provider.Account(secrets, catalogue), ct).ConfigureAwait(false);
        return (provider.Name, [.. listed.Where(m => m.Name.Length <= ModelLimits.NameLength && PlainText.IsOneLine(m.Name))
            .DistinctBy(m => m.Name, StringComparer.OrdinalIgnoreCase).Select(m => DiscoveryPlan.Of(m, provider.Kind, catalogue))]);
    }

    /// <summary>All of it or nothing, with one entry in the audit log.</summary>
    private async Task<ModelPlan> WriteAsync(IReadOnlyList<PlannedModel> planned, ModelSource source, string what, CancellationToken ct)
    {
        var writes = planned.Where(p => p.Model is not null).ToList();
        if (writes.Count == 0)
        {
            return PlanOf(planned);
        }

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var stored = await context.Set<ModelEntry>().ToDictionaryAsync(m => m.Key, ct).ConfigureAwait(false);
            await ModelService.RequireRoomAsync(context, writes.Count(p => !stored.ContainsKey(KeyOf(p))), ct).ConfigureAwait(false);
            foreach (var one in writes)
            {
                if (!stored.TryGetValue(KeyOf(one), out var entry))
                {
                    entry = ModelEntry.New(access, one.Model!.Kind, one.Model.Name, now);
                    context.Add(entry);
                }

                one.WriteInto(entry, entry.Source is ModelSource.Edited or ModelSource.Imported && source == ModelSource.Discovered ? entry.Source : source, access, now);
            }

            context.Record(
                access.Grant, now, source == ModelSource.Discovered ? "ai_model.discovered" : "ai_model.imported", null, what,
                [.. Names("Created", writes, ModelPlanAction.Create), .. Names("Updated", writes, ModelPlanAction.Update)]);
            await context.SaveOrStaleAsync(what, ct).ConfigureAwait(false);
            feed.Publish(new(ModelService.Topic, access.OrganizationId, null));
            return PlanOf(planned);
        }
    }

    private static string KeyOf(PlannedModel planned) => ModelEntry.KeyOf(planned.Model!.Kind, planned.Model.Name);

    private static IEnumerable<FieldChange> Names(string field, IEnumerable<PlannedModel> writes, ModelPlanAction action)
    {
        var names = writes.Where(p => p.Line.Action == action).Select(p => p.Line.Model).ToList();
        var more = names.Count > NamesInAudit ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - NamesInAudit} more") : "";
        return names.Count == 0 ? [] : [new(field, null, string.Join(", ", names.Take(NamesInAudit)) + more)];
    }
}
