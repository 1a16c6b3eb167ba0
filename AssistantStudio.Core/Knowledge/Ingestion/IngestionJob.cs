using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A source that somebody asked for, and when.</summary>
internal sealed record AskedSource(Guid Id, DateTime At);

internal sealed record IngestionParameters
{
    /// <summary>Those that somebody asked for. None: all whose time has come.</summary>
    [Display(AutoGenerateField = false)]
    public IReadOnlyList<AskedSource> Sources { get; init; } = [];

    /// <summary>Besides, all whose time has come: somebody asked for a source while those were being looked through.</summary>
    [Display(AutoGenerateField = false)]
    public bool DueToo { get; init; }

    public bool TakesDue => DueToo || Sources.Count == 0;
}

/// <summary>
/// Brings knowledge in. Sources that ask the same kind of server are looked through one after the other, so that no site is
/// asked twice at a time; a site that takes hours delays other sites and nothing else.
/// </summary>
internal sealed class IngestionJob(StudioDb db, VectorSpaces spaces, IServiceProvider services, TimeProvider clock) : IStudioJob
{
    /// <summary>A source is due a little early rather than hours late.</summary>
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(30);

    public static JobDefinition Definition { get; } = new()
    {
        Key = "ingest-knowledge",
        Title = "Bring in knowledge",
        Description = "Looks through the knowledge sources whose time has come, brings in what is new or changed and leaves out what is gone. It starts by itself when a source or a file is added, and after the program died in the middle.",
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
            known => new()
            {
                Sources = [.. (known?.Sources ?? []).Where(s => !sources.Contains(s.Id)), .. sources.Select(id => new AskedSource(id, now))],
                DueToo = known?.TakesDue ?? false,
            },
            ct);

    /// <summary>Of a run that is queued or going on; none: all that are due.</summary>
    public static IEnumerable<Guid> SourcesOf(string parameters) => ((IngestionParameters)JobParameters.ReadStored(Definition, parameters)).Sources.Select(s => s.Id);

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var sources = await FindAsync(context, ct).ConfigureAwait(false);
        var anything = 0;
        var queues = sources.GroupBy(s => QueueOf(s.Kind)).ToList();
        await Parallel.ForEachAsync(queues, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, queues.Count), CancellationToken = ct }, async (queue, token) =>
        {
            foreach (var source in queue)
            {
                token.ThrowIfCancellationRequested();
                if (await RunAsync(context, source, token).ConfigureAwait(false))
                {
                    Interlocked.Exchange(ref anything, 1);
                }
            }
        }).ConfigureAwait(false);

        if (anything == 1)
        {
            await AskForVectorsAsync(context, ct).ConfigureAwait(false);
        }

        context.Report(sources.Count, sources.Count, sources.Count == 0 ? "No source was due." : null);
    }

    /// <summary>What is here already, what is asked of web sites, and what trackers are asked.</summary>
    private static int QueueOf(SourceKind kind) => kind switch
    {
        SourceKind.Web or SourceKind.OpenApi => 1,
        SourceKind.Jira or SourceKind.GitHub => 2,
        _ => 0,
    };

    /// <returns>Whether there is anything new in it.</returns>
    private async Task<bool> RunAsync(JobContext context, KnowledgeSource source, CancellationToken ct)
    {
        if (await services.GetRequiredService<Func<SourceIngestion>>()().RunAsync(context, source.Id, ct).ConfigureAwait(false) is not { } run)
        {
            context.Log($"{source.Name}: deleted or switched off in the meantime.");
            return false;
        }

        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{source.Name}: {run.Added:#,0} added, {run.Changed:#,0} changed, {run.Unchanged:#,0} unchanged, {run.Removed:#,0} removed, {run.Failed:#,0} failed. {run.Problem}").TrimEnd();
        (run.State == IngestionState.Succeeded ? (Action<string>)context.Log : context.Warn)(line);
        return run.Added + run.Changed > 0;
    }

    /// <summary>A model that did not answer, and one that is to serve soon, have left passages without a vector.</summary>
    private async Task AskForVectorsAsync(JobContext run, CancellationToken ct)
    {
        var filling = await spaces.ToFillAsync(run.Access, ct).ConfigureAwait(false);
        var context = await db.OpenAsync(run.Access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            foreach (var space in filling)
            {
                if (await MissingVectors.Of(context, space.Id).AnyAsync(ct).ConfigureAwait(false))
                {
                    await BackfillJob.AskForAsync(context, run.Access.Grant, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false);
                    return;
                }
            }
        }
    }

    private async Task<IReadOnlyList<KnowledgeSource>> FindAsync(JobContext run, CancellationToken ct)
    {
        var parameters = run.Parameters<IngestionParameters>();
        var context = await db.OpenAsync(run.Access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var sources = await context.Set<KnowledgeSource>().AsNoTracking().Where(s => s.IsActive).ToListAsync(ct).ConfigureAwait(false);
            var starts = await context.Set<IngestionRun>().GroupBy(r => r.SourceId).Select(g => new { g.Key, At = g.Max(r => r.StartedAt) }).ToDictionaryAsync(g => g.Key, g => g.At, ct).ConfigureAwait(false);
            var open = await context.Set<IngestionRun>().Where(r => r.State == IngestionState.Running).Select(r => r.SourceId).ToListAsync(ct).ConfigureAwait(false);
            var soon = clock.GetUtcNow().UtcDateTime + s_early;

            // What was looked through after it was asked for is not looked through again because somebody asked for another one.
            var asked = parameters.Sources.Where(s => !starts.TryGetValue(s.Id, out var at) || at <= s.At).Select(s => s.Id).ToHashSet();
            sources =
            [
                .. sources.Where(s => open.Contains(s.Id) || asked.Contains(s.Id)
                    || (parameters.TakesDue && SourceRules.NextAt(s, starts.TryGetValue(s.Id, out var at) ? at : null) <= soon)),
            ];

            // Those that somebody waits for first; they are quick, too.
            return [.. sources.OrderBy(s => s.Kind is SourceKind.Upload or SourceKind.Records ? 0 : 1).ThenBy(s => s.CompletedAt ?? DateTime.MinValue).ThenBy(s => s.Id)];
        }
    }
}
