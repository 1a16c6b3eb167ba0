using System.Reflection;
using AssistantStudio.Core.Organizations;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Assembles the features' entities and holds what is true for all rows: the tenant filter, UTC times, row versions,
/// append-only rows. Rented from <see cref="StudioDb"/>, for one operation.
/// </summary>
public abstract class StudioDbContext(DbContextOptions options) : IdentityUserContext<StudioUser, Guid>(options)
{
    public const string TenantFilter = "tenant";

    private static readonly MethodInfo s_filterByTenant =
        typeof(StudioDbContext).GetMethod(nameof(FilterByTenant), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <summary>Whose rows are seen. Empty matches nothing. Set by <see cref="StudioDb"/> each time the context is rented.</summary>
    internal Guid OrganizationId { get; private set; }

    /// <summary>True for the few operations that are about more than one organisation, such as signing in.</summary>
    internal bool WritesAcrossOrganizations { get; private set; }

    internal void Scope(Guid organizationId, bool writesAcrossOrganizations)
    {
        OrganizationId = organizationId;
        WritesAcrossOrganizations = writesAcrossOrganizations;
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save asynchronously: a blocked thread blocks a circuit.");

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries())
        {
            CheckTenant(entry);
            CheckAppendOnly(entry);
            if (entry is { State: EntityState.Modified, Entity: IVersionedRow row })
            {
                row.RowVersion++;
            }
        }

        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>How names are put in order: people expect "adam" beside "Adam".</summary>
    protected abstract string NameCollation { get; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(StudioDbContext).Assembly);
        foreach (var type in builder.Model.GetEntityTypes().ToList())
        {
            if (typeof(ITenantRow).IsAssignableFrom(type.ClrType))
            {
                s_filterByTenant.MakeGenericMethod(type.ClrType).Invoke(this, [builder]);
            }

            if (type.FindProperty("Name") is { } name && type.FindPrimaryKey()?.Properties.Contains(name) != true)
            {
                name.SetCollation(NameCollation);
            }

            if (typeof(IVersionedRow).IsAssignableFrom(type.ClrType))
            {
                builder.Entity(type.ClrType).Property(nameof(IVersionedRow.RowVersion)).IsConcurrencyToken();
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder builder)
    {
        base.ConfigureConventions(builder);
        builder.Properties<DateTime>().HaveConversion<UtcConverter>();
        builder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    private void FilterByTenant<T>(ModelBuilder builder)
        where T : class, ITenantRow =>
        builder.Entity<T>().HasQueryFilter(TenantFilter, row => row.OrganizationId == OrganizationId);

    private void CheckTenant(EntityEntry entry)
    {
        if (entry.State is EntityState.Unchanged or EntityState.Detached || WritesAcrossOrganizations || entry.Entity is not ITenantRow row)
        {
            return;
        }

        var moved = entry.State == EntityState.Modified && entry.Property(nameof(ITenantRow.OrganizationId)).IsModified;
        if (row.OrganizationId != OrganizationId || moved)
        {
            throw new InvalidOperationException(
                $"A row of {entry.Metadata.ShortName()} of another organisation was about to be written. Nothing was saved.");
        }
    }

    private static void CheckAppendOnly(EntityEntry entry)
    {
        if (entry is { Entity: IAppendOnlyRow, State: EntityState.Modified or EntityState.Deleted })
        {
            throw new InvalidOperationException($"{entry.Metadata.ShortName()} is append-only. Nothing was saved.");
        }
    }

    /// <summary>SQLite gives times back without a kind; PostgreSQL refuses any kind but UTC.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Utc ? value : DateTime.SpecifyKind(value, DateTimeKind.Utc),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}

public sealed class SqliteStudioDbContext(DbContextOptions<SqliteStudioDbContext> options) : StudioDbContext(options)
{
    private bool _isOpen;

    protected override string NameCollation => "NOCASE";

    /// <summary>Once for all that is done with it.</summary>
    internal async Task OpenAsync(CancellationToken ct)
    {
        await Database.OpenConnectionAsync(ct).ConfigureAwait(false);
        _isOpen = true;
    }

    public override void Dispose()
    {
        for (; _isOpen; _isOpen = IsConnected())
        {
            Database.CloseConnection();
        }

        base.Dispose();
    }

    /// <summary>A context that only goes back to its pool tells nobody that its connection is closed, and with it a transaction that was neither committed nor rolled back.</summary>
    public override async ValueTask DisposeAsync()
    {
        for (; _isOpen; _isOpen = IsConnected())
        {
            await Database.CloseConnectionAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>EF counts how often it was opened: whoever has opened it for statements of their own has left that to the end.</summary>
    private bool IsConnected() => Database.GetDbConnection().State == System.Data.ConnectionState.Open;

    protected override void ConfigureConventions(ModelConfigurationBuilder builder)
    {
        base.ConfigureConventions(builder);
        builder.Properties<Guid>().HaveConversion<GuidBytes>();
    }

    /// <summary>
    /// Sixteen bytes instead of the 36 characters that the provider would write: every index is half as long. Big-endian,
    /// so that keys made later sort later, as they do on PostgreSQL.
    /// </summary>
    private sealed class GuidBytes() : ValueConverter<Guid, byte[]>(
        value => value.ToByteArray(bigEndian: true),
        value => new Guid(value, bigEndian: true));
}

public sealed class PostgresStudioDbContext(DbContextOptions<PostgresStudioDbContext> options) : StudioDbContext(options)
{
    // The same on every server, whatever locale the database was made with.
    protected override string NameCollation => "und-x-icu";

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        // Looked up by its beginning: the order must be that of the bytes.
        builder.Entity<AuditEntry>().Property(a => a.Action).UseCollation("C");
    }
}
