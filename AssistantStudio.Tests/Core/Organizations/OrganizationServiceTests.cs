using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class OrganizationServiceTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ListAll_SearchInAnotherCase_FindsTheName(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(studio.GrantOf(Role.OrgAdmin) with { IsSiteAdmin = true, Permissions = RolePermissions.SiteAdmin });
        var organizations = admin.Get<OrganizationService>();

        foreach (var search in new[] { "ours", "OURS", "Ours", "ur" })
        {
            var found = await organizations.ListAllAsync(new ListQuery { Search = search }, CancellationToken.None);
            Assert.Equal(["Ours"], found.Items.Select(o => o.Name));
        }
    }
}
