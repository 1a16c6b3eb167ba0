using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Data;

public sealed class BackupTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Restore_IntoAnEmptyPlace_BringsEveryRowAndSecretBack(DatabaseProvider provider)
    {
        await using var studio = await FilledAsync(provider);
        await using var empty = await TestStudio.CreateAsync(provider, migrated: false);
        var file = Path.Combine(TestFolder.New(), "studio.zip");

        await studio.Get<BackupService>().CreateAsync(file, CancellationToken.None);
        await empty.Get<RestoreService>().RestoreAsync(file, force: false, CancellationToken.None);
        await empty.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None);

        Assert.Equal(await DigestAsync(studio), await DigestAsync(empty));
        await using var db = await empty.OpenAsync(studio.Ours);
        var secret = await db.Set<EnvironmentSetting>().SingleAsync(s => s.IsSecret);
        Assert.Equal("hunter-two", empty.Get<SecretProtector>().Unprotect(secret.Value));
        Assert.Equal("a picture", await File.ReadAllTextAsync(Path.Combine(empty.Folder.Uploads, "a", "picture.txt")));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Restore_OverData_NeedsForceAndKeepsTheOldAside(DatabaseProvider provider)
    {
        await using var studio = await FilledAsync(provider);
        await using var other = await FilledAsync(provider);
        var file = Path.Combine(TestFolder.New(), "studio.zip");
        await studio.Get<BackupService>().CreateAsync(file, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<StartupException>(() => other.Get<RestoreService>().RestoreAsync(file, force: false, CancellationToken.None));
        Assert.Contains("--force", refusal.Message, StringComparison.Ordinal);

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await other.Get<RestoreService>().RestoreAsync(file, force: true, CancellationToken.None);
        Assert.Equal(await DigestAsync(studio), await DigestAsync(other));
        Assert.NotEmpty(provider == DatabaseProvider.Sqlite
            ? Directory.GetFiles(other.Folder.Path, "studio.db", SearchOption.AllDirectories).Where(f => f.Contains("replaced-", StringComparison.Ordinal))
            : Directory.GetFiles(other.Folder.Backups, "before-restore-*.zip"));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            foreach (var made in Directory.GetDirectories(other.Folder.Path))
            {
                Assert.Equal((made, UnixFileMode.None), (made, File.GetUnixFileMode(made) & others));
            }
        }
    }

    [Fact]
    public async Task Restore_OneByteChanged_IsRefusedAndChangesNothing()
    {
        await using var studio = await FilledAsync(DatabaseProvider.Sqlite);
        var file = Path.Combine(TestFolder.New(), "studio.zip");
        await studio.Get<BackupService>().CreateAsync(file, CancellationToken.None);
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry("uploads/a/picture.txt")!;
            entry.Delete();
            await using var writer = new StreamWriter(zip.CreateEntry("uploads/a/picture.txt").Open());
            await writer.WriteAsync("b picture");
        }

        var before = await DigestAsync(studio);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => studio.Get<RestoreService>().RestoreAsync(file, force: true, CancellationToken.None));

        Assert.Contains("checksum", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DigestAsync(studio));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Restore_OfANewerSchema_IsRefusedAndChangesNothing(DatabaseProvider provider)
    {
        await using var studio = await FilledAsync(provider);
        var file = Path.Combine(TestFolder.New(), "studio.zip");
        await studio.Get<BackupService>().CreateAsync(file, CancellationToken.None);
        await ChangeAsync(file, BackupManifest.FileName, text => System.Text.RegularExpressions.Regex.Replace(text, "(\"schema\": *\")[^\"]+", "${1}29990101000000_Future"));

        var before = await DigestAsync(studio);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => studio.Get<RestoreService>().RestoreAsync(file, force: true, CancellationToken.None));

        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DigestAsync(studio));
    }

    [Fact]
    public async Task Restore_WhoseImportIntoPostgresFails_LeavesWhatWasThereAndNamesItsBackup()
    {
        await using var studio = await FilledAsync(DatabaseProvider.Postgres);
        var file = Path.Combine(TestFolder.New(), "studio.zip");
        await studio.Get<BackupService>().CreateAsync(file, CancellationToken.None);
        const string table = "database/Users.copy";
        await ChangeAsync(file, table, _ => "no rows");
        var (bytes, hash) = ("no rows".Length, Convert.ToHexStringLower(SHA256.HashData("no rows"u8)));
        await ChangeAsync(file, BackupManifest.FileName, text =>
        {
            var manifest = System.Text.Json.Nodes.JsonNode.Parse(text)!;
            var entry = manifest["files"]!.AsArray().Single(f => f!["name"]!.GetValue<string>() == table)!;
            (entry["bytes"], entry["sha256"]) = (bytes, hash);
            return manifest.ToJsonString();
        });

        var before = await DigestAsync(studio);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => studio.Get<RestoreService>().RestoreAsync(file, force: true, CancellationToken.None));

        Assert.Contains("left as it was", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Assert.Single(Directory.GetFiles(studio.Folder.Backups, "before-restore-*.zip")), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DigestAsync(studio));
    }

    [Fact]
    public async Task PostgresLock_WithAProgramRunning_IsNotForARestore()
    {
        await using var studio = await TestStudio.CreateAsync(DatabaseProvider.Postgres);
        var connection = studio.Get<Microsoft.Extensions.Options.IOptions<DatabaseOptions>>().Value.ConnectionString!;

        await using (await PostgresLock.ShareAsync(connection, CancellationToken.None))
        await using (await PostgresLock.ShareAsync(connection, CancellationToken.None))
        {
            var refusal = await Assert.ThrowsAsync<StartupException>(() => PostgresLock.TakeAloneAsync(connection, CancellationToken.None));
            Assert.Contains("is running", refusal.Message, StringComparison.Ordinal);
        }

        await using var restore = await PostgresLock.TakeAloneAsync(connection, CancellationToken.None);
        await Assert.ThrowsAsync<StartupException>(() => PostgresLock.ShareAsync(connection, CancellationToken.None));
    }

    [Theory]
    [InlineData("not a zip")]
    [InlineData("")]
    public async Task Restore_NotABackup_IsRefused(string content)
    {
        await using var studio = await TestStudio.CreateAsync();
        var file = Path.Combine(TestFolder.New(), "studio.zip");
        await File.WriteAllTextAsync(file, content);

        await Assert.ThrowsAsync<StartupException>(() => studio.Get<RestoreService>().RestoreAsync(file, force: true, CancellationToken.None));
        await Assert.ThrowsAsync<StartupException>(() => studio.Get<RestoreService>().RestoreAsync(file + ".missing", force: true, CancellationToken.None));
    }

    [Fact]
    public async Task Backup_WhileOthersWrite_IsOneMoment()
    {
        await using var studio = await TestStudio.CreateAsync();
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await using var db = await studio.OpenAsync();
                db.Record(Grant.ForCommand("test", studio.Ours.Id), studio.Clock.Now, "test.written", null, $"row {i}");
                await db.SaveChangesAsync();
            }
        });
        var file = Path.Combine(TestFolder.New(), "studio.zip");

        var result = await studio.Get<BackupService>().CreateAsync(file, CancellationToken.None);

        await stop.CancelAsync();
        await writer;
        Assert.Contains(result.Manifest.Files, f => f.Name == "database/studio.db");
        await Assert.ThrowsAsync<StartupException>(() => studio.Get<BackupService>().CreateAsync(file, CancellationToken.None)); // Never over another.
    }

    private static async Task ChangeAsync(string file, string name, Func<string, string> change)
    {
        await using var zip = await ZipFile.OpenAsync(file, ZipArchiveMode.Update);
        string text;
        using (var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync()))
        {
            text = await reader.ReadToEndAsync();
        }

        zip.GetEntry(name)!.Delete();
        await using var writer = new StreamWriter(await zip.CreateEntry(name).OpenAsync());
        await writer.WriteAsync(change(text));
    }

    private static async Task<TestStudio> FilledAsync(DatabaseProvider provider)
    {
        var studio = await TestStudio.CreateAsync(provider);
        await studio.Get<DatabaseUpgrade>().RunAsync(CancellationToken.None);
        await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        await using var admin = studio.As(Role.OrgAdmin);
        await admin.Get<SampleData>().AddAsync(CancellationToken.None);
        await admin.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Production, "CRM_PASSWORD", isSecret: true, "hunter-two", CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(studio.Folder.Uploads, "a"));
        await File.WriteAllTextAsync(Path.Combine(studio.Folder.Uploads, "a", "picture.txt"), "a picture");
        return studio;
    }

    /// <summary>Every row of every table of the model, counted and hashed.</summary>
    private static async Task<string> DigestAsync(TestStudio studio)
    {
        await using var db = await studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        await db.Database.OpenConnectionAsync();
        var digest = new StringBuilder();
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct().Order(StringComparer.Ordinal))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
            {
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).OrderBy(reader.GetName, StringComparer.Ordinal).Select(i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
            }

            rows.Sort(StringComparer.Ordinal);
            digest.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{table} {rows.Count} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))))}");
        }

        return digest.ToString();
    }
}
