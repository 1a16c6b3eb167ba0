using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Tells which preferences name a provider. Policies do not use it: what is allowed may be gone.</summary>
internal sealed class AiSettingUsers(Access access, TimeProvider clock) : IProviderUsers
{
    public const string Kind = "preference";

    private static readonly Dictionary<string, string> s_titles = new()
    {
        [AnsweringPreference.Name] = AnsweringPreference.Title,
        [EmbeddingPreference.Name] = EmbeddingPreference.Title,
        [ConversationPreference.Name] = ConversationPreference.Title,
    };

    public async Task<IReadOnlyList<ProviderUser>> UsersOfAsync(StudioDbContext context, Guid providerId, CancellationToken ct) =>
        [.. (await UsingAsync(context, providerId, ct).ConfigureAwait(false)).Select(s => new ProviderUser(Kind, s.Id, Mention(s)))];

    /// <summary>Inside a sentence.</summary>
    public static string Mention(AiSetting setting) => $"the preference \u201C{TitleOf(setting)}\u201D";

    public async Task ReplaceAsync(StudioDbContext context, Guid providerId, Successor by, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var setting in await UsingAsync(context, providerId, ct).ConfigureAwait(false))
        {
            setting.ValueJson = setting.Name == AnsweringPreference.Name ? StoredJson.Write(StoredJson.Read<AnsweringPreference>(setting.ValueJson).WithSuccessor(providerId, by))
                : setting.Name == ConversationPreference.Name ? StoredJson.Write(StoredJson.Read<ConversationPreference>(setting.ValueJson).WithSuccessor(by))
                : StoredJson.Write(StoredJson.Read<EmbeddingPreference>(setting.ValueJson).WithSuccessor(by));
            (setting.UpdatedAt, setting.UpdatedBy) = (now, access.Grant.ActorName);
            context.Record(access.Grant, now, "ai_setting.changed", setting.Id.ToString(), TitleOf(setting), [new("Provider", providerId.ToString(), by.Id.ToString())]);
        }
    }

    private static Task<List<AiSetting>> UsingAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        var named = providerId.ToString();
        return context.Set<AiSetting>().Where(s => s.Kind == AiSettingKind.Preference && s.ValueJson.Contains(named)).ToListAsync(ct);
    }

    private static string TitleOf(AiSetting setting) => s_titles.GetValueOrDefault(setting.Name, setting.Name);
}
