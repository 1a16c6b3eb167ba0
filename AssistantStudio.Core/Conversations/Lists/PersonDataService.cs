using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>A person: a user of the organisation, or whom another program talked on behalf of, as it named them.</summary>
public sealed record PersonKey(Guid? UserId, string? ExternalUser);

/// <summary>How much is kept of a person.</summary>
/// <param name="ForOthers">Conversations that a user's programs had on behalf of others: they are those others', and erased under their names.</param>
public sealed record PersonData(int Conversations, int Memories, int ForOthers = 0);

/// <summary>What is kept of a person, and its erasure when they ask for it.</summary>
public sealed class PersonDataService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    private const int AtOnce = 100;

    public async Task<PersonData> FindAsync(PersonKey key, CancellationToken ct)
    {
        Require(key);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var others = key.UserId is { } user ? await context.VisibleConversations(access).CountAsync(c => c.UserId == user && c.ExternalUser != null, ct).ConfigureAwait(false) : 0;
            return new(await Conversations(context, key).CountAsync(ct).ConfigureAwait(false), await Memories(context, key).CountAsync(ct).ConfigureAwait(false), others);
        }
    }

    /// <summary>Conversations, memories, traces, all of it, in steps: what is gone is gone if the rest fails. The ledger keeps what was paid, without a word of what was said.</summary>
    public async Task<PersonData> EraseAsync(PersonKey key, CancellationToken ct)
    {
        Require(key);
        var (conversations, now) = (0, clock.GetUtcNow().UtcDateTime);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var memories = await Memories(context, key).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            while (await Conversations(context, key).OrderBy(c => c.Id).Take(AtOnce).Select(c => c.Id).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } some)
            {
                foreach (var id in some)
                {
                    feed.Publish(new(TurnHost.StopTopic, access.OrganizationId, id));
                }

                await context.EraseAsync(some, access.Grant, now, ct).ConfigureAwait(false);
                context.ChangeTracker.Clear();
                conversations += some.Count;
            }

            context.Record(access.Grant, now, "person.erased", key.UserId?.ToString(), key.ExternalUser is null ? "A user" : "A person of another program",
                [new("Conversations", conversations.ToString(System.Globalization.CultureInfo.InvariantCulture), null), new("Memories", memories.ToString(System.Globalization.CultureInfo.InvariantCulture), null)]);
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            feed.Publish(new(ConversationService.Topic, access.OrganizationId));
            return new(conversations, memories);
        }
    }

    private void Require(PersonKey key)
    {
        access.Require(Permission.ConversationsManage);
        new Validator().Check(key.UserId is not null || !string.IsNullOrWhiteSpace(key.ExternalUser), "person", "Say whose data it is.")
            .Check(key.UserId is null || key.ExternalUser is null, "person", "Either a user or a person of another program.").Storable(key.ExternalUser, "externalUserId").ThrowIfAny();
    }

    /// <summary>What a user's programs said on behalf of others is theirs, not the user's.</summary>
    private IQueryable<Conversation> Conversations(StudioDbContext context, PersonKey key) => key.ExternalUser is { } external
        ? context.VisibleConversations(access).Where(c => c.ExternalUser == external.Trim())
        : context.VisibleConversations(access).Where(c => c.UserId == key.UserId && c.ExternalUser == null);

    private IQueryable<UserMemory> Memories(StudioDbContext context, PersonKey key) => key.ExternalUser is { } external
        ? context.VisibleMemories(access).Where(m => m.ExternalUser == external.Trim())
        : context.VisibleMemories(access).Where(m => m.UserId == key.UserId && m.ExternalUser == null);
}
