using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Shared;

public sealed record StoredReply(int Status, string? ContentType, string? Location, string? ETag, string Body);

/// <summary>Either the reply of an earlier, equal call, or the id under which this one is now being carried out.</summary>
public sealed record BegunCall(Guid Id, StoredReply? Earlier);

/// <summary>Remembers the replies to calls with an Idempotency-Key, for a day.</summary>
public sealed class IdempotencyStore(Access access, StudioDb db, SecretProtector secrets, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>A call whose process died while it ran may be sent again after this time.</summary>
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(5);

    public async Task<BegunCall> BeginAsync(string keyHash, string requestHash, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Set<IdempotentReply>()
                .Where(r => r.KeyHash == keyHash && (r.CreatedAt < now - Life || (r.Status == 0 && r.CreatedAt < now - s_stuck)))
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
                    .SetProperty(r => r.Location, reply.Location).SetProperty(r => r.ETag, reply.ETag).SetProperty(r => r.Body, body), ct).ConfigureAwait(false);
        }
    }

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

        return earlier.Status == 0
            ? throw StillRunning()
            : new(earlier.Status, earlier.ContentType, earlier.Location, earlier.ETag, secrets.Unprotect(earlier.Body!));
    }

    private static ConflictException StillRunning() => new("The first call with this Idempotency-Key is still running. Ask again in a moment.", "idempotency_running");
}
