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
internal sealed class IngestionJob(StudioDb db, VectorSpaces spaces, JobRunService jobs, IServiceProvider services, TimeProvider clock) : IStudioJob
{
    private const int Queues = 3;

    /// <summary>A source is due a little early rather than hours late.</summary>
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(30);

    /// <summary>Whoever uploads a file while a site is being read does not wait for the site.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

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
        var sources = await FindAsync(context.Access, context.Parameters<IngestionParameters>(), goesOn: true, ct).ConfigureAwait(false);
        if (sources.Count > 0 && await RunAllAsync(context, sources, ct).ConfigureAwait(false))
        {
            await AskForVectorsAsync(context, ct).ConfigureAwait(false);
        }

        context.Report(sources.Count, sources.Count, sources.Count == 0 ? "No source was due." : null);
    }

    /// <summary>Each queue in its order, all at the same time. One that is done takes what is asked for while the others go on.</summary>
    /// <returns>Whether there is anything new.</returns>
    private async Task<bool> RunAllAsync(JobContext context, IReadOnlyList<KnowledgeSource> sources, CancellationToken ct)
    {
        var anything = 0;
        var busy = Queues;
        var isDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = Enumerable.Range(0, Queues).Select(_ => context.Parameters<IngestionParameters>().Sources.ToHashSet()).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(0, Queues), new ParallelOptions { MaxDegreeOfParallelism = Queues, CancellationToken = ct }, async (queue, token) =>
        {
            IReadOnlyList<KnowledgeSource> next = [.. sources.Where(s => QueueOf(s.Kind) == queue)];
            while (true)
            {
                foreach (var source in next)
                {
                    token.ThrowIfCancellationRequested();
                    if (await RunAsync(context, source, token).ConfigureAwait(false))
                    {
                        Interlocked.Exchange(ref anything, 1);
                    }
                }

                if (Interlocked.Decrement(ref busy) == 0)
                {
                    isDone.TrySetResult();
                }

                next = await NextAsync(context.Access, queue, taken[queue], isDone.Task, token).ConfigureAwait(false);
                if (next.Count == 0)
                {
                    return;
                }

                Interlocked.Increment(ref busy);
            }
        }).ConfigureAwait(false);
        return anything == 1;
    }

    /// <summary>What was asked for since this run began; none when no queue is busy any more. Whoever goes on after it finds that done.</summary>
    private async Task<IReadOnlyList<KnowledgeSource>> NextAsync(Access access, int queue, HashSet<AskedSource> taken, Task isDone, CancellationToken ct)
    {
        while (true)
        {
            await Task.WhenAny(isDone, Task.Delay(s_look, ct)).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            if (isDone.IsCompleted)
            {
                return [];
            }

            var waiting = (await jobs.OpenAsync(Definition.Key, ct).ConfigureAwait(false))
                .SelectMany(r => ((IngestionParameters)JobParameters.ReadStored(Definition, r.Parameters)).Sources).Where(taken.Add).ToList();
            if (waiting.Count > 0 && (await FindAsync(access, new() { Sources = waiting }, goesOn: false, ct).ConfigureAwait(false)).Where(s => QueueOf(s.Kind) == queue).ToList() is { Count: > 0 } found)
            {
                return found;
            }
        }
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

    /// <param name="goesOn">Also what a run was begun of and not ended: a crash or a restart was in between.</param>
    private async Task<IReadOnlyList<KnowledgeSource>> FindAsync(Access access, IngestionParameters parameters, bool goesOn, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
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
                .. sources.Where(s => (open.Contains(s.Id) ? goesOn : asked.Contains(s.Id))
                    || (parameters.TakesDue && SourceRules.NextAt(s, starts.TryGetValue(s.Id, out var at) ? at : null) <= soon)),
            ];

            // Those that somebody waits for first; they are quick, too.
            return [.. sources.OrderBy(s => s.Kind is SourceKind.Upload or SourceKind.Records ? 0 : 1).ThenBy(s => s.CompletedAt ?? DateTime.MinValue).ThenBy(s => s.Id)];
        }
    }
}
