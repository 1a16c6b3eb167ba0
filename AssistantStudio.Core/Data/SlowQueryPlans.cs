using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AssistantStudio.Core.Data;

/// <summary>A statement that took long, under a name that joins its log lines. Its values serve to ask for the plan and are not logged.</summary>
public sealed partial record SlowQuery(string Name, string Shape, string Sql, IReadOnlyList<DbParameter> Parameters)
{
    private const int MaxShapeLength = 2_000;
    private const int NameLength = 8;

    public static SlowQuery Of(DbCommand command)
    {
        var shape = White().Replace(command.CommandText, " ").Trim();
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape)))[..NameLength];
        return new(
            name, shape.Length <= MaxShapeLength ? shape : shape[..MaxShapeLength], command.CommandText,
            [.. command.Parameters.Cast<DbParameter>().Select(Copy)]);
    }

    private static DbParameter Copy(DbParameter parameter) => parameter switch
    {
        NpgsqlParameter postgres => postgres.Clone(),
        _ => new SqliteParameter(parameter.ParameterName, parameter.Value),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}

/// <summary>
/// Asks the database how it answers a slow statement and logs the shape of that plan: tables and indexes, no values. Each
/// statement once until the next start, on a connection of its own, when the program has nothing else to do with it.
/// </summary>
public sealed class SlowQueryPlans(IServiceProvider services, ILogger<SlowQueryPlans> log) : BackgroundService
{
    private const int MaxWaiting = 20;
    private const int MaxKnown = 500;
    private static readonly string[] s_nodeFacts = ["Relation Name", "Index Name"];

    private readonly Channel<SlowQuery> _waiting = Channel.CreateBounded<SlowQuery>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, bool> _known = [];

    public void Ask(SlowQuery query)
    {
        if (_known.Count < MaxKnown && query.Sql.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase) && _known.TryAdd(query.Name, true))
        {
            _waiting.Writer.TryWrite(query);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var query in _waiting.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                DataLog.SlowQueryPlan(log, query.Name, await ExplainAsync(query, stoppingToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever it is: a service that ends by itself would take the program with it.
                DataLog.SlowQueryUnexplained(log, e, query.Name);
            }
        }
    }

    private async Task<string> ExplainAsync(SlowQuery query, CancellationToken ct)
    {
        // Asked for late: the database's contexts carry the meter, which carries this.
        var db = (StudioDb)services.GetService(typeof(StudioDb))!;
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Database.OpenConnectionAsync(ct).ConfigureAwait(false);
            var command = context.Database.GetDbConnection().CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                var sqlite = db.Provider == DatabaseProvider.Sqlite;
                command.CommandText = (sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN (FORMAT JSON) ") + query.Sql;
                command.Parameters.AddRange(query.Parameters.ToArray());
                var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return sqlite ? await LinesAsync(reader, ct).ConfigureAwait(false) : await NodesAsync(reader, ct).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary><c>(2, 0, 0, 'SEARCH Memberships USING COVERING INDEX IX_… (OrganizationId=?)')</c></summary>
    private static async Task<string> LinesAsync(DbDataReader reader, CancellationToken ct)
    {
        var lines = new List<string>();
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            lines.Add(reader.GetString(3));
        }

        return string.Join("; ", lines);
    }

    /// <summary><c>[{"Plan":{"Node Type":"Index Scan","Relation Name":"…","Index Name":"…","Filter":"(values)","Plans":[…]}}]</c></summary>
    private static async Task<string> NodesAsync(DbDataReader reader, CancellationToken ct)
    {
        await reader.ReadAsync(ct).ConfigureAwait(false);
        using var document = JsonDocument.Parse(reader.GetString(0));
        var nodes = new List<string>();
        Add(document.RootElement[0].GetProperty("Plan"));
        return string.Join("; ", nodes);

        void Add(JsonElement node)
        {
            var facts = s_nodeFacts.Where(f => node.TryGetProperty(f, out _)).Select(f => node.GetProperty(f).GetString());
            nodes.Add(string.Join(' ', facts.Prepend(node.GetProperty("Node Type").GetString())));
            if (node.TryGetProperty("Plans", out var below))
            {
                foreach (var one in below.EnumerateArray())
                {
                    Add(one);
                }
            }
        }
    }
}
