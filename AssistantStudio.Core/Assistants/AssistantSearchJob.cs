using System.ComponentModel.DataAnnotations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

internal sealed record AssistantSearchParameters
{
    /// <summary>Prompts that say something else now. Without any: all assistants.</summary>
    [Display(AutoGenerateField = false)]
    public IReadOnlyList<Guid> Prompts { get; init; } = [];

    /// <summary>How often this was asked for: a prompt that changes again while the job runs is something new.</summary>
    [Display(AutoGenerateField = false)]
    public int Requests { get; init; }
}

/// <summary>Brings what assistants are found by up to the words of their prompts, however many assistants use a prompt.</summary>
internal sealed class AssistantSearchJob(StudioDb db) : IStudioJob
{
    /// <summary>More are not listed one by one: it is quicker to go through all assistants then, and the list has no room.</summary>
    private const int MaxPrompts = 100;

    public static JobDefinition Definition { get; } = new()
    {
        Key = "refresh-assistant-search",
        Title = "Refresh the search for assistants",
        Description = "Notes anew by which words assistants are found. It starts by itself when a prompt gets another title or another version is used; started by hand, it goes through all assistants.",
        Scope = JobScope.Organization,
        Parameters = new AssistantSearchParameters(),
    };

    /// <summary>In the transaction that saves what became another.</summary>
    public static Task<IReadOnlyList<Change>> AskForAsync(StudioDbContext context, Guid promptId, Grant grant, DateTime now, CancellationToken ct) =>
        context.AskForRunAsync<AssistantSearchParameters>(Definition, grant, now, known => With(known, promptId), ct);

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var ids = await FindAsync(context, ct).ConfigureAwait(false);
        for (var done = 0; done < ids.Count; done++)
        {
            context.Report(done, ids.Count);
            await RefreshAsync(context.Access, ids[done], ct).ConfigureAwait(false);
        }

        context.Report(ids.Count, ids.Count);
        context.Log($"Refreshed: assistants {ids.Count}.");
    }

    private static AssistantSearchParameters With(AssistantSearchParameters? known, Guid promptId)
    {
        var isAll = known is { Prompts.Count: 0 or >= MaxPrompts };
        return new() { Prompts = isAll ? [] : [.. (known?.Prompts ?? []).Union([promptId])], Requests = (known?.Requests ?? 0) + 1 };
    }

    private async Task<List<Guid>> FindAsync(JobContext run, CancellationToken ct)
    {
        var prompts = run.Parameters<AssistantSearchParameters>().Prompts.ToArray();
        var context = await db.OpenAsync(run.Access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return prompts.Length == 0
                ? await context.Set<Assistant>().Select(a => a.Id).ToListAsync(ct).ConfigureAwait(false)
                : await context.Set<PromptLink>().Where(l => prompts.Contains(l.PromptId)).Select(l => l.AssistantId).Distinct().ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Somebody may save the assistant between reading and writing. Whoever saves after that waits for this transaction, as both
    /// write the same entry; whoever was earlier is seen by reading once more.
    /// </summary>
    private async Task RefreshAsync(Access access, Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                SearchTexts? written = null;
                while (await AssistantSearch.ReadAsync(context, id, ct).ConfigureAwait(false) is { } texts && (written is null || !texts.Says(written)))
                {
                    await AssistantSearch.IndexAsync(context, id, texts, ct).ConfigureAwait(false);
                    written = await SaveAsync(context, ct).ConfigureAwait(false) ? texts : null;
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>False: the entry went away with its assistant.</summary>
    private static async Task<bool> SaveAsync(StudioDbContext context, CancellationToken ct)
    {
        try
        {
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
        finally
        {
            context.ChangeTracker.Clear();
        }
    }
}
