using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Reads and changes what an organisation has decided about AI.</summary>
public sealed class AiSettingService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "ai_settings";

    public static Permission ManagedBy<T>()
        where T : class, IAiSetting<T>, new() => T.Kind == AiSettingKind.Policy ? Permission.PoliciesManage : Permission.ProvidersManage;

    public async Task<AiSettingRow<T>> GetAsync<T>(CancellationToken ct)
        where T : class, IAiSetting<T>, new()
    {
        access.Require(Permission.ProvidersView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await FindAsync<T>(context.Set<AiSetting>().AsNoTracking(), ct).ConfigureAwait(false) is { } row ? RowOf<T>(row) : new(new(), null, null, 0);
        }
    }

    /// <param name="rowVersion">The version that was edited; 0 where nothing was stored yet.</param>
    public async Task<AiSettingRow<T>> PutAsync<T>(T value, long? rowVersion, CancellationToken ct)
        where T : class, IAiSetting<T>, new()
    {
        access.Require(ManagedBy<T>());
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var row = await FindAsync<T>(context.Set<AiSetting>(), ct).ConfigureAwait(false);
            if (rowVersion is { } expected && expected != (row?.RowVersion ?? 0))
            {
                throw ConflictException.Stale(T.Title);
            }

            var before = row is null ? new() : StoredJson.Read<T>(row.ValueJson);
            var providers = await context.Set<Integration>().Select(i => new { i.Id, i.Name, i.Kind }).ToDictionaryAsync(i => i.Id, ct).ConfigureAwait(false);
            var names = providers.ToDictionary(p => p.Key, p => p.Value.Name);
            var errors = new Validator();
            value.Check(errors);
            foreach (var (field, id) in value.NamedProviders())
            {
                // One that was named before and is gone since may stay named: it does no harm.
                errors.Check(names.ContainsKey(id) || before.NamedProviders().Any(p => p.ProviderId == id), field, "There is no such provider.")
                    .Check(!providers.TryGetValue(id, out var named) || !ProviderKinds.Of(named.Kind).IsDataSource, field, $"{names.GetValueOrDefault(id)} has no models: knowledge is read through it.");
            }

            errors.ThrowIfAny();
            if (row is null)
            {
                row = new() { OrganizationId = access.OrganizationId, Kind = T.Kind, Name = T.Name, ValueJson = "" };
                context.Add(row);
            }

            row.ValueJson = StoredJson.Write(value);
            (row.UpdatedAt, row.UpdatedBy) = (clock.GetUtcNow().UtcDateTime, access.Grant.ActorName);
            context.Record(access.Grant, row.UpdatedAt, "ai_setting.changed", row.Id.ToString(), T.Title, Changes(before, value, names));
            await context.SaveOrStaleAsync(T.Title, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, row.Id));
            return RowOf<T>(row);
        }
    }

    private static Task<AiSetting?> FindAsync<T>(IQueryable<AiSetting> settings, CancellationToken ct)
        where T : class, IAiSetting<T>, new()
    {
        var (kind, name) = (T.Kind, T.Name);
        return settings.SingleOrDefaultAsync(s => s.Kind == kind && s.Name == name, ct);
    }

    private static AiSettingRow<T> RowOf<T>(AiSetting row) => new(StoredJson.Read<T>(row.ValueJson), row.UpdatedAt, row.UpdatedBy, row.RowVersion);

    /// <summary>Field by field, with the names of providers instead of their numbers.</summary>
    private static FieldChange[] Changes<T>(T before, T after, Dictionary<Guid, string> names)
    {
        var (old, now) = (Fields(before, names), Fields(after, names));
        return [.. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Where(field => old.GetValueOrDefault(field) != now.GetValueOrDefault(field))
            .Select(field => new FieldChange(char.ToUpperInvariant(field[0]) + field[1..], old.GetValueOrDefault(field), now.GetValueOrDefault(field)))];
    }

    private static Dictionary<string, string> Fields<T>(T value, Dictionary<Guid, string> names)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Read("", JsonSerializer.SerializeToElement(value, StoredJson.Options));
        return fields;

        void Read(string path, JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in element.EnumerateObject())
                    {
                        Read(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    fields[path] = string.Join(", ", element.EnumerateArray().Select(Text));
                    break;
                default:
                    fields[path] = Text(element);
                    break;
            }
        }

        string Text(JsonElement element) => element.ValueKind == JsonValueKind.String && element.TryGetGuid(out var id) && names.TryGetValue(id, out var name) ? name : element.ToString();
    }
}
