using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

internal sealed record BackfillParameters
{
    /// <summary>How often this was asked for.</summary>
    [Display(AutoGenerateField = false)]
    public int Requests { get; init; }
}

/// <summary>
/// Makes the vectors that are missing, batch by batch. What is written is not asked for again, so it goes on where it was
/// after whatever stopped it.
/// </summary>
internal sealed class BackfillJob(StudioDb db, VectorSpaces spaces, ChunkEmbedder embedder, KeptRevisions kept, ChangeFeed feed, TimeProvider clock) : IStudioJob
{
    private const int TextsAtOnce = 2_000;

    public static JobDefinition Definition { get; } = new()
    {
        Key = "embed-knowledge",
        Title = "Make missing vectors",
        Description = "Embeds the passages of knowledge that have no vector yet, for example because the provider did not answer while they were brought in. Until then they are found by their words only. While the embedding model is being changed, it makes the vectors of the new one, too.",
        Scope = JobScope.Organization,
        DefaultTiming = new JobTiming("30 */6 * * *"),
        Parameters = new BackfillParameters(),
        MaxAttempts = 25,
        Resumable = true,
    };

    public static Task<IReadOnlyList<Change>> AskForAsync(StudioDbContext context, Grant grant, DateTime now, CancellationToken ct) =>
        context.AskForRunAsync<BackfillParameters>(Definition, grant, now, known => new() { Requests = (known?.Requests ?? 0) + 1 }, ct);

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var filling = await spaces.ToFillAsync(context.Access, ct).ConfigureAwait(false);
        var work = new List<(VectorSpace Space, long Missing)>();
        foreach (var space in filling)
        {
            work.Add((space, await CountAsync(context.Access, space, ct).ConfigureAwait(false)));
        }

        var (done, total) = (0L, work.Sum(w => w.Missing));
        foreach (var (space, _) in work)
        {
            var made = await FillAsync(context, space, done, total, ct).ConfigureAwait(false);
            done += made;
            context.Log(string.Create(CultureInfo.InvariantCulture, $"{space.Model}: vectors made {made:#,0}."));
        }

        if (done > 0)
        {
            await AskForCheckAsync(context.Access, ct).ConfigureAwait(false);
        }
    }

    /// <returns>How many vectors were made.</returns>
    private async Task<long> FillAsync(JobContext context, VectorSpace space, long doneBefore, long total, CancellationToken ct)
    {
        var (made, part, after) = (0L, 0, 0L);
        while (await NextAsync(context.Access, space, part, after, ct).ConfigureAwait(false) is { } chunks)
        {
            if (chunks.Count == 0)
            {
                (part, after) = (part + 1, 0);
                continue;
            }

            var before = doneBefore + made;
            var progress = new InlineProgress(p => context.Report(before + p.Done, Math.Max(total, before + p.Total)));
            TextToEmbed[] texts = [.. chunks.DistinctBy(c => Convert.ToHexString(c.Hash)).Select(c => new TextToEmbed(c.Hash, $"{c.Heading}\n{c.Text}"))];
            var embedded = await embedder.EmbedAsync(context.Access, space, texts, progress, ct).ConfigureAwait(false);
            if (!await WriteAsync(context.Access, space, embedded, ct).ConfigureAwait(false))
            {
                break; // Nobody wants its vectors any more.
            }

            made += embedded.Vectors.Count;
            after = chunks[^1].Id;
            context.Report(doneBefore + made, Math.Max(total, doneBefore + made));
            feed.Publish(new(SourceService.Topic, context.OrganizationId));
            if (embedded.Vectors.Count == 0 && embedded.Fault is { } fault)
            {
                throw new ProviderFailedException($"No vectors could be made: {fault.Message}", null);
            }

            if (embedded.Fault is { } some)
            {
                context.Warn(some.Message);
            }
        }

        return made;
    }

    private async Task AskForCheckAsync(Access access, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            foreach (var change in await VectorCheckJob.AskForAsync(context, access.Grant, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false))
            {
                feed.Publish(change);
            }
        }
    }

    private async Task<long> CountAsync(Access access, VectorSpace space, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await kept.CountWithoutVectorAsync(context, space.Id, ct).ConfigureAwait(false);
        }
    }

    /// <summary>By number, so that one that can have no vector is not met again and again.</summary>
    /// <param name="part">Of what is to be found: the current revisions, then the earlier ones that are kept, source by source.</param>
    /// <returns>Null: there is no such part.</returns>
    private async Task<List<Missing>?> NextAsync(Access access, VectorSpace space, int part, long after, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var parts = await kept.WithoutVectorAsync(context, space.Id, ct).ConfigureAwait(false);
            return part >= parts.Count ? null : await parts[part].Where(c => c.Id > after).OrderBy(c => c.Id).Take(TextsAtOnce)
                .Select(c => new Missing(c.Id, c.Hash, c.Heading, c.Text)).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <returns>False: the space was dropped in the meantime.</returns>
    private async Task<bool> WriteAsync(Access access, VectorSpace space, EmbeddedTexts embedded, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await ChunkEmbedder.WriteAsync(context, space, embedded.Vectors, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            return await context.Set<VectorSpace>().AnyAsync(s => s.Id == space.Id && (s.State == VectorSpaceState.Active || s.State == VectorSpaceState.Building), ct).ConfigureAwait(false);
        }
    }

    private sealed record Missing(long Id, byte[] Hash, string Heading, string Text);

    /// <summary>Told by several threads, one after the other; the framework's own would tell later and in any order.</summary>
    private sealed class InlineProgress(Action<EmbeddingProgress> tell) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value) => tell(value);
    }
}
