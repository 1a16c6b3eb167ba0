using AssistantStudio.Core.Data;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>An assistant as somebody sees it who talks to it.</summary>
public sealed record ChatAssistant(
    Guid Id, string Slug, string Name, string Description, AssistantType Type, string Icon, string Colour, int Version, string Greeting, IReadOnlyList<string> SuggestedQuestions);

/// <summary>Which assistants a person may talk to: those in use that a version was saved of.</summary>
public sealed class ChatAssistantService(Access access, StudioDb db)
{
    private const int MostListed = 200;

    public async Task<IReadOnlyList<ChatAssistant>> ListAsync(string? search, CancellationToken ct)
    {
        access.Require(Permission.Chat);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var open = OpenTo(context);
            if (await context.SearchForAsync(SearchKind.Assistant, search, [], ct).ConfigureAwait(false) is { } wanted)
            {
                open = open.Where(a => context.Matches(wanted).Contains(a.Id));
            }

            return [.. (await open.OrderBy(a => a.Name).ThenBy(a => a.Id).Take(MostListed).ToListAsync(ct).ConfigureAwait(false)).Select(Of)];
        }
    }

    public async Task<ChatAssistant> GetAsync(string idOrSlug, CancellationToken ct)
    {
        access.Require(Permission.Chat);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var open = OpenTo(context);
            var found = Guid.TryParse(idOrSlug, out var id) ? open.Where(a => a.Id == id) : open.Where(a => a.Slug == idOrSlug);
            return Of(await found.SingleOrDefaultAsync(ct).ConfigureAwait(false) ?? throw new NotFoundException(AssistantRows.What));
        }
    }

    private IQueryable<Assistant> OpenTo(StudioDbContext context)
    {
        var open = context.Set<Assistant>().AsNoTracking().Where(a => a.Status == AssistantStatus.Active && a.LatestVersion > 0);
        if (!access.Can(Permission.AssistantsManageAll))
        {
            var me = access.UserId;
            open = open.Where(a => a.Visibility == AssistantVisibility.Organization || (me != null && a.OwnerId == me));
        }

        if (access.Grant.Assistants is { } some)
        {
            var ids = some.ToArray();
            open = open.Where(a => ids.Contains(a.Id));
        }

        return open;
    }

    private static ChatAssistant Of(Assistant a)
    {
        var content = a.Content();
        return new(a.Id, a.Slug, a.Name, a.Description, a.Type, a.Icon, a.Colour, a.LatestVersion, content.Greeting, content.SuggestedQuestions);
    }
}
