using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Web.Hosting;

/// <summary>What happens between building the program and its first request, and how a failure of it is told.</summary>
public static class StartUp
{
    /// <summary>A full disk still takes an empty file.</summary>
    private const int ProbeBytes = 64 << 10;

    private const int SqliteBusy = 5;
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    /// <summary>Data folder, lock, schema, unattended set-up: in this order, before anything listens or runs.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken ct)
    {
        services.GetRequiredService<IStartupValidator>().Validate(); // Wrong settings are told before anything is touched.
        PrepareFolder(services.GetRequiredService<DataFolder>());
        await services.GetRequiredService<StudioLock>().TakeAsync(ct);
        await services.GetRequiredService<DatabaseUpgrade>().RunAsync(ct);
        await services.GetRequiredService<SetupService>().RunUnattendedAsync(ct);
    }

    public static void PrepareFolder(DataFolder folder)
    {
        try
        {
            folder.Create();
            var probe = Path.Combine(folder.Path, ".write-probe");
            try
            {
                File.WriteAllBytes(probe, new byte[ProbeBytes]);
            }
            finally
            {
                File.Delete(probe);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StartupException(
                $"The data folder {folder.Path} cannot be written: {e.Message} Give this account write access, free some space, or set AssistantStudio__DataDirectory to another folder.", e);
        }
    }

    /// <summary>The one line, or two, that a person looks for.</summary>
    public static async Task AnnounceAsync(WebApplication app, CancellationToken ct)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? StudioConfiguration.DefaultUrl;
        address = address.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);
        Console.WriteLine($"AssistantStudio is ready: {address}");
        if (await app.Services.GetRequiredService<SetupService>().IsNeededAsync(ct))
        {
            var token = app.Services.GetRequiredService<SetupLink>().Token;
            Console.WriteLine($"Set it up within the hour: {address}/account/set-up?token={token}");
        }
    }

    /// <summary>One sentence for a failure that an administrator can mend; null for a bug, which keeps its stack trace.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        StartupException e => e.Message,
        OptionsValidationException e => "A setting is wrong. " + string.Join(" ", e.Failures),
        Core.Shared.ValidationException e => e.Message,
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        AggregateException e when e.InnerExceptions.All(i => i is OptionsValidationException) => string.Join(" ", e.InnerExceptions.Select(Explain)),
        InvalidOperationException { InnerException: FormatException or ArgumentException } e when e.Message.Contains("configuration", StringComparison.OrdinalIgnoreCase) =>
            "A setting is wrong. " + WrongValue(e),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } e => $"{e.Message.TrimEnd('.')}. Stop the other program, or choose another address with --urls.",
        IOException e when e.Message.Contains("Failed to bind", StringComparison.Ordinal) => $"{e.Message.TrimEnd('.')}. Choose another address with --urls.",
        SqliteException { SqliteErrorCode: SqliteBusy } => "The database is locked by another program. Close whatever has the database file open and start again.",
        SqliteException { SqliteErrorCode: SqliteFull } => "The disk is full. Free some space and start again; nothing that was saved is lost.",
        SqliteException { SqliteErrorCode: SqliteReadOnly or SqliteCannotOpen or SqliteIoError } e => $"The database file cannot be read or written ({e.Message}). Check its permissions and the disk.",
        UnauthorizedAccessException e => $"{e.Message} Give this account access to the data folder.",
        _ when exception.InnerException is { } inner => Explain(inner),
        _ => null,
    };

    /// <summary>The binder names the key, but says neither what is there nor what may be.</summary>
    private static string WrongValue(InvalidOperationException e)
    {
        var type = System.Text.RegularExpressions.Regex.Match(e.Message, "to type '([^']+)'").Groups[1].Value;
        var allowed = Type.GetType(type) ?? typeof(DatabaseOptions).Assembly.GetType(type);
        return allowed is { IsEnum: true }
            ? $"{e.Message.TrimEnd('.')}. Allowed are: {string.Join(", ", Enum.GetNames(allowed).Select(n => n.ToLowerInvariant()))}."
            : e.Message;
    }
}

/// <summary>Holds the lock on the database as long as the program lives: an SQLite file for itself, PostgreSQL together with the other nodes.</summary>
public sealed class StudioLock(IOptions<DatabaseOptions> database, DataFolder folder) : IDisposable
{
    private IDisposable? _held;

    public async Task TakeAsync(CancellationToken ct) => _held ??= database.Value.Provider == DatabaseProvider.Sqlite
        ? DatabaseLock.Take(folder)
        : await PostgresLock.ShareAsync(database.Value.ConnectionString!, ct);

    /// <summary>For a restore, which replaces what the others would be working on.</summary>
    public async Task TakeAloneAsync(CancellationToken ct) => _held ??= database.Value.Provider == DatabaseProvider.Sqlite
        ? DatabaseLock.Take(folder)
        : await PostgresLock.TakeAloneAsync(database.Value.ConnectionString!, ct);

    public void Dispose() => _held?.Dispose();
}
