using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Jobs;

/// <summary>What became of the items of a run, all attempts together.</summary>
public readonly record struct JobItemCounts(long Done, long Skipped, long Failed);

/// <summary>How one item ended that did not fail.</summary>
public readonly record struct JobItemOutcome
{
    public static JobItemOutcome Done { get; } = default;

    public string? SkipReason { get; private init; }

    /// <summary>Nothing had to be done, and why.</summary>
    public static JobItemOutcome Skipped(string reason) => new() { SkipReason = reason };
}

/// <summary>What a job knows of its run, and how it tells of its progress.</summary>
public sealed class JobContext
{
    private readonly RunRecorder _recorder;
    private readonly JobJournal _journal;
    private readonly object _parameters;

    internal JobContext(ClaimedRun run, Access access, object parameters, RunRecorder recorder, JobJournal journal)
    {
        RunId = run.Id;
        OrganizationId = run.OrganizationId;
        Attempt = run.Attempt;
        Access = access;
        _parameters = parameters;
        _recorder = recorder;
        _journal = journal;
    }

    public Guid RunId { get; }

    /// <summary>Empty for a job of the installation.</summary>
    public Guid OrganizationId { get; }

    /// <summary>1 the first time.</summary>
    public int Attempt { get; }

    /// <summary>The job's rights, the same that its injected services see.</summary>
    public Access Access { get; }

    public T Parameters<T>() => (T)_parameters;

    /// <summary>Cheap enough for every item: it is written once a second at most.</summary>
    public void Report(long done, long? total, string? message = null) => _recorder.Report(done, total, message);

    /// <summary>Adds a line to the run's log. Ids, names and counts; no secrets.</summary>
    public void Log(string text) => _recorder.Line(JobLineLevel.Information, text);

    public void Warn(string text) => _recorder.Line(JobLineLevel.Warning, text);

    /// <summary>
    /// Goes through the items one by one and keeps a journal: an item that is done or skipped is not begun again by a later
    /// attempt, one that failed is. The entry follows the action, so an item in work when the program dies is done again.
    /// </summary>
    /// <param name="key">Tells items of this run apart, and means the same in every attempt.</param>
    public Task<JobItemCounts> ForEachAsync<T>(
        IReadOnlyCollection<T> items, Func<T, string> key, Func<T, CancellationToken, Task<JobItemOutcome>> action, CancellationToken ct) =>
        _journal.GoThroughAsync(items, key, action, ct);

    /// <summary>
    /// Like <see cref="ForEachAsync{T}"/>, but what the action writes with the context it is given and the journal's entry are one
    /// transaction: each item's effect happens exactly once. The action does not save by itself what it adds to the context.
    /// </summary>
    public Task<JobItemCounts> ForEachInTransactionAsync<T>(
        IReadOnlyCollection<T> items, Func<T, string> key, Func<T, StudioDbContext, CancellationToken, Task<JobItemOutcome>> action, CancellationToken ct) =>
        _journal.GoThroughInTransactionsAsync(items, key, action, ct);
}
