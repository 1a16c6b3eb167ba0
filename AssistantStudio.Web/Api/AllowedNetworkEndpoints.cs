using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

public sealed record AllowedNetworkBody(string? Network, string? Note, long? RowVersion);

/// <summary>Those that only the configuration changes.</summary>
public sealed record ConfiguredNetworksBody(IReadOnlyList<string> Networks);

internal static class AllowedNetworkEndpoints
{
    public static void MapAllowedNetworks(this IEndpointRouteBuilder api)
    {
        var networks = api.Area("/allowed-networks", "Network");
        networks.MapGet("", ListAsync).WithSummary("The private networks that the installation may fetch from (site administrators)").Needs(Permission.SiteManage);
        networks.MapGet("/configured", Configured).WithSummary("Those that the configuration allows besides (site administrators)").Needs(Permission.SiteManage);
        networks.MapGet("/{id:guid}", GetAsync).WithSummary("One allowed network").Needs(Permission.SiteManage).FindsOne();
        networks.MapPost("", CreateAsync).WithSummary("Allow a network or one address, for every organisation").Needs(Permission.SiteManage);
        networks.MapPut("/{id:guid}", ChangeAsync).WithSummary("Change the network or its note").Needs(Permission.SiteManage).FindsOne().MayConflict();
        networks.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Allow it no longer").Needs(Permission.SiteManage).FindsOne().MayConflict();
    }

    private static async Task<Ok<PageBody<AllowedNetworkRow>>> ListAsync([AsParameters] ListParameters list, AllowedNetworkService networks, CancellationToken ct) =>
        TypedResults.Ok((await networks.ListAsync(list.Into(new ListQuery()), ct)).Body());

    private static Ok<ConfiguredNetworksBody> Configured(AllowedNetworkService networks) =>
        TypedResults.Ok(new ConfiguredNetworksBody(networks.ListConfigured()));

    private static async Task<Ok<AllowedNetworkRow>> GetAsync(Guid id, AllowedNetworkService networks, HttpContext context, CancellationToken ct)
    {
        var network = await networks.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(network, network.RowVersion));
    }

    private static async Task<Created<AllowedNetworkRow>> CreateAsync(AllowedNetworkBody body, AllowedNetworkService networks, CancellationToken ct)
    {
        var network = await networks.CreateAsync(body.Network, body.Note, ct);
        return TypedResults.Created($"/api/v1/allowed-networks/{network.Id}", network);
    }

    private static async Task<Ok<AllowedNetworkRow>> ChangeAsync(Guid id, AllowedNetworkBody body, AllowedNetworkService networks, HttpContext context, CancellationToken ct)
    {
        var network = await networks.ChangeAsync(id, body.Network, body.Note, context.ExpectedVersion(body.RowVersion), ct);
        return TypedResults.Ok(context.WithVersion(network, network.RowVersion));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, AllowedNetworkService networks, HttpContext context, CancellationToken ct)
    {
        await networks.DeleteAsync(id, context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }
}
