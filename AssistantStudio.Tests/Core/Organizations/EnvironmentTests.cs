using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class EnvironmentTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Secret_OnceSet_IsReadNowhere(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var settings = admin.Get<EnvironmentService>();

        var created = await settings.CreateAsync(StudioEnvironment.Production, "crm_password", isSecret: true, "hunter-two", CancellationToken.None);
        var changed = await settings.ChangeAsync(created.Id, "hunter-three", created.RowVersion, CancellationToken.None);

        Assert.Equal(("CRM_PASSWORD", null, null), (created.Name, created.Value, changed.Value));
        Assert.Null((await settings.ListAsync(new EnvironmentListQuery(), CancellationToken.None)).Items.Single().Value);
        await using var db = await studio.OpenAsync();
        var stored = await db.Set<EnvironmentSetting>().SingleAsync();
        Assert.DoesNotContain("hunter", stored.Value, StringComparison.Ordinal);
        Assert.Equal("hunter-three", studio.Get<SecretProtector>().Unprotect(stored.Value));
        Assert.DoesNotContain("hunter", string.Join(' ', await db.Set<AuditEntry>().Select(a => a.Changes).ToListAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variable_SameNameTwice_SaysSoAtTheField()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var settings = editor.Get<EnvironmentService>();
        await settings.CreateAsync(StudioEnvironment.Testing, "REGION", isSecret: false, "north", CancellationToken.None);
        await settings.CreateAsync(StudioEnvironment.Staging, "REGION", isSecret: false, "north", CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<ValidationException>(
            () => settings.CreateAsync(StudioEnvironment.Testing, "region", isSecret: false, "south", CancellationToken.None));

        Assert.Equal("REGION exists already in testing.", refusal.Errors["name"].Single());
    }

    [Fact]
    public async Task Secret_Editor_MaySetVariablesOnly()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        await Assert.ThrowsAsync<ForbiddenException>(
            () => editor.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Testing, "TOKEN", isSecret: true, "x", CancellationToken.None));
    }

    [Theory]
    [InlineData("1ST", "name")]
    [InlineData("", "name")]
    [InlineData("WITH SPACE", "name")]
    [InlineData("ÄRGER", "name")]
    public async Task Create_BadName_SaysSoAtTheField(string name, string field)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        var refusal = await Assert.ThrowsAsync<ValidationException>(
            () => editor.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Testing, name, isSecret: false, "x", CancellationToken.None));

        Assert.Equal([field], refusal.Errors.Keys);
    }
}
