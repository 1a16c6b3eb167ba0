using AssistantStudio.Core.Data;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Data;

/// <summary>What the start does to a database, and what it refuses to do.</summary>
public sealed class UpgradeTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Run_EmptyDatabase_MakesTheSchemaAndTheMarker(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider, migrated: false);

        await studio.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None);

        Assert.True(File.Exists(studio.Folder.Marker));
        Assert.Empty(Directory.GetFiles(studio.Folder.Backups)); // There was nothing to back up.
        await using var db = await studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Run_FromEveryReleasedSchema_EndsAtTheModel(DatabaseProvider provider)
    {
        await using var all = await TestStudio.CreateAsync(provider, migrated: false);
        await using var probe = await all.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        foreach (var released in probe.Database.GetMigrations())
        {
            await using var studio = await TestStudio.CreateAsync(provider, migrated: false);
            await using (var old = await studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None))
            {
                await old.GetService<IMigrator>().MigrateAsync(released);
            }

            await studio.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None);

            await using var db = await studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
            Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        }

        Assert.False(probe.Database.HasPendingModelChanges(), "The model changed without a migration.");
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Run_NewerSchema_IsRefused(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using (var db = await studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None))
        {
            await db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Future', '99')""");
        }

        var refusal = await Assert.ThrowsAsync<StartupException>(() => studio.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None));

        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Run_DatabaseGoneButMarkerThere_IsRefused(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider, migrated: false);
        await File.WriteAllTextAsync(studio.Folder.Marker, "{}");

        var refusal = await Assert.ThrowsAsync<StartupException>(() => studio.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None));

        Assert.Contains("missing or empty", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("restore FILE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_KeysGone_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await studio.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None);
        Directory.Delete(studio.Folder.Keys, recursive: true);
        Directory.CreateDirectory(studio.Folder.Keys);

        await using var again = TestStudio.Restart(studio);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => again.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None));

        Assert.Contains("can no longer be decrypted", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OneOfSeveralKeysGone_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await studio.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None);
        var first = Directory.GetFiles(studio.Folder.Keys);
        var now = TimeProvider.System.GetUtcNow();
        studio.Get<IKeyManager>().CreateNewKey(now, now.AddDays(90));
        foreach (var start in new[] { "with the new key", "again" })
        {
            await using var started = TestStudio.Restart(studio);
            await started.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None);
            await using var db = await started.GetRequiredService<StudioDb>().OpenSystemAsync(CancellationToken.None);
            var canaries = (await db.Set<InstallationFact>().SingleAsync(f => f.Key == "secret-canary")).Value;
            Assert.Equal((start, 2), (start, System.Text.Json.JsonSerializer.Deserialize<string[]>(canaries)!.Length));
        }

        File.Delete(Assert.Single(Directory.GetFiles(studio.Folder.Keys).Except(first)));

        await using var again = TestStudio.Restart(studio);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => again.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None));

        Assert.Contains("can no longer be decrypted", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NotADatabase_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync(migrated: false);
        await File.WriteAllTextAsync(studio.Folder.DatabaseFile, new string('x', 8192));

        var refusal = await Assert.ThrowsAsync<StartupException>(() => studio.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None));

        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lock_TakenTwice_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        using var first = DatabaseLock.Take(studio.Folder);

        var refusal = Assert.Throws<StartupException>(() => DatabaseLock.Take(studio.Folder));

        Assert.Contains("Another AssistantStudio is running", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_Created_IsForThisAccountAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows protects the folder by its ACL.");
            return;
        }

        await using var studio = await TestStudio.CreateAsync();
        var folder = new DataFolder(Path.Combine(studio.Folder.Path, "fresh"));

        folder.Create();

        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var made in new[] { folder.Path, folder.Keys, folder.Uploads, folder.Backups })
        {
            Assert.Equal(ownerOnly, File.GetUnixFileMode(made));
        }
    }
}
