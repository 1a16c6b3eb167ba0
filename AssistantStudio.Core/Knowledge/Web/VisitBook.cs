using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Remembers the addresses that were read, one by one: whatever becomes of the program, what was read is known.</summary>
internal sealed class VisitBook(StudioDb db, Access access, TimeProvider clock)
{
    /// <summary>When the run began to read, or went on.</summary>
    public DateTime Began { get; private set; }

    /// <summary>The run that is going on for the source. What is read from now on is read as the source wanted it at this moment.</summary>
    public async Task<Guid> RunAsync(Guid sourceId, CancellationToken ct)
    {
        Began = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<IngestionRun>().Where(r => r.SourceId == sourceId && r.State == IngestionState.Running).Select(r => r.Id).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>What is known of an address; nothing if the source was edited since, because other things may be wanted of the page now.</summary>
    public async Task<KnowledgeVisit?> FindAsync(KnowledgeSource source, Uri address, CancellationToken ct)
    {
        var key = KeyOf(address);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<KnowledgeVisit>().AsNoTracking()
                .SingleOrDefaultAsync(v => v.SourceId == source.Id && v.Key == key && v.VisitedAt >= source.UpdatedAt, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What was read of an address takes the place of what was known.</summary>
    public async Task WriteAsync(KnowledgeVisit visit, CancellationToken ct)
    {
        visit.VisitedAt = Began;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var known = await context.Set<KnowledgeVisit>().SingleOrDefaultAsync(v => v.SourceId == visit.SourceId && v.Key == visit.Key, ct).ConfigureAwait(false);
            if (known is null)
            {
                context.Add(visit);
            }
            else
            {
                context.Entry(known).CurrentValues.SetValues(visit);
            }

            await context.SaveChangesAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>The server said that nothing has changed.</summary>
    public async Task TouchAsync(KnowledgeVisit visit, Guid run, CancellationToken ct)
    {
        var began = Began;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Set<KnowledgeVisit>().Where(v => v.SourceId == visit.SourceId && v.Key == visit.Key)
                .ExecuteUpdateAsync(set => set.SetProperty(v => v.VisitedAt, began).SetProperty(v => v.SeenByRun, run), ct).ConfigureAwait(false);
        }
    }

    /// <summary>It is not fetched again to find out the same.</summary>
    public async Task RememberProblemAsync(Guid sourceId, Uri address, string hash, string problem, CancellationToken ct)
    {
        var (key, text) = (KeyOf(address), IngestionWriter.Cut(problem));
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Set<KnowledgeVisit>().Where(v => v.SourceId == sourceId && v.Key == key && v.Hash == hash)
                .ExecuteUpdateAsync(set => set.SetProperty(v => v.Problem, text), ct).ConfigureAwait(false);
        }
    }

    public static string KeyOf(Uri address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)));
}
