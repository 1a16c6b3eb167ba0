using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Web.Hosting;

public enum HealthOutcome
{
    Ok,
    Warning,
    Failed,
}

public sealed record HealthCheckResult(string Name, HealthOutcome Outcome, string Message);

/// <summary>One thing that must work. Features register theirs.</summary>
public interface IReadinessCheck
{
    string Name { get; }

    Task<HealthCheckResult> CheckAsync(CancellationToken ct);
}

/// <summary>Answers /health/live and /health/ready and feeds the foot of the navigation.</summary>
public sealed class Health(IEnumerable<IReadinessCheck> checks, TimeProvider clock, ILogger<Health> log)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Anybody may ask, as often as they like: nobody makes the checks run more often than this.</summary>
    private static readonly TimeSpan s_goodFor = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Task<HealthCheckResult[]>? _latest;
    private DateTimeOffset _begunAt;

    public async Task<IReadOnlyList<HealthCheckResult>> CheckAsync(CancellationToken ct) => await Latest().WaitAsync(ct);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "ok" })).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", async (Health health, CancellationToken ct) =>
        {
            var results = await health.CheckAsync(ct);
            var failed = results.Any(r => r.Outcome == HealthOutcome.Failed);
            return Results.Json(
                new
                {
                    status = failed ? "failed" : results.Any(r => r.Outcome == HealthOutcome.Warning) ? "warning" : "ok",
                    checks = results.ToDictionary(r => r.Name, r => new { status = r.Outcome.ToString().ToLowerInvariant(), message = r.Message }),
                },
                statusCode: failed ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private Task<HealthCheckResult[]> Latest()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_latest is null || (_latest.IsCompleted && (now - _begunAt).Duration() >= s_goodFor))
            {
                _begunAt = now;
                _latest = Task.WhenAll(checks.Select(check => Task.Run(() => RunAsync(check))));
            }

            return _latest;
        }
    }

    private async Task<HealthCheckResult> RunAsync(IReadinessCheck check)
    {
        try
        {
            return await check.CheckAsync(CancellationToken.None).WaitAsync(s_patience);
        }
        catch (Exception e)
        {
            HostingLog.CheckFailed(log, e, check.Name);
            return new(check.Name, HealthOutcome.Failed, "The check itself failed; the log says why.");
        }
    }
}

internal sealed class DatabaseCheck(StudioDb db) : IReadinessCheck
{
    public string Name => "database";

    public async Task<HealthCheckResult> CheckAsync(CancellationToken ct)
    {
        await using var context = await db.OpenAsync(new Access(), ct);
        return await context.Database.CanConnectAsync(ct)
            ? new(Name, HealthOutcome.Ok, "The database answers.")
            : new(Name, HealthOutcome.Failed, "The database does not answer.");
    }
}

/// <summary>Writes and removes a few kilobytes: free space as the system reports it says nothing about quotas.</summary>
internal sealed class DiskCheck(DataFolder folder) : IReadinessCheck
{
    private const long WarnBelow = 500L << 20;
    private const long FailBelow = 20L << 20;
    private const int ProbeBytes = 64 << 10;

    public string Name => "disk";

    public async Task<HealthCheckResult> CheckAsync(CancellationToken ct)
    {
        var probe = Path.Combine(folder.Path, $".health-probe-{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllBytesAsync(probe, new byte[ProbeBytes], ct);
        }
        catch (IOException)
        {
            return new(Name, HealthOutcome.Failed, "The data folder cannot be written: the disk is full or read-only. What was saved is kept; free some space.");
        }
        finally
        {
            File.Delete(probe);
        }

        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        var text = $"{free >> 20} MB are free.";
        return free < FailBelow ? new(Name, HealthOutcome.Failed, text + " Free some space.")
            : free < WarnBelow ? new(Name, HealthOutcome.Warning, text + " Free some space soon.")
            : new(Name, HealthOutcome.Ok, text);
    }
}

internal sealed class KeysCheck(SecretProtector secrets) : IReadinessCheck
{
    public string Name => "keys";

    public Task<HealthCheckResult> CheckAsync(CancellationToken ct) => Task.FromResult(
        secrets.Unprotect(secrets.Protect(Name)) == Name
            ? new HealthCheckResult(Name, HealthOutcome.Ok, "Secrets can be encrypted and decrypted.")
            : new HealthCheckResult(Name, HealthOutcome.Failed, "Secrets cannot be decrypted."));
}

internal sealed class JobsCheck(JobPulse pulse) : IReadinessCheck
{
    public string Name => "jobs";

    public Task<HealthCheckResult> CheckAsync(CancellationToken ct) => Task.FromResult<HealthCheckResult>(
        !pulse.IsEnabled ? new(Name, HealthOutcome.Ok, "This node runs no jobs.")
        : pulse.IsAlive ? new(Name, HealthOutcome.Ok, "Jobs are looked for and run.")
        : new(Name, HealthOutcome.Failed, "No job has been looked for during the last minute; the log says why."));
}
