using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AssistantStudio.Core.Knowledge;

internal sealed record IngestionParameters
{
    /// <summary>Those that somebody asked for. None: all whose time has come.</summary>
    [Display(AutoGenerateField = false)]
    public IReadOnlyList<Guid> Sources { get; init; } = [];

    /// <summary>How often this was asked for: a source that is asked for again while the job runs is looked through again.</summary>
    [Display(AutoGenerateField = false)]
    public int Requests { get; init; }
}

/// <summary>Brings knowledge in: looks through sources, one after the other.</summary>
internal sealed class IngestionJob(StudioDb db, IServiceProvider services, TimeProvider clock) : IStudioJob
{
    /// <summary>A source is due a little early rather than hours late.</summary>
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(30);

    public static JobDefinition Definition { get; } = new()
    {
        Key = "ingest-knowledge",
        Title = "Bring in knowledge",
        Description = "Looks through the knowledge sources whose time has come, brings in what is new or changed and leaves out what is gone. It starts by itself when a source or a file is added; started by hand, it goes through all active sources.",
        Scope = JobScope.Organization,
        DefaultTiming = new JobTiming("0 */6 * * *"),
        Parameters = new IngestionParameters(),
        MaxAttempts = 25,
        Resumable = true,
    };

    /// <summary>In the transaction that makes it necessary.</summary>
    public static Task<IReadOnlyList<Change>> AskForAsync(StudioDbContext context, IReadOnlyCollection<Guid> sources, Grant grant, DateTime now, CancellationToken ct) =>
        context.AskForRunAsync<IngestionParameters>(
            Definition, grant, now,
            known => new() { Sources = known is { Sources.Count: 0 } ? [] : [.. (known?.Sources ?? []).Union(sources)], Requests = (known?.Requests ?? 0) + 1 },
            ct);

    /// <summary>Of a run that is queued or going on; none: all that are due.</summary>
    public static IReadOnlyList<Guid> SourcesOf(string parameters) => ((IngestionParameters)JobParameters.ReadStored(Definition, parameters)).Sources;

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var sources = await FindAsync(context, ct).ConfigureAwait(false);
        foreach (var source in sources)
        {
            ct.ThrowIfCancellationRequested();
            var run = await services.GetRequiredService<Func<SourceIngestion>>()().RunAsync(context, source, ct).ConfigureAwait(false);
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{source.Name}: {run.Added:#,0} added, {run.Changed:#,0} changed, {run.Unchanged:#,0} unchanged, {run.Removed:#,0} removed, {run.Failed:#,0} failed. {run.Problem}").TrimEnd();
            (run.State == IngestionState.Succeeded ? (Action<string>)context.Log : context.Warn)(line);
        }

        context.Report(sources.Count, sources.Count, sources.Count == 0 ? "No source was due." : null);
    }

    private async Task<IReadOnlyList<KnowledgeSource>> FindAsync(JobContext run, CancellationToken ct)
    {
        var asked = run.Parameters<IngestionParameters>();
        var ids = asked.Sources.ToArray();
        var context = await db.OpenAsync(run.Access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var sources = await context.Set<KnowledgeSource>().AsNoTracking().Where(s => s.IsActive && (ids.Length == 0 || ids.Contains(s.Id))).ToListAsync(ct).ConfigureAwait(false);
            if (ids.Length == 0)
            {
                var starts = await context.Set<IngestionRun>().GroupBy(r => r.SourceId).Select(g => new { g.Key, At = g.Max(r => r.StartedAt) }).ToDictionaryAsync(g => g.Key, g => g.At, ct).ConfigureAwait(false);
                var soon = clock.GetUtcNow().UtcDateTime + s_early;
                var open = await context.Set<IngestionRun>().Where(r => r.State == IngestionState.Running).Select(r => r.SourceId).ToListAsync(ct).ConfigureAwait(false);
                sources = [.. sources.Where(s => open.Contains(s.Id) || SourceRules.NextAt(s, starts.TryGetValue(s.Id, out var at) ? at : null) <= soon)];
            }

            // Those that somebody waits for first; they are quick, too.
            return [.. sources.OrderBy(s => s.Kind is SourceKind.Upload or SourceKind.Records ? 0 : 1).ThenBy(s => s.CompletedAt ?? DateTime.MinValue).ThenBy(s => s.Id)];
        }
    }
}
