using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Tells which sources are read through a connection.</summary>
internal sealed class SourceUsers(Access access, TimeProvider clock) : IProviderUsers
{
    private const string Kind = "source";

    public async Task<IReadOnlyList<ProviderUser>> UsersOfAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        var sources = await Using(context, providerId).Select(s => new { s.Id, s.Name }).ToListAsync(ct).ConfigureAwait(false);
        return [.. sources.Select(s => new ProviderUser(Kind, s.Id, access.Can(Permission.KnowledgeView) ? $"the knowledge source “{s.Name}”" : "a knowledge source"))];
    }

    /// <summary>The other one may see other things, so everything is asked for again.</summary>
    public async Task ReplaceAsync(StudioDbContext context, Guid providerId, Successor by, CancellationToken ct)
    {
        foreach (var source in await Using(context, providerId).ToListAsync(ct).ConfigureAwait(false))
        {
            (source.ProviderId, source.KnownUntil) = (by.Id, null);
            (source.UpdatedAt, source.UpdatedBy) = (clock.GetUtcNow().UtcDateTime, access.Grant.ActorName);
            context.RecordRow(access.Grant, source.UpdatedAt, "source.changed", source, source.Id, source.Name);
        }
    }

    private static IQueryable<KnowledgeSource> Using(StudioDbContext context, Guid providerId) =>
        context.Set<KnowledgeSource>().Where(s => s.ProviderId == providerId).OrderBy(s => s.Name);
}
