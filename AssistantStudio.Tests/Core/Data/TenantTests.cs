using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Data;

public sealed class TenantTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Query_RowsOfTwoOrganizations_SeesOwnOnly(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await AddVariableAsync(studio, studio.Ours, "REGION", "ours");
        await AddVariableAsync(studio, studio.Theirs, "REGION", "theirs");

        await using var db = await studio.OpenAsync(studio.Ours);

        Assert.Equal(["ours"], await db.Set<EnvironmentSetting>().Select(s => s.Value).ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Query_NoOrganizationSet_SeesNothing(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await AddVariableAsync(studio, studio.Ours, "REGION", "ours");

        await using var db = await studio.Get<StudioDb>().OpenAsync(new Access(), CancellationToken.None);

        Assert.Empty(await db.Set<EnvironmentSetting>().ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Save_RowOfAnotherOrganization_IsRefused(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var db = await studio.OpenAsync(studio.Ours);
        db.Add(Variable(studio, studio.Theirs, "REGION", "smuggled"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());

        await using var theirs = await studio.OpenAsync(studio.Theirs);
        Assert.Empty(await theirs.Set<EnvironmentSetting>().ToListAsync());
    }

    [Fact]
    public async Task Rent_AfterAnotherOrganizationUsedThePooledContext_SeesOwnOnly()
    {
        await using var studio = await TestStudio.CreateAsync();
        await AddVariableAsync(studio, studio.Theirs, "REGION", "theirs");
        for (var i = 0; i < 20; i++)
        {
            await using (var theirs = await studio.OpenAsync(studio.Theirs))
            {
                Assert.Single(await theirs.Set<EnvironmentSetting>().ToListAsync());
            }

            await using var ours = await studio.OpenAsync(studio.Ours);
            Assert.Empty(await ours.Set<EnvironmentSetting>().ToListAsync());
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Save_RowChangedBySomeoneElse_IsAConflict(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await AddVariableAsync(studio, studio.Ours, "REGION", "one");
        await using var first = await studio.OpenAsync();
        await using var second = await studio.OpenAsync();
        var mine = await first.Set<EnvironmentSetting>().SingleAsync();
        var theirs = await second.Set<EnvironmentSetting>().SingleAsync();
        theirs.Value = "two";
        await second.SaveChangesAsync();
        mine.Value = "three";

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => first.SaveChangesAsync());
    }

    [Fact]
    public async Task Save_ChangedAuditEntry_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var db = await studio.OpenAsync();
        db.Record(Grant.ForCommand("test", studio.Ours.Id), studio.Clock.Now, "test.done", null, "x");
        await db.SaveChangesAsync();
        db.Remove(await db.Set<AuditEntry>().SingleAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    }

    private static async Task AddVariableAsync(TestStudio studio, Organization organization, string name, string value)
    {
        await using var db = await studio.OpenAsync(organization);
        db.Add(Variable(studio, organization, name, value));
        await db.SaveChangesAsync();
    }

    private static EnvironmentSetting Variable(TestStudio studio, Organization organization, string name, string value) => new()
    {
        OrganizationId = organization.Id,
        Environment = StudioEnvironment.Testing,
        Name = name,
        Value = value,
        UpdatedAt = studio.Clock.Now,
        UpdatedBy = "test",
    };
}
