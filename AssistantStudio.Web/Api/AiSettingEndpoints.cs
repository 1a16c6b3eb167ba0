using System.Text.Json;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace AssistantStudio.Web.Api;

internal static class AiSettingEndpoints
{
    public static void MapAiSettings(this IEndpointRouteBuilder api)
    {
        var configuration = api.Area("/ai/configuration", "AI configuration");
        Map<ModelPolicy>(configuration, "which providers and models may be asked");
        Map<CostPolicy>(configuration, "what one call may cost at most, in US dollars");
        Map<DataPolicy>(configuration, "where data may go, in the organisation's own words");
        Map<FeaturePolicy>(configuration, "what is switched on: trying models, answers that are kept");
        Map<ConversationPolicy>(configuration, "how long conversations are kept, and whether people are remembered");

        var preferences = api.Area("/ai/preferences", "AI configuration");
        Map<AnsweringPreference>(preferences, "who answers questions: one model, or several by difficulty");
        Map<EmbeddingPreference>(preferences, "which model makes vectors; without a provider the built-in one");
        Map<ConversationPreference>(preferences, "who finds titles, topics and summaries of conversations; without a model the built-in methods");
        MapCache(api);
    }

    private static void MapCache(IEndpointRouteBuilder api)
    {
        var cache = api.Area("/ai/cache", "AI configuration");
        cache.MapGet("", ReadCacheAsync).WithSummary("Whether answers are kept, for how long, and how many there are").Needs(Permission.ProvidersView);
        cache.MapDelete("", ClearCacheAsync).WithSummary("Forget all kept answers at once").Needs(Permission.PoliciesManage);
    }

    private static async Task<Ok<AnswerCacheState>> ReadCacheAsync(AnswerCacheService cache, CancellationToken ct) => TypedResults.Ok(await cache.GetAsync(ct));

    private static async Task<NoContent> ClearCacheAsync(AnswerCacheService cache, CancellationToken ct)
    {
        await cache.ClearAsync(ct);
        return TypedResults.NoContent();
    }

    private static void Map<T>(RouteGroupBuilder area, string what)
        where T : class, IAiSetting<T>, new()
    {
        area.MapGet($"/{T.Name}", GetAsync<T>).WithSummary($"Read {what}").Needs(Permission.ProvidersView);
        area.MapPut($"/{T.Name}", PutAsync<T>).WithSummary($"Decide {what}; what is left out goes back to its usual value")
            .Accepts<T>("application/json").Needs(AiSettingService.ManagedBy<T>()).MayConflict();
    }

    private static async Task<Ok<T>> GetAsync<T>(AiSettingService settings, HttpContext context, CancellationToken ct)
        where T : class, IAiSetting<T>, new()
    {
        var row = await settings.GetAsync<T>(ct);
        return TypedResults.Ok(context.WithVersion(row.Value, row.RowVersion));
    }

    private static async Task<Ok<T>> PutAsync<T>(JsonElement body, AiSettingService settings, HttpContext context, IOptions<JsonOptions> json, CancellationToken ct)
        where T : class, IAiSetting<T>, new()
    {
        var row = await settings.PutAsync(Read<T>(body, json.Value.SerializerOptions), context.ExpectedVersion(null), ct);
        return TypedResults.Ok(context.WithVersion(row.Value, row.RowVersion));
    }

    /// <summary>A name that is spelt wrong would take a rule away without a word, so it is refused.</summary>
    private static T Read<T>(JsonElement body, JsonSerializerOptions options)
        where T : class, IAiSetting<T>, new()
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new ValidationException("", "Send a JSON object.");
        }

        var known = options.GetTypeInfo(typeof(T)).Properties.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (body.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new ValidationException(unknown, $"There is no such setting. There are: {string.Join(", ", known)}.");
        }

        try
        {
            return body.Deserialize<T>(options)!;
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body cannot be read.", e); // Whoever answers names the field.
        }
    }
}
