using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

public sealed record NewSettingBody(StudioEnvironment? Environment, string? Name, bool? IsSecret, string? Value);

public sealed record SettingValueBody(string? Value, long? RowVersion);

internal static class EnvironmentEndpoints
{
    public static void MapEnvironments(this IEndpointRouteBuilder api)
    {
        var settings = api.Area("/environment-settings", "Environments");
        settings.MapGet("", ListAsync).WithSummary("Variables, and the names of secrets; filters environment and isSecret").Needs(Permission.EnvironmentsView);
        settings.MapGet("/{id:guid}", GetAsync).WithSummary("One variable, or a secret without its value").Needs(Permission.EnvironmentsView).FindsOne();
        settings.MapPost("", CreateAsync).WithSummary("Add a variable or a secret to an environment").Needs(Permission.EnvironmentsManage, ", for a secret secrets_manage");
        settings.MapPut("/{id:guid}", ChangeAsync).WithSummary("Give it another value").Needs(Permission.EnvironmentsManage, ", for a secret secrets_manage").FindsOne().MayConflict();
        settings.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Delete it").Needs(Permission.EnvironmentsManage, ", for a secret secrets_manage").FindsOne().MayConflict();
    }

    private static async Task<Ok<PageBody<EnvironmentSettingRow>>> ListAsync(
        [AsParameters] ListParameters list, string? environment, bool? isSecret, EnvironmentService settings, CancellationToken ct)
    {
        var query = new EnvironmentListQuery { Environment = ApiConventions.Word<StudioEnvironment>(environment, "environment"), IsSecret = isSecret };
        return TypedResults.Ok((await settings.ListAsync(list.Into(query), ct)).Body());
    }

    private static async Task<Ok<EnvironmentSettingRow>> GetAsync(Guid id, EnvironmentService settings, HttpContext context, CancellationToken ct)
    {
        var setting = await settings.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(setting, setting.RowVersion));
    }

    private static async Task<Created<EnvironmentSettingRow>> CreateAsync(NewSettingBody body, EnvironmentService settings, CancellationToken ct)
    {
        var environment = body.Environment ?? throw new ValidationException("environment", "Name the environment.");
        var setting = await settings.CreateAsync(environment, body.Name, body.IsSecret ?? false, body.Value, ct);
        return TypedResults.Created($"/api/v1/environment-settings/{setting.Id}", setting);
    }

    private static async Task<Ok<EnvironmentSettingRow>> ChangeAsync(Guid id, SettingValueBody body, EnvironmentService settings, HttpContext context, CancellationToken ct)
    {
        var setting = await settings.ChangeAsync(id, body.Value, context.ExpectedVersion(body.RowVersion), ct);
        return TypedResults.Ok(context.WithVersion(setting, setting.RowVersion));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, EnvironmentService settings, HttpContext context, CancellationToken ct)
    {
        await settings.DeleteAsync(id, context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }
}
