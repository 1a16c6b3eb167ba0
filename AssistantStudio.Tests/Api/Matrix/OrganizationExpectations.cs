using AssistantStudio.Core.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Organization()
    {
        yield return new()
        {
            Endpoint = "GET /me",
            Allowed = s_everybody,
            Check = call =>
            {
                Assert.Equal(call.Host.Ours.OrganizationId.ToString(), call.Word("organizationId"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /organization",
            Allowed = s_viewers,
            Check = call =>
            {
                Assert.Equal(call.Host.Ours.OrganizationId.ToString(), call.Word("id"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "PUT /organization",
            Allowed = s_administrators,
            Body = () => new { name = Unique(), timeZone = "Europe/Berlin" },
            Check = async call => Assert.Equal(call.Word("name"), (await call.Host.SeeAsync("/organization")).GetProperty("name").GetString()),
        };
        yield return new()
        {
            Endpoint = "POST /organization/sample-data",
            Allowed = s_administrators,
            Arrange = async scene =>
            {
                await scene.Host.Studio.AsAsync(scene.Host.Ours, s => s.GetRequiredService<SampleData>().RemoveAsync(CancellationToken.None));
                return [];
            },
            Check = async call =>
            {
                Assert.True(call.Of("rows").GetInt32() > 0);
                Assert.True(await HasSampleAsync(call.Host));
            },
        };
        yield return new()
        {
            Endpoint = "DELETE /organization/sample-data",
            Allowed = s_administrators,
            Arrange = async scene =>
            {
                await scene.Host.Studio.AsAsync(scene.Host.Ours, s => s.GetRequiredService<SampleData>().AddAsync(CancellationToken.None));
                return [];
            },
            Check = async call => Assert.False(await HasSampleAsync(call.Host)),
        };
        yield return new() { Endpoint = "GET /organizations", Allowed = s_site, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "POST /organizations",
            Allowed = s_site,
            Body = () => new { name = Unique("Organisation ") },
            Check = async call =>
            {
                var found = await call.Host.SeeAsync($"/organizations?q={Uri.EscapeDataString(call.Word("name")!)}");
                Assert.Equal(call.Word("id"), Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
            },
        };
    }

    private static Task<bool> HasSampleAsync(ApiHost host) =>
        host.Studio.AsAsync(host.Ours, s => s.GetRequiredService<SampleData>().IsThereAsync(CancellationToken.None));
}
