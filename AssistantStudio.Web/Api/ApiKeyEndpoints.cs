using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

public sealed record NewApiKeyBody(
    string? Name, IReadOnlyList<Permission>? Permissions, IReadOnlyList<StudioEnvironment>? Environments, IReadOnlyList<string>? Assistants, DateTime? ExpiresAt,
    int? RequestsPerMinute);

internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.Area("/api-keys", "API keys");
        keys.MapGet("", ListAsync).WithSummary("API keys: all of them for administrators, else one's own; filter state").Needs(Permission.ApiKeysCreate);
        keys.MapGet("/{id:guid}", GetAsync).WithSummary("One key, without its secret part").Needs(Permission.ApiKeysCreate).FindsOne();
        keys.MapPost("", CreateAsync).WithSummary("Make a key; the reply shows it this once. assistants takes ids and short names").Needs(Permission.ApiKeysCreate);
        keys.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Revoke a key at once").Needs(Permission.ApiKeysCreate).FindsOne();
    }

    private static async Task<Ok<PageBody<ApiKeyRow>>> ListAsync([AsParameters] ListParameters list, string? state, ApiKeyService keys, CancellationToken ct) =>
        TypedResults.Ok((await keys.ListAsync(list.Into(new ApiKeyListQuery { State = ApiConventions.Word<ApiKeyState>(state, "state") }), ct)).Body());

    private static async Task<Ok<ApiKeyRow>> GetAsync(Guid id, ApiKeyService keys, CancellationToken ct) => TypedResults.Ok(await keys.GetAsync(id, ct));

    private static async Task<Created<CreatedApiKey>> CreateAsync(NewApiKeyBody body, ApiKeyService keys, AssistantService assistants, CancellationToken ct)
    {
        // A script whose list came out empty did not ask for everything.
        new Validator().Check(body.Permissions is not { Count: 0 }, "permissions", "Name at least one, or leave it out for all the rights that you have.")
            .Check(body.Environments is not { Count: 0 }, "environments", "Name at least one, or leave it out for all environments.")
            .Check(body.Assistants is not { Count: 0 }, "assistants", "Name at least one, or leave it out for all assistants.")
            .Check(body.Assistants is null || body.Assistants.All(a => a is not null), "assistants", "Name assistants by their short names or ids.")
            .Check(body.Assistants is not { Count: > ApiKeyService.MostAssistants }, "assistants", ApiKeyService.TooManyAssistants).ThrowIfAny();
        var created = await keys.CreateAsync(
            new NewApiKeyRequest
            {
                Name = body.Name,
                Permissions = body.Permissions ?? [],
                Environments = body.Environments ?? [],
                Assistants = body.Assistants is { } named ? await assistants.IdsOfAsync(named, "assistants", ct) : [],
                ExpiresAt = body.ExpiresAt,
                RequestsPerMinute = body.RequestsPerMinute,
            },
            ct);
        return TypedResults.Created($"/api/v1/api-keys/{created.Key.Id}", created);
    }

    private static async Task<NoContent> RevokeAsync(Guid id, ApiKeyService keys, CancellationToken ct)
    {
        await keys.RevokeAsync(id, ct);
        return TypedResults.NoContent();
    }
}
