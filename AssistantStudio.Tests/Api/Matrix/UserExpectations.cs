using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Users()
    {
        yield return new() { Endpoint = "GET /users", Allowed = s_administrators, Check = HasRowsAsync };
        yield return new() { Endpoint = "GET /users/{id:guid}", Allowed = s_administrators, Arrange = AUserAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "PUT /users/{id:guid}",
            Allowed = s_administrators,
            Arrange = AUserAsync,
            Body = () => new { role = "editor" },
            Check = async call => Assert.Equal("editor", (await call.Host.SeeAsync($"/users/{call.Id}")).GetProperty("role").GetString()),
        };
        yield return new() { Endpoint = "DELETE /users/{id:guid}", Allowed = s_administrators, Arrange = AUserAsync, Check = call => IsGoneAsync(call, "/users") };
        yield return new()
        {
            Endpoint = "POST /users/{id:guid}/password-link",
            Allowed = s_administrators,
            Arrange = AUserAsync,
            Check = async call =>
            {
                var token = call.Word("url")!.Split("token=")[1];
                var link = await call.Host.Studio.AsAsync(Grant.None, s => s.GetRequiredService<AccountLinkUse>().LookAsync(AccountLinkKind.PasswordReset, token, CancellationToken.None));
                Assert.EndsWith("@people.example", link!.Email, StringComparison.Ordinal);
            },
        };
        yield return new()
        {
            Endpoint = "GET /users/invitations",
            Allowed = s_administrators,
            Arrange = async scene =>
            {
                await AnInvitationAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "POST /users/invitations",
            Allowed = s_administrators,
            Body = () => new { email = $"{Unique()}@people.example", role = "viewer" },
            Check = async call => Assert.Contains(
                call.Word("id"),
                (await call.Host.SeeAsync("/users/invitations?pageSize=200")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString())),
        };
        yield return new()
        {
            Endpoint = "DELETE /users/invitations/{id:guid}",
            Allowed = s_administrators,
            Arrange = AnInvitationAsync,
            Check = async call => Assert.DoesNotContain(
                call.Id,
                (await call.Host.SeeAsync("/users/invitations?pageSize=200")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString())),
        };
    }

    private static IEnumerable<EndpointExpectation> ApiKeys()
    {
        yield return new()
        {
            Endpoint = "GET /api-keys",
            Allowed = s_builders,
            Arrange = async scene =>
            {
                await AKeyAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new() { Endpoint = "GET /api-keys/{id:guid}", Allowed = s_builders, Arrange = AKeyAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "POST /api-keys",
            Allowed = s_builders,
            Body = () => new { name = Unique("Key ") },
            Check = async call =>
            {
                using var client = call.Host.Studio.CreateClient(call.Word("token"));
                Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
            },
        };
        yield return new()
        {
            Endpoint = "DELETE /api-keys/{id:guid}",
            Allowed = s_builders,
            Arrange = AKeyAsync,
            Check = async call => Assert.NotEqual("active", (await call.Host.SeeAsync($"/api-keys/{call.Id}")).GetProperty("state").GetString()),
        };
    }

    private static async Task<string[]> AUserAsync(Scene scene)
    {
        var administrator = scene.Owner.OrganizationId == scene.Host.Theirs.OrganizationId ? scene.Host.Theirs : scene.Host.Ours;
        return [(await scene.Host.AddUserAsync(administrator, Role.Viewer)).ToString()];
    }

    private static async Task<string[]> AnInvitationAsync(Scene scene)
    {
        var link = await scene.Host.Studio.AsAsync(
            scene.Owner, s => s.GetRequiredService<AccountLinkService>().InviteAsync($"{Unique()}@people.example", Role.Viewer, CancellationToken.None));
        return [link.Id.ToString()];
    }

    private static async Task<string[]> AKeyAsync(Scene scene) => [(await scene.Host.AddKeyAsync(scene.Owner)).Key.Id.ToString()];
}
