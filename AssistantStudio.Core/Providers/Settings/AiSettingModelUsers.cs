using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Tells which preferences name a model. One that leaves the choice to a provider names none: the provider's own list does.</summary>
internal sealed class AiSettingModelUsers : IModelUsers
{
    public async Task<IReadOnlyList<ModelUser>> ModelUsersAsync(StudioDbContext context, Func<string, bool> isMeant, CancellationToken ct)
    {
        var stored = await context.Set<AiSetting>().AsNoTracking().Where(s => s.Kind == AiSettingKind.Preference).ToListAsync(ct).ConfigureAwait(false);
        var decisions = new AiDecisions(stored);
        return [.. Users(AnsweringPreference.Name, decisions.Answering.NamedModels()), .. Users(EmbeddingPreference.Name, decisions.Embedding.NamedModels()), .. Users(ConversationPreference.Name, decisions.Conversations.NamedModels())];

        IEnumerable<ModelUser> Users(string name, IEnumerable<string> models) =>
            from setting in stored
            where setting.Name == name
            from model in models.Distinct(StringComparer.OrdinalIgnoreCase)
            where isMeant(model)
            select new ModelUser(model, AiSettingUsers.Kind, setting.Id, AiSettingUsers.Mention(setting));
    }
}
