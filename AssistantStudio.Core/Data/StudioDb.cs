using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Data;

/// <summary>The only place where a context is rented. Dispose it when the operation is done.</summary>
public sealed class StudioDb(IServiceProvider services, IOptions<DatabaseOptions> options)
{
    public DatabaseProvider Provider => options.Value.Provider;

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
        StudioDbContext context = Provider == DatabaseProvider.Postgres
            ? await services.GetRequiredService<IDbContextFactory<PostgresStudioDbContext>>().CreateDbContextAsync(ct).ConfigureAwait(false)
            : await services.GetRequiredService<IDbContextFactory<SqliteStudioDbContext>>().CreateDbContextAsync(ct).ConfigureAwait(false);
        context.Scope(organizationId, writesAcross);
        return context;
    }
}
