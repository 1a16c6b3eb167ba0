using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

/// <param name="Script">What stands in a page, before the end of its body; null: nothing was saved yet.</param>
public sealed record EmbedBody(EmbedSettings Settings, string? Script);

internal static class EmbedEndpoints
{
    private const string Deployer = " and to be let deploy there by the rules of the environment, in production deploy_production";

    public static void MapEmbeds(this IEndpointRouteBuilder api)
    {
        var embeds = api.Area("/assistants", "Embed");
        embeds.MapGet("/{id}/embed", GetAsync).WithSummary("How it is shown on other sites: public key, allowed origins, looks, limits (environment, without one production)").Needs(Permission.DeploymentsView).FindsOne();
        embeds.MapPut("/{id}/embed", SetAsync).WithSummary("Change that; what is left out stays, and the first time makes the public key (environment, without one production)").Needs(Permission.DeploymentsManage, Deployer).FindsOne().MayConflict();
        embeds.MapPost("/{id}/embed/key", RotateAsync).WithSummary("Make another public key; pages with the former one show nothing any more (environment, without one production)").Needs(Permission.DeploymentsManage, Deployer).FindsOne().MayConflict();
    }

    /// <summary>Where this program is reached, as whoever asks reaches it.</summary>
    public static string ScriptOf(string address, string publicKey) => $"<script src=\"{address}/embed/{publicKey}.js\" async></script>";

    private static async Task<Ok<EmbedBody>> GetAsync(string id, string? environment, AssistantService assistants, EmbedService embeds, HttpContext context, CancellationToken ct) =>
        Answer(context, await embeds.GetAsync(await assistants.IdOfAsync(id, ct), PlaceOf(environment), ct));

    private static async Task<Ok<EmbedBody>> SetAsync(string id, string? environment, EmbedInput body, AssistantService assistants, EmbedService embeds, HttpContext context, CancellationToken ct) =>
        Answer(context, await embeds.SetAsync(await assistants.IdOfAsync(id, ct), PlaceOf(environment), body with { RowVersion = context.ExpectedVersion(body.RowVersion) }, ct));

    private static async Task<Ok<EmbedBody>> RotateAsync(string id, string? environment, AssistantService assistants, EmbedService embeds, HttpContext context, CancellationToken ct) =>
        Answer(context, await embeds.RotateKeyAsync(await assistants.IdOfAsync(id, ct), PlaceOf(environment), ct));

    private static StudioEnvironment PlaceOf(string? environment) => ApiConventions.Word<StudioEnvironment>(environment, "environment") ?? StudioEnvironment.Production;

    private static Ok<EmbedBody> Answer(HttpContext context, EmbedSettings settings)
    {
        var address = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
        return TypedResults.Ok(context.WithVersion(new EmbedBody(settings, settings.PublicKey is { } key ? ScriptOf(address, key) : null), settings.RowVersion));
    }
}
