using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AssistantStudio.Tests.Support;

/// <summary>
/// An SQLite database that answers when a test says so, also those who have given up meanwhile: what is asked while it is
/// held waits, and the others go ahead.
/// </summary>
public sealed class SlowDatabase
{
    private TaskCompletionSource? _held;

    /// <summary>For the services of a <see cref="TestStudio"/>.</summary>
    public void AddTo(IServiceCollection services)
    {
        var inner = services.Last(s => s.ServiceType == typeof(IDbContextFactory<SqliteStudioDbContext>));
        services.AddSingleton<IDbContextFactory<SqliteStudioDbContext>>(provider => new Factory(this, (IDbContextFactory<SqliteStudioDbContext>)(
            inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }

    /// <summary>The next question waits until the result is completed; it fails with the exception that the result is given.</summary>
    public TaskCompletionSource HoldNext() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Factory(SlowDatabase database, IDbContextFactory<SqliteStudioDbContext> inner) : IDbContextFactory<SqliteStudioDbContext>
    {
        public SqliteStudioDbContext CreateDbContext() => inner.CreateDbContext();

        public async Task<SqliteStudioDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            if (Interlocked.Exchange(ref database._held, null) is { } held)
            {
                await held.Task;
                return await inner.CreateDbContextAsync(CancellationToken.None);
            }

            return await inner.CreateDbContextAsync(cancellationToken);
        }
    }
}
