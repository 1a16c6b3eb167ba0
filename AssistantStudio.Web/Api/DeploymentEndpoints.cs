using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Api;

/// <summary>What narrows the history of deployments.</summary>
public sealed record DeploymentFilter([property: FromQuery] string? Environment, [property: FromQuery] string? Status, [property: FromQuery] string? Kind)
{
    public DeploymentListQuery Query(Guid? assistantId) => new()
    {
        AssistantId = assistantId,
        Environment = ApiConventions.Word<StudioEnvironment>(Environment, "environment"),
        Status = ApiConventions.Word<DeploymentStatus>(Status, "status"),
        Kind = ApiConventions.Word<DeploymentKind>(Kind, "kind"),
    };
}

internal static class DeploymentEndpoints
{
    private const string InProduction = ", in production deploy_production";

    public static void MapDeployments(this IEndpointRouteBuilder api)
    {
        var assistants = api.Area("/assistants", "Deployments");
        assistants.MapGet("/environments", EnvironmentsAsync).WithSummary("The four environments and what each asks of a deployment").Needs(Permission.DeploymentsView);
        assistants.MapPut("/environments/{environment}", SetEnvironmentAsync).WithSummary("Change what an environment asks of a deployment; what is left out stays").Needs(Permission.DeploymentRulesManage).MayConflict();
        assistants.MapGet("/deployments", AllAsync).WithSummary("The history of all assistants, newest first; filters environment, status, kind").Needs(Permission.DeploymentsView);
        assistants.MapGet("/deployments/{deploymentId:guid}", GetAsync).WithSummary("One deployment with its release, its report and its events").Needs(Permission.DeploymentsView).FindsOne();
        assistants.MapPut("/deployments/{deploymentId:guid}/status", SetStatusAsync).WithSummary("Stop it, resume it, or mark it degraded or failed, with a reason").Needs(Permission.DeploymentsManage, InProduction).FindsOne().MayConflict();
        assistants.MapPost("/deployments/{deploymentId:guid}/approve", ApproveAsync).WithSummary("A second person agrees; agree=false declines").Needs(Permission.DeploymentsManage, InProduction).FindsOne().MayConflict();
        assistants.MapPost("/{id}/deploy", DeployAsync).WithSummary("Deploy a version (without one the draft) to an environment; dryRun gives the report alone").Needs(Permission.DeploymentsManage, InProduction).FindsOne().MayConflict();
        assistants.MapPost("/{id}/promote", PromoteAsync).WithSummary("Take what stands in one environment to the next, byte for byte; dryRun gives report and difference alone").Needs(Permission.DeploymentsManage, InProduction).FindsOne().MayConflict();
        assistants.MapPost("/{id}/rollback", RollbackAsync).WithSummary("Go back to what stood in an environment before, or to a named deployment").Needs(Permission.DeploymentsManage, InProduction).FindsOne().MayConflict();
        assistants.MapPost("/{id}/scale", ScaleAsync).WithSummary("Change what the deployment in an environment may take, and what it is asked regularly").Needs(Permission.DeploymentsManage, InProduction).FindsOne().MayConflict();
        assistants.MapGet("/{id}/canary", CanaryAsync).WithSummary("The canary of an environment beside what it may replace: its share, its rule, what was seen of both").Needs(Permission.DeploymentsView).FindsOne();
        assistants.MapPut("/{id}/canary", SetCanaryAsync).WithSummary("Begin a canary with a share of the conversations, change it, or end it: take_over or revert").Needs(Permission.DeploymentsManage, InProduction).FindsOne().MayConflict();
        assistants.MapGet("/deployments/{deploymentId:guid}/metrics", MetricsAsync).WithSummary("What it had to do: requests, failures, times, tokens; range 1h, 24h or 7d").Needs(Permission.DeploymentsView).FindsOne();
        assistants.MapGet("/{id}/deployments", HistoryAsync).WithSummary("Its history, newest first; filters environment, status, kind").Needs(Permission.DeploymentsView).FindsOne();
        assistants.MapGet("/{id}/deployment-status", StatesAsync).WithSummary("Every environment now").Needs(Permission.DeploymentsView).FindsOne();
        assistants.MapGet("/{id}/readiness", ReadinessAsync).WithSummary("Whether a version (without one the draft) can be deployed to an environment, check by check").Needs(Permission.DeploymentsManage, InProduction).FindsOne();
    }

    private static async Task<Ok<IReadOnlyList<EnvironmentRuleRow>>> EnvironmentsAsync(EnvironmentRuleService rules, CancellationToken ct) => TypedResults.Ok(await rules.ListAsync(ct));

    private static async Task<Ok<EnvironmentRuleRow>> SetEnvironmentAsync(string environment, EnvironmentRuleInput body, EnvironmentRuleService rules, HttpContext context, CancellationToken ct)
    {
        var row = await rules.SetAsync(Enum.TryParse<StudioEnvironment>(environment, ignoreCase: true, out var place) && Enum.IsDefined(place) ? place : throw new NotFoundException("The environment"), body with { RowVersion = context.ExpectedVersion(body.RowVersion) }, ct);
        return TypedResults.Ok(context.WithVersion(row, row.RowVersion));
    }

    private static async Task<Ok<PageBody<DeploymentRow>>> AllAsync([AsParameters] ListParameters list, [AsParameters] DeploymentFilter filter, DeploymentListService deployments, CancellationToken ct) =>
        TypedResults.Ok((await deployments.ListAsync(list.Into(filter.Query(null)), ct)).Body());

    private static async Task<Ok<PageBody<DeploymentRow>>> HistoryAsync(
        string id, [AsParameters] ListParameters list, [AsParameters] DeploymentFilter filter, AssistantService assistants, DeploymentListService deployments, CancellationToken ct) =>
        TypedResults.Ok((await deployments.ListAsync(list.Into(filter.Query((await assistants.GetAsync(id, ct)).Assistant.Id)), ct)).Body());

    private static async Task<Ok<DeploymentBody>> GetAsync(Guid deploymentId, DeploymentListService deployments, CancellationToken ct) => TypedResults.Ok(DeploymentBody.Of(await deployments.GetAsync(deploymentId, ct)));

    private static async Task<Ok<DeploymentRow>> SetStatusAsync(Guid deploymentId, DeploymentStatusBody body, DeploymentService deployments, CancellationToken ct) =>
        TypedResults.Ok(await deployments.SetStatusAsync(deploymentId, body.Status ?? throw new ValidationException("status", "Name the status."), body.Reason, ct));

    private static async Task<Ok<DeploymentOutcomeBody>> ApproveAsync(Guid deploymentId, DecisionBody? body, DeploymentService deployments, CancellationToken ct) =>
        TypedResults.Ok(DeploymentOutcomeBody.Of(await deployments.ApproveAsync(deploymentId, body?.Agree ?? true, body?.Reason, ct)));

    private static async Task<Ok<DeploymentOutcomeBody>> DeployAsync(string id, DeployBody body, AssistantService assistants, DeploymentService deployments, CancellationToken ct)
    {
        var input = new DeployInput { Environment = Named(body.Environment, "environment"), Version = body.Version, Resources = body.Resources, Reason = body.Reason, Weight = body.Weight, DryRun = body.DryRun ?? false, Anew = body.Anew ?? false };
        return TypedResults.Ok(DeploymentOutcomeBody.Of(await deployments.DeployAsync(await assistants.IdOfAsync(id, ct), input, ct)));
    }

    private static async Task<Ok<DeploymentOutcomeBody>> PromoteAsync(string id, PromoteBody body, AssistantService assistants, DeploymentService deployments, CancellationToken ct)
    {
        var input = new PromoteInput { From = Named(body.From, "from"), To = body.To, Weight = body.Weight, Reason = body.Reason, DryRun = body.DryRun ?? false };
        return TypedResults.Ok(DeploymentOutcomeBody.Of(await deployments.PromoteAsync(await assistants.IdOfAsync(id, ct), input, ct)));
    }

    private static async Task<Ok<DeploymentOutcomeBody>> RollbackAsync(string id, RollbackBody body, AssistantService assistants, DeploymentService deployments, CancellationToken ct)
    {
        var input = new RollbackInput { Environment = Named(body.Environment, "environment"), ToDeploymentId = body.ToDeploymentId, Reason = body.Reason, Override = body.Override ?? false, SkipRehearsal = body.SkipRehearsal ?? false, DryRun = body.DryRun ?? false };
        return TypedResults.Ok(DeploymentOutcomeBody.Of(await deployments.RollbackAsync(await assistants.IdOfAsync(id, ct), input, ct)));
    }

    private static async Task<Ok<ScaledDeployment>> ScaleAsync(string id, ScaleBody body, AssistantService assistants, DeploymentService deployments, CancellationToken ct) => TypedResults.Ok(
        await deployments.ScaleAsync(await assistants.IdOfAsync(id, ct), Named(body.Environment, "environment"), body.Resources ?? throw new ValidationException("resources", "Send what changes."), ct));

    private static async Task<Ok<CanaryReply>> CanaryAsync(string id, [FromQuery] string? environment, AssistantService assistants, CanaryService canaries, CancellationToken ct) =>
        TypedResults.Ok(new CanaryReply(await canaries.GetAsync((await assistants.GetAsync(id, ct)).Assistant.Id, PlaceOf(environment, "environment"), ct)));

    private static async Task<Ok<CanaryReply>> SetCanaryAsync(string id, [FromQuery] string? environment, CanaryBody body, AssistantService assistants, CanaryService canaries, CancellationToken ct)
    {
        var (assistant, place) = (await assistants.IdOfAsync(id, ct), PlaceOf(environment, "environment"));
        if (body.End is { } end)
        {
            await canaries.EndAsync(assistant, place, end == CanaryEnd.TakeOver, body.Reason, ct);
            return TypedResults.Ok(new CanaryReply(null));
        }

        var (view, waiting) = await canaries.SetAsync(assistant, new() { Environment = place, Version = body.Version, Weight = body.Weight, Rule = body.Rule, Reason = body.Reason }, ct);
        return TypedResults.Ok(new CanaryReply(view, waiting is null ? null : DeploymentOutcomeBody.Of(waiting)));
    }

    private static async Task<Ok<DeploymentMetrics>> MetricsAsync(Guid deploymentId, [FromQuery] string? range, DeploymentListService deployments, CancellationToken ct) =>
        TypedResults.Ok(await deployments.MetricsAsync(deploymentId, range switch
        {
            null or "24h" => TimeSpan.FromDays(1),
            "1h" => TimeSpan.FromHours(1),
            "7d" => TimeSpan.FromDays(7),
            _ => throw new ValidationException("range", "There are 1h, 24h and 7d."),
        }, ct));

    private static async Task<Ok<IReadOnlyList<EnvironmentState>>> StatesAsync(string id, AssistantService assistants, DeploymentListService deployments, CancellationToken ct) =>
        TypedResults.Ok(await deployments.StatesAsync(await assistants.IdOfAsync(id, ct), ct));

    private static async Task<Ok<ReadinessBody>> ReadinessAsync(string id, [FromQuery] string? environment, [FromQuery] int? version, AssistantService assistants, DeploymentService deployments, CancellationToken ct)
    {
        var input = new DeployInput { Environment = PlaceOf(environment, "environment"), Version = version, DryRun = true };
        return TypedResults.Ok(ReadinessBody.Of((await deployments.DeployAsync(await assistants.IdOfAsync(id, ct), input, ct)).Readiness));
    }

    private static StudioEnvironment Named(StudioEnvironment? environment, string field) => environment ?? throw new ValidationException(field, "Name the environment.");

    private static StudioEnvironment PlaceOf(string? environment, string field) => Named(ApiConventions.Word<StudioEnvironment>(environment, field), field);
}
