using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Api;

/// <summary>What the catalogue may be narrowed to.</summary>
public sealed record ModelFilters(string? Kind, string? Capability, bool? Unpriced, bool? ShuttingDown, string? Source);

internal static class ModelEndpoints
{
    private const int ImportBytes = 16 << 20;

    public static void MapModels(this IEndpointRouteBuilder api)
    {
        var models = api.Area("/ai/models", "AI configuration");
        models.MapGet("", ListAsync).WithSummary("The catalogue with prices; filters kind, capability, unpriced, shuttingDown, source").Needs(Permission.ProvidersView);
        models.MapPut("", SaveAsync).WithSummary("Describe a model by its name, with prices and their days; it lies over what the program comes with").Needs(Permission.ProvidersManage).MayConflict();
        models.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Take an entry of the organisation away; the model is as the program comes with it").Needs(Permission.ProvidersManage).FindsOne().MayConflict();
        models.MapGet("/shutdowns", ShutdownsAsync).WithSummary("Models that are used and will be gone, with who uses them").Needs(Permission.ProvidersView);
        models.MapGet("/users", UsersAsync).WithSummary("Who uses which model; name narrows it to one").Needs(Permission.ProvidersView);
        models.MapPost("/available", AvailableAsync).WithSummary("Models of the providers that are in use, by what they can").Needs(Permission.ProvidersView);
        models.MapPost("/import", ImportAsync)
            .WithSummary("Take in a list in LiteLLM's format; dryRun=true gives the plan alone. Prices count from validFrom, or today; zeroIsFree=true takes a price of 0 for free; replaceEdited=true writes over what people wrote")
            .Accepts<Dictionary<string, object>>("application/json").WithMetadata(new RequestSizeLimitAttribute(ImportBytes)).Needs(Permission.ProvidersManage).MayConflict();
        api.Area("/ai/providers", "AI configuration").MapPost("/{id:guid}/discover", DiscoverAsync).WithSummary("Ask a provider for its models and take in what is news; dryRun gives the plan alone").Needs(Permission.ProvidersManage).FindsOne().MayConflict();
    }

    private static async Task<Ok<PageBody<ModelBody>>> ListAsync([AsParameters] ListParameters list, [AsParameters] ModelFilters filters, ModelService models, CancellationToken ct)
    {
        var page = (await models.ListAsync(
            list.Into(new ModelQuery
            {
                Kind = ApiConventions.Word<ProviderKind>(filters.Kind, "kind"),
                Capabilities = ApiConventions.Word<ModelCapabilities>(filters.Capability, "capability") ?? ModelCapabilities.None,
                Unpriced = filters.Unpriced == true,
                ShuttingDown = filters.ShuttingDown == true,
                Source = ApiConventions.Word<ModelSource>(filters.Source, "source"),
            }),
            ct)).Rows;
        return TypedResults.Ok(new PageBody<ModelBody>([.. page.Items.Select(ModelBody.Of)], page.PageNumber, page.PageSize, page.Total));
    }

    private static async Task<Ok<ModelBody>> SaveAsync(ModelChangeBody body, ModelService models, HttpContext context, CancellationToken ct)
    {
        var row = await models.SaveAsync(body.Input(), context.ExpectedVersion(body.RowVersion), ct);
        return TypedResults.Ok(context.WithVersion(ModelBody.Of(row), row.RowVersion));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, ModelService models, HttpContext context, CancellationToken ct)
    {
        await models.DeleteAsync(id, context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IReadOnlyList<ModelShutdown>>> ShutdownsAsync(ModelService models, CancellationToken ct) => TypedResults.Ok(await models.ShutdownsAsync(ct));

    private static async Task<Ok<IReadOnlyList<ModelUser>>> UsersAsync(string? name, ModelService models, CancellationToken ct) =>
        TypedResults.Ok(await models.UsersOfAsync(string.IsNullOrWhiteSpace(name) ? null : name, ct));

    private static async Task<Ok<IReadOnlyList<AvailableModelBody>>> AvailableAsync(AvailableBody? body, AvailableModelService models, CancellationToken ct)
    {
        var found = await models.ListAsync(body?.Wanted() ?? ModelCapabilities.None, ct);
        return TypedResults.Ok<IReadOnlyList<AvailableModelBody>>([.. found.Select(m => new AvailableModelBody(
            m.ProviderId, m.ProviderName, m.Kind, m.Name, m.Known, ModelBody.ListOf(m.Capabilities), m.ContextWindow, m.MaxOutput, m.Dimensions,
            m.PriceToday is { } price ? PriceInput.Of(price) : null, m.Free, m.PriceToday is null && !m.Free, m.ShutdownDate))]);
    }

    private static async Task<Ok<ModelPlanBody>> ImportAsync(
        bool? dryRun, DateOnly? validFrom, bool? zeroIsFree, bool? replaceEdited, HttpRequest request, ModelImportService imports, Access access, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage); // Before megabytes are read.
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(ct);
        var choices = new ModelImportChoices { ValidFrom = validFrom, ZeroIsFree = zeroIsFree == true, ReplaceEdited = replaceEdited == true };
        return TypedResults.Ok(ModelPlanBody.Of(dryRun == true ? await imports.PlanAsync(text, choices, ct) : await imports.ImportAsync(text, choices, ct)));
    }

    private static async Task<Ok<ModelPlanBody>> DiscoverAsync(Guid id, DiscoverBody? body, ModelImportService imports, CancellationToken ct) =>
        TypedResults.Ok(ModelPlanBody.Of(body?.DryRun == true ? await imports.PlanDiscoveryAsync(id, ct) : await imports.DiscoverAsync(id, body?.Models, ct)));
}
