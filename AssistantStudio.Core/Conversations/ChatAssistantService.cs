using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>An assistant as somebody sees it who talks to it: as the release says that answers in production.</summary>
public sealed record ChatAssistant(
    Guid Id, string Slug, string Name, string Description, AssistantType Type, string Icon, string Colour, int Version, string Greeting, IReadOnlyList<string> SuggestedQuestions);

/// <summary>Which assistants a person may talk to: those in use that answer in production.</summary>
public sealed class ChatAssistantService
{
    private const int MostListed = 200;

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly LiveDeployments _deployments;

    internal ChatAssistantService(Access access, StudioDb db, LiveDeployments deployments) => (_access, _db, _deployments) = (access, db, deployments);

    public async Task<IReadOnlyList<ChatAssistant>> ListAsync(string? search, CancellationToken ct)
    {
        _access.Require(Permission.Chat);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var open = context.AnsweringAssistants(_access, StudioEnvironment.Production);
            if (await context.SearchForAsync(SearchKind.Assistant, search, [], ct).ConfigureAwait(false) is { } wanted)
            {
                open = open.Where(a => context.Matches(wanted).Contains(a.Id));
            }

            var listed = new List<ChatAssistant>();
            foreach (var assistant in await open.OrderBy(a => a.Name).ThenBy(a => a.Id).Take(MostListed).ToListAsync(ct).ConfigureAwait(false))
            {
                if (await OfAsync(assistant, ct).ConfigureAwait(false) is { } row)
                {
                    listed.Add(row);
                }
            }

            return listed;
        }
    }

    public async Task<ChatAssistant> GetAsync(string idOrSlug, CancellationToken ct)
    {
        _access.Require(Permission.Chat);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var open = context.AnsweringAssistants(_access, StudioEnvironment.Production);
            var assistant = await (Guid.TryParse(idOrSlug, out var id) ? open.Where(a => a.Id == id) : open.Where(a => a.Slug == idOrSlug)).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            return assistant is not null && await OfAsync(assistant, ct).ConfigureAwait(false) is { } found ? found : throw new NotFoundException(AssistantRows.What);
        }
    }

    /// <summary>Null: it was stopped a moment ago.</summary>
    private async Task<ChatAssistant?> OfAsync(Assistant a, CancellationToken ct) =>
        await _deployments.FindAsync(_access, a.Id, StudioEnvironment.Production, ct).ConfigureAwait(false) is { Kept.Snapshot.Content: var content } live
            ? new(a.Id, a.Slug, content.Name, content.Description, content.Type, a.Icon, a.Colour, live.Version, content.Greeting, content.SuggestedQuestions)
            : null;
}
