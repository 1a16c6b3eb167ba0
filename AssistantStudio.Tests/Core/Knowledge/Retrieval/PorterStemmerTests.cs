using System.Text.RegularExpressions;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Search;
using AssistantStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Retrieval;

public sealed partial class PorterStemmerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_EveryWordOfTheGuideAndManyEndings_IsWhatTheIndexMakesOfIt()
    {
        string[] endings = ["", "s", "es", "ed", "ing", "ation", "ational", "ization", "iveness", "fulness", "ousness", "ality", "ivity", "bility", "ology", "icate", "ative", "alize", "ical", "ement", "ion", "er", "ly", "y", "ied", "eed", "ee", "ll"];
        var guide = Directory.EnumerateFiles(Path.Combine(Source.Root, "docs", "guide"), "*.md").SelectMany(f => SearchTokens.Of(File.ReadAllText(f), indexing: true)).Select(t => t.Text);
        string[] stems = ["hop", "hopp", "fall", "fizz", "fil", "conflat", "siz", "tr", "sk", "happ", "relat", "condition", "valen", "digit", "conform", "radic", "differ", "vil", "analog", "vietnam", "predic", "oper", "feud", "decis", "hope", "call", "form", "sens", "electric", "good", "reviv", "allow", "infer", "airlin", "gyroscop", "adjust", "defens", "irrit", "replac", "depend", "adopt", "commun", "bowdler", "prob", "rat", "control", "rol"];
        string[] words = [.. guide.Concat(stems.SelectMany(s => endings.Select(e => s + e))).Where(w => Plain().IsMatch(w)).Distinct(StringComparer.Ordinal)];
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(Cancel);
        await RunAsync(connection, "CREATE VIRTUAL TABLE Words USING fts5(Word, tokenize='porter unicode61 remove_diacritics 0'); CREATE VIRTUAL TABLE Stems USING fts5vocab(Words, 'instance');");
        await RunAsync(connection, $"INSERT INTO Words (rowid, Word) VALUES {string.Join(',', words.Select((w, i) => $"({i + 1}, '{w}')"))}");

        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT doc, term FROM Stems ORDER BY doc";
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var wrong = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            var (word, stem) = (words[reader.GetInt32(0) - 1], reader.GetString(1));
            if (PorterStemmer.Of(word) != stem)
            {
                wrong.Add($"{word}: {PorterStemmer.Of(word)} instead of {stem}");
            }
        }

        Assert.Empty(wrong);
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }

    [GeneratedRegex("^[a-z0-9]+$")]
    private static partial Regex Plain();
}
