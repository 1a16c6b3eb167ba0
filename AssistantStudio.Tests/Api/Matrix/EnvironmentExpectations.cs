using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Environments()
    {
        Caller[] readers = [.. s_viewers, Caller.Narrowed];
        yield return new()
        {
            Endpoint = "GET /environment-settings",
            Allowed = readers,
            Arrange = async scene =>
            {
                await AVariableAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new() { Endpoint = "GET /environment-settings/{id:guid}", Allowed = readers, Arrange = AVariableAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "POST /environment-settings",
            Allowed = s_editors,
            Body = () => new { environment = "testing", name = Unique("V"), value = "made" },
            Check = async call => Assert.Equal("made", (await call.Host.SeeAsync($"/environment-settings/{call.Word("id")}")).GetProperty("value").GetString()),
        };
        yield return new()
        {
            Endpoint = "PUT /environment-settings/{id:guid}",
            Allowed = s_editors,
            Arrange = AVariableAsync,
            Body = () => new { value = "changed" },
            Check = async call => Assert.Equal("changed", (await call.Host.SeeAsync($"/environment-settings/{call.Id}")).GetProperty("value").GetString()),
        };
        yield return new()
        {
            Endpoint = "DELETE /environment-settings/{id:guid}",
            Allowed = s_editors,
            Arrange = AVariableAsync,
            Check = call => IsGoneAsync(call, "/environment-settings"),
        };
    }

    private static IEnumerable<EndpointExpectation> Audit()
    {
        yield return new() { Endpoint = "GET /audit", Allowed = s_administrators, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "GET /audit/{id:guid}",
            Allowed = s_administrators,
            Arrange = async scene =>
            {
                var entries = await scene.Host.Studio.AsAsync(scene.Owner, s => s.GetRequiredService<AuditService>().ListAsync(new() { PageSize = 1 }, CancellationToken.None));
                return [entries.Items[0].Id.ToString()];
            },
            Check = HasIdAsync,
        };
        yield return new()
        {
            Endpoint = "GET /audit/export",
            Allowed = s_administrators,
            Check = call =>
            {
                Assert.StartsWith("at,actor,", call.Text.TrimStart('\uFEFF'), StringComparison.Ordinal);
                return Task.CompletedTask;
            },
        };
    }

    private static async Task<string[]> AVariableAsync(Scene scene)
    {

        var setting = await scene.Host.Studio.AsAsync(
            AdministratorOf(scene), s => s.GetRequiredService<EnvironmentService>().CreateAsync(StudioEnvironment.Testing, Unique("V"), false, "first", CancellationToken.None));
        return [setting.Id.ToString()];
    }
}
