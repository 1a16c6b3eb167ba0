using System.Globalization;
using System.Security.Cryptography;
using AssistantStudio.Core.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Networks()
    {
        yield return new()
        {
            Endpoint = "GET /allowed-networks",
            Allowed = s_site,
            Arrange = async scene =>
            {
                await ANetworkAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "GET /allowed-networks/configured",
            Allowed = s_site,
            Check = call =>
            {
                Assert.Empty(call.Of("networks").EnumerateArray());
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /allowed-networks/{id:guid}", Allowed = s_site, Arrange = ANetworkAsync, Foreign = NoForeignNetwork, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "POST /allowed-networks",
            Allowed = s_site,
            Body = () => new { network = AnAddress(), note = "made" },
            Check = async call => Assert.Equal("made", (await call.Host.SeeAsync($"/allowed-networks/{call.Word("id")}")).GetProperty("note").GetString()),
        };
        yield return new()
        {
            Endpoint = "PUT /allowed-networks/{id:guid}",
            Allowed = s_site,
            Arrange = ANetworkAsync,
            Foreign = NoForeignNetwork,
            Body = () => new { note = "changed" },
            Check = async call => Assert.Equal("changed", (await call.Host.SeeAsync($"/allowed-networks/{call.Id}")).GetProperty("note").GetString()),
        };
        yield return new()
        {
            Endpoint = "DELETE /allowed-networks/{id:guid}",
            Allowed = s_site,
            Arrange = ANetworkAsync,
            Foreign = NoForeignNetwork,
            Check = call => IsGoneAsync(call, "/allowed-networks"),
        };
    }

    private static async Task<string[]> ANetworkAsync(Scene scene)
    {
        var network = await scene.Host.Studio.AsAsync(scene.Host.Ours, async s =>
        {
            var networks = s.GetRequiredService<AllowedNetworkService>();

            // The list has an end, and every test adds to it.
            foreach (var old in (await networks.ListAsync(new() { PageSize = 200 }, CancellationToken.None)).Items)
            {
                await networks.DeleteAsync(old.Id, null, CancellationToken.None);
            }

            return await networks.CreateAsync(AnAddress(), "first", CancellationToken.None);
        });
        return [network.Id.ToString()];
    }

    private static string AnAddress() => string.Create(CultureInfo.InvariantCulture, $"10.{RandomNumberGenerator.GetInt32(256)}.{RandomNumberGenerator.GetInt32(256)}.{RandomNumberGenerator.GetInt32(256)}");

    /// <summary>The list is the installation's: there is no other organisation's.</summary>
    private static Task<string[]?> NoForeignNetwork(ApiHost host, Caller caller) => Task.FromResult<string[]?>(null);
}
