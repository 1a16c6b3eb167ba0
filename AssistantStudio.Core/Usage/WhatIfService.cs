using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>What the calls of a period would have cost on other models: each call by itself, at the price of its day, rounded as the ledger rounds.</summary>
public sealed class WhatIfService(Access access, StudioDb db, ModelCatalogues catalogues, TimeProvider clock)
{
    public async Task<WhatIfResult> AskAsync(WhatIfQuery query, CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        var catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        var alternatives = Read(query, catalogue);
        var now = clock.GetUtcNow().UtcDateTime;
        var period = new UsageQuery
        {
            From = query.From ?? UsageService.StartOf(now, query.Days),
            To = query.To,
            Operation = query.Operation,
            ProviderId = query.ProviderId,
            Model = query.Model,
            AssistantId = query.AssistantId,
        };
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var records = UsageService.Filtered(context.Set<UsageRecord>().AsNoTracking(), period);
            var count = await records.CountAsync(ct).ConfigureAwait(false);
            new Validator().Check(
                count <= UsageLimits.WhatIfCalls,
                "range",
                string.Create(CultureInfo.InvariantCulture, $"{count:#,0} calls are too many to price one by one. Choose a shorter time, a model or an assistant: at most {UsageLimits.WhatIfCalls:#,0} calls.")).ThrowIfAny();
            var (calls, cost, unpriced) = (0L, 0L, 0L);
            var embeds = new Dictionary<string, bool>(StringComparer.Ordinal);
            var read = records.Select(u => new WhatIfCall(
                u.At, u.Operation, u.Model,
                new CallUsage
                {
                    Input = u.InputTokens,
                    CachedInput = u.CachedTokens,
                    CacheWrite = u.CacheWriteTokens,
                    CacheWriteLong = u.CacheWriteLongTokens,
                    Output = u.OutputTokens,
                    Reasoning = u.ReasoningTokens,
                },
                u.ServiceTier, u.Cost)).AsAsyncEnumerable();
            await foreach (var call in read.WithCancellation(ct).ConfigureAwait(false))
            {
                (calls, cost, unpriced) = (calls + 1, cost + (call.Cost ?? 0), unpriced + (call.Cost is null ? 1 : 0));
                if (!embeds.TryGetValue(call.Model, out var isEmbedding))
                {
                    isEmbedding = catalogue.Find(call.Model) is { } known && !known.Capabilities.HasFlag(ModelCapabilities.Chat) && known.Capabilities.HasFlag(ModelCapabilities.Embedding);
                    embeds[call.Model] = isEmbedding;
                }

                foreach (var alternative in alternatives)
                {
                    alternative.Add(call, isEmbedding || call.Operation == UsageOperation.Embedding);
                }
            }

            return new(period.From.Value, period.To ?? now, calls, cost, unpriced, [.. alternatives.Select(a => a.Result())]);
        }
    }

    private static List<WhatIfModel> Read(WhatIfQuery query, ModelCatalogue catalogue)
    {
        var errors = new Validator()
            .Check(query.Models.Count is > 0 and <= UsageLimits.WhatIfModels, "models", $"Choose 1 to {UsageLimits.WhatIfModels} models.")
            .Check(query.From is not null || query.Days is >= 1 and <= UsageLimits.MaxDays, "range", $"Between 1d and {UsageLimits.MaxDays}d.")
            .Check(query.From is not { } from || query.To is not { } to || from < to, "to", "The end is before the beginning.");
        var found = new List<WhatIfModel>();
        foreach (var (name, i) in query.Models.Take(UsageLimits.WhatIfModels).Select((m, i) => (m, i)))
        {
            if (catalogue.Find(name?.Trim() ?? "") is { } model)
            {
                found.Add(new(model));
            }
            else
            {
                errors.Check(false, $"models[{i}]", $"“{name}” is not in the catalogue.");
            }
        }

        errors.ThrowIfAny();
        return found;
    }
}
