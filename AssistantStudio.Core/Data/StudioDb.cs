using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Data;

/// <summary>The only place where a context is rented. Dispose it when the operation is done.</summary>
public sealed class StudioDb(IServiceProvider services, IOptions<DatabaseOptions> options)
{
    private volatile bool _isReady;

    public DatabaseProvider Provider => options.Value.Provider;

    /// <summary>The database is there and is of this version. Before that, to look at a file must not make one.</summary>
    internal bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>A context that sees and writes the rows of the organisation that <paramref name="access"/> acts in.</summary>
    public Task<StudioDbContext> OpenAsync(Access access, CancellationToken ct) =>
        RentAsync(access.OrganizationId, writesAcross: false, ct);

    /// <summary>
    /// A context for what is about more than one organisation or none: signing in, set-up, clean-up, runs of jobs.
    /// It still sees no tenant's rows unless the query says so with IgnoreQueryFilters; a test lists who may.
    /// </summary>
    internal Task<StudioDbContext> OpenSystemAsync(CancellationToken ct) =>
        RentAsync(Guid.Empty, writesAcross: true, ct);

    private async Task<StudioDbContext> RentAsync(Guid organizationId, bool writesAcross, CancellationToken ct)
    {
        if (Provider == DatabaseProvider.Postgres)
        {
            var postgres = await services.GetRequiredService<IDbContextFactory<PostgresStudioDbContext>>().CreateDbContextAsync(ct).ConfigureAwait(false);
            postgres.Scope(organizationId, writesAcross);
            return postgres;
        }

        var sqlite = await services.GetRequiredService<IDbContextFactory<SqliteStudioDbContext>>().CreateDbContextAsync(ct).ConfigureAwait(false);
        sqlite.Scope(organizationId, writesAcross);
        if (!_isReady)
        {
            return sqlite;
        }

        try
        {
            // Otherwise each query opens it anew, and EF teaches it its functions again each time, which takes longer than most queries.
            await sqlite.OpenAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            await sqlite.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return sqlite;
    }
}
