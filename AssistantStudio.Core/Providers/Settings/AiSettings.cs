using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>The settings of each organisation, for the calls that are made under them.</summary>
public sealed class AiSettings(StudioDb db, ChangeFeed feed) : IDisposable
{
    // A provider that is deleted may be replaced in what was decided.
    private readonly PerOrganization<AiDecisions> _kept = new(feed, [AiSettingService.Topic, IntegrationService.Topic], (organization, ct) => ReadAsync(db, organization, ct));

    public ValueTask<AiDecisions> OfAsync(Guid organizationId, CancellationToken ct) => _kept.OfAsync(organizationId, ct);

    public void Dispose() => _kept.Dispose();

    private static async Task<AiDecisions> ReadAsync(StudioDb db, Guid organizationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForCommand("ai settings", organizationId)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return new(await context.Set<AiSetting>().AsNoTracking().ToListAsync(ct).ConfigureAwait(false));
        }
    }
}

/// <summary>All that an organisation has decided, read once.</summary>
public sealed class AiDecisions
{
    public AiDecisions(IEnumerable<AiSetting> stored)
    {
        var all = stored.ToList();
        Answering = Of<AnsweringPreference>();
        Embedding = Of<EmbeddingPreference>();
        Conversations = Of<ConversationPreference>();
        Models = Of<ModelPolicy>();
        Costs = Of<CostPolicy>();
        Features = Of<FeaturePolicy>();
        Keeping = Of<ConversationPolicy>();

        T Of<T>()
            where T : class, IAiSetting<T>, new() => all.Find(s => s.Kind == T.Kind && s.Name == T.Name) is { } row ? StoredJson.Read<T>(row.ValueJson) : new();
    }

    public AnsweringPreference Answering { get; }

    public EmbeddingPreference Embedding { get; }

    public ConversationPreference Conversations { get; }

    public ModelPolicy Models { get; }

    public CostPolicy Costs { get; }

    public FeaturePolicy Features { get; }

    public ConversationPolicy Keeping { get; }
}
