using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Shared;

public sealed record StoredReply(int Status, string? ContentType, string? Location, string? ETag, string Body)
{
    /// <summary>What wrote it, where it is an assistant's answer.</summary>
    public string? DeploymentId { get; init; }

    public string? Release { get; init; }
}

/// <summary>Either the reply of an earlier, equal call, or the id under which this one is now being carried out.</summary>
public sealed record BegunCall(Guid Id, StoredReply? Earlier);

/// <summary>Remembers the replies to calls with an Idempotency-Key, for a day.</summary>
public sealed class IdempotencyStore(Access access, StudioDb db, SecretProtector secrets, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>A call whose process died while it ran may be sent again after this time.</summary>
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(5);

    private const int Running = 0;
    private const int ReplyNotKept = 1;

    public async Task<BegunCall> BeginAsync(string keyHash, string requestHash, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Set<IdempotentReply>()
                .Where(r => r.KeyHash == keyHash && (r.CreatedAt < now - Life || (r.Status == Running && r.CreatedAt < now - s_stuck)))
                .ExecuteDeleteAsync(ct).ConfigureAwait(false);
            var earlier = await context.Set<IdempotentReply>().AsNoTracking().SingleOrDefaultAsync(r => r.KeyHash == keyHash, ct).ConfigureAwait(false);
            if (earlier is not null)
            {
                return new(earlier.Id, Reply(earlier, requestHash));
            }

            var begun = new IdempotentReply { OrganizationId = access.OrganizationId, KeyHash = keyHash, RequestHash = requestHash, CreatedAt = now };
            context.Add(begun);
            try
            {
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
            }
            catch (DbUpdateException e) when (e.IsDuplicate())
            {
                throw StillRunning();
            }

            return new(begun.Id, null);
        }
    }

    public async Task FinishAsync(Guid id, StoredReply reply, CancellationToken ct)
    {
        var body = secrets.Protect(reply.Body);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Set<IdempotentReply>().Where(r => r.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Status, reply.Status).SetProperty(r => r.ContentType, reply.ContentType)
                    .SetProperty(r => r.Location, reply.Location).SetProperty(r => r.ETag, reply.ETag)
                    .SetProperty(r => r.DeploymentId, reply.DeploymentId).SetProperty(r => r.Release, reply.Release).SetProperty(r => r.Body, body), ct).ConfigureAwait(false);
        }
    }

    /// <summary>The call may have changed something, but what to answer is not known: the next try must not change it again.</summary>
    public async Task FinishWithoutReplyAsync(Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Set<IdempotentReply>().Where(r => r.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, ReplyNotKept), ct).ConfigureAwait(false);
        }
    }

    /// <summary>The call was refused before it changed anything: the next try may carry it out.</summary>
    public async Task ForgetAsync(Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Set<IdempotentReply>().Where(r => r.Id == id).ExecuteDeleteAsync(ct).ConfigureAwait(false);
        }
    }

    private StoredReply Reply(IdempotentReply earlier, string requestHash)
    {
        if (earlier.RequestHash != requestHash)
        {
            throw new ConflictException("This Idempotency-Key was used for another body. Use a new key for a new call.", "idempotency_key_reused");
        }

        return earlier.Status switch
        {
            Running => throw StillRunning(),
            ReplyNotKept => throw new ConflictException(
                "This call came before and may have been carried out, but its reply was not kept. Look at what is there; for a new call use a new Idempotency-Key.", "idempotency_done"),
            _ => new(earlier.Status, earlier.ContentType, earlier.Location, earlier.ETag, secrets.Unprotect(earlier.Body!)) { DeploymentId = earlier.DeploymentId, Release = earlier.Release },
        };
    }

    private static ConflictException StillRunning() => new("The first call with this Idempotency-Key is still running. Ask again in a moment.", "idempotency_running");
}
