using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

public sealed record OrganizationBody(string? Name, string? TimeZone, long? RowVersion);

public sealed record CallerBody(Guid? UserId, string Name, Guid OrganizationId, Role? Role, bool IsSiteAdmin, IReadOnlyList<Permission> Permissions);

public sealed record SampleDataBody(int Rows);

internal static class OrganizationEndpoints
{
    public static void MapOrganization(this IEndpointRouteBuilder api)
    {
        var one = api.Area("/organization", "Organization");
        one.MapGet("", GetAsync).WithSummary("The organisation that the caller acts in").Needs(Permission.OrganizationView);
        one.MapPut("", ChangeAsync).WithSummary("Change its name or time zone").Needs(Permission.OrganizationManage).MayConflict();
        one.MapPost("/sample-data", AddSampleAsync).WithSummary("Add the sample data; what is there stays as it is").Needs(Permission.OrganizationManage);
        one.MapDelete("/sample-data", RemoveSampleAsync).WithSummary("Remove what came with the sample data").Needs(Permission.OrganizationManage);

        var all = api.Area("/organizations", "Organization");
        all.MapGet("", ListAsync).WithSummary("All organisations of the installation (site administrators)").Needs(Permission.SiteManage);
        all.MapPost("", CreateAsync).WithSummary("Make an organisation (site administrators)").Needs(Permission.SiteManage);

        api.Area("/me", "Organization").MapGet("", Me).WithSummary("Who the caller is and what they may do");
    }

    private static async Task<Ok<OrganizationDetail>> GetAsync(OrganizationService organizations, HttpContext context, CancellationToken ct)
    {
        var organization = await organizations.GetAsync(ct);
        return TypedResults.Ok(context.WithVersion(organization, organization.RowVersion));
    }

    private static async Task<Ok<OrganizationDetail>> ChangeAsync(OrganizationBody body, OrganizationService organizations, HttpContext context, CancellationToken ct)
    {
        var organization = await organizations.ChangeAsync(body.Name, body.TimeZone, context.ExpectedVersion(body.RowVersion), ct);
        return TypedResults.Ok(context.WithVersion(organization, organization.RowVersion));
    }

    private static async Task<Ok<SampleDataBody>> AddSampleAsync(SampleData sample, CancellationToken ct) =>
        TypedResults.Ok(new SampleDataBody(await sample.AddAsync(ct)));

    private static async Task<Ok<SampleDataBody>> RemoveSampleAsync(SampleData sample, CancellationToken ct) =>
        TypedResults.Ok(new SampleDataBody(await sample.RemoveAsync(ct)));

    private static async Task<Ok<PageBody<OrganizationDetail>>> ListAsync([AsParameters] ListParameters list, OrganizationService organizations, CancellationToken ct) =>
        TypedResults.Ok((await organizations.ListAllAsync(list.Into(new ListQuery()), ct)).Body());

    private static async Task<Created<OrganizationDetail>> CreateAsync(OrganizationBody body, OrganizationService organizations, CancellationToken ct) =>
        TypedResults.Created("/api/v1/organizations", await organizations.CreateAsync(body.Name, body.TimeZone, ct));

    private static Ok<CallerBody> Me(Access access)
    {
        var grant = access.Grant;
        return TypedResults.Ok(new CallerBody(grant.UserId, grant.ActorName, grant.OrganizationId, grant.Role, grant.IsSiteAdmin, [.. grant.Permissions.Order()]));
    }
}
