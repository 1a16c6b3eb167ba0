using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AssistantStudio.Tests.Faults;

/// <summary>
/// The program is killed, as by <c>kill -9</c>, at moments nobody chose while it brings knowledge in and while it makes vectors,
/// and started again each time. <c>STUDIO_KILLS</c> says how often; the usual number keeps the suite quick.
/// </summary>
public sealed class KnowledgeKillTests
{
    private const int Files = 700;

    private const string Missing = "SELECT COUNT(*) FROM \"KnowledgeChunks\" c WHERE NOT EXISTS (SELECT 1 FROM \"StoredVectors\" v WHERE v.\"Hash\" = c.\"Hash\")";

    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("STUDIO_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 2;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileKnowledgeIsBroughtInAndEmbedded_LeavesNoGapAndNothingTwice()
    {
        var folder = TestFolder.New();
        await WriteFilesAsync(Path.Combine(folder, "knowledge"));
        string source;
        await using (var program = StudioProcess.Start(folder))
        {
            await program.ReadyAsync();
            source = await AddSourceAsync(program);
            await Task.Delay(Random.Shared.Next(50, 600), Cancel);
        }

        for (var i = 1; i < s_kills; i++)
        {
            await using var program = StudioProcess.Start(folder);
            await program.ReadyAsync();
            await Task.Delay(Random.Shared.Next(0, 900), Cancel);
        }

        await using (var program = StudioProcess.Start(folder))
        {
            await program.ReadyAsync();
            await Eventually.TrueAsync(() => Count(folder, "SELECT COUNT(*) FROM \"IngestionRuns\" WHERE \"State\" = 'Running'") == 0);
            var run = await LastRunAsync(program, source);
            Assert.Equal(("succeeded", Files, 0, 1), (run.GetProperty("state").GetString(), run.GetProperty("added").GetInt32(), run.GetProperty("failed").GetInt32(), run.GetProperty("revision").GetInt32()));
        }

        AssertWhole(folder);
        await LoseVectorsAsync(folder);
        for (var i = 0; i < s_kills; i++)
        {
            await using var program = StudioProcess.Start(folder);
            await program.ReadyAsync();
            (await program.Client.PostAsync("/api/v1/knowledge/backfill", null, Cancel)).EnsureSuccessStatusCode();
            await Task.Delay(Random.Shared.Next(0, 500), Cancel);
        }

        await using (var program = StudioProcess.Start(folder))
        {
            await program.ReadyAsync();
            (await program.Client.PostAsync("/api/v1/knowledge/backfill", null, Cancel)).EnsureSuccessStatusCode();
            await Eventually.TrueAsync(() => Count(folder, Missing) == 0);
            var found = await (await program.Client.PostAsJsonAsync("/api/v1/knowledge/search", new { query = TextOf(77, 2), mode = "vector" }, Cancel)).Content.ReadFromJsonAsync<JsonElement>(Cancel);
            Assert.Contains(found.GetProperty("items").EnumerateArray(), p => p.GetProperty("documentExternalId").GetString() == "d077.md");
        }

        AssertWhole(folder);
    }

    private static async Task WriteFilesAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < Files; i++)
        {
            var text = new StringBuilder($"# Depot {i}\n");
            for (var s = 0; s < 4; s++)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## Part {s}\n\n{TextOf(i, s)}\n");
            }

            await File.WriteAllTextAsync(Path.Combine(folder, $"d{i:000}.md"), text.ToString(), Cancel);
        }
    }

    private static string TextOf(int file, int part) =>
        $"Depot {file} is open from {part + 5}. {string.Join(' ', Enumerable.Range(0, 60).Select(w => $"word{(file * 31) + (part * 7) + w}"))}";

    private static async Task<string> AddSourceAsync(StudioProcess program)
    {
        var reply = await program.Client.PostAsJsonAsync("/api/v1/knowledge/sources", new { name = "Depots", kind = "folder", settings = new { folder = "knowledge" } }, Cancel);
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> LastRunAsync(StudioProcess program, string source) =>
        (await program.Client.GetFromJsonAsync<JsonElement>($"/api/v1/knowledge/sources/{source}", Cancel)).GetProperty("lastRun");

    /// <summary>Looked at in the file itself, while nobody has it open.</summary>
    private static void AssertWhole(string folder)
    {
        using var file = Open(folder);
        const string Depots = "(SELECT \"Id\" FROM \"KnowledgeSources\" WHERE \"Name\" = 'Depots')";
        Assert.Equal(Files, Count(file, $"SELECT COUNT(*) FROM \"KnowledgeDocuments\" WHERE \"SourceId\" = {Depots}"));
        Assert.Equal(Files, Count(file, $"SELECT COUNT(DISTINCT \"ExternalId\") FROM \"KnowledgeDocuments\" WHERE \"SourceId\" = {Depots} AND \"UntilRevision\" IS NULL"));
        Assert.Equal(1, Count(file, $"SELECT COUNT(*) FROM \"IngestionRuns\" WHERE \"SourceId\" = {Depots}"));
        Assert.Equal(
            Count(file, $"SELECT SUM(\"Chunks\") FROM \"KnowledgeDocuments\" WHERE \"SourceId\" = {Depots}"),
            Count(file, $"SELECT COUNT(*) FROM (SELECT DISTINCT \"DocumentId\", \"Ordinal\" FROM \"KnowledgeChunks\" WHERE \"SourceId\" = {Depots})"));
        Assert.Equal(Count(file, "SELECT COUNT(*) FROM \"KnowledgeChunks\""), Count(file, "SELECT COUNT(*) FROM \"KnowledgeIndex\""));
        Assert.Equal(0, Count(file, Missing));
        Assert.Equal(Count(file, "SELECT COUNT(DISTINCT \"Hash\") FROM \"KnowledgeChunks\""), Count(file, "SELECT COUNT(*) FROM \"StoredVectors\""));
    }

    private static async Task LoseVectorsAsync(string folder)
    {
        await using var file = Open(folder);
        await using var command = file.CreateCommand();
        command.CommandText = "DELETE FROM \"StoredVectors\"";
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static SqliteConnection Open(string folder)
    {
        SqliteBootstrap.EnsureLoaded();
        var file = new SqliteConnection($"Data Source={folder}/studio.db;Pooling=False");
        file.Open();
        return file;
    }

    private static long Count(string folder, string query)
    {
        using var file = Open(folder);
        return Count(file, query);
    }

    private static long Count(SqliteConnection file, string query)
    {
        using var command = file.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
