using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public enum ApiKeyState
{
    Active,
    Expired,
    Revoked,
}

public sealed record ApiKeyListQuery : ListQuery
{
    public ApiKeyState? State { get; init; }
}

public sealed record ApiKeyRow(
    Guid Id, string Name, string Hint, Guid UserId, string CreatedBy, IReadOnlyList<Permission> Permissions, IReadOnlyList<StudioEnvironment> Environments,
    IReadOnlyList<Guid> Assistants, ApiKeyState State, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? LastUsedAt, int? RequestsPerMinute = null);

public sealed record NewApiKeyRequest
{
    public string? Name { get; init; }

    /// <summary>Empty: whatever the creator may.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    public IReadOnlyList<StudioEnvironment> Environments { get; init; } = [];

    public IReadOnlyList<Guid> Assistants { get; init; } = [];

    public DateTime? ExpiresAt { get; init; }

    /// <summary>Null: as many as anybody.</summary>
    public int? RequestsPerMinute { get; init; }
}

/// <summary>The key itself; it is not stored and cannot be shown again.</summary>
public sealed record CreatedApiKey(ApiKeyRow Key, string Token);

/// <summary>Keys for other software. Administrators see all keys, others their own.</summary>
public sealed class ApiKeyService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "api-keys";
    public const string Prefix = "as_";
    public const int MostAssistants = 200;

    public static readonly string TooManyAssistants = $"At most {MostAssistants} assistants; leave it empty for all.";

    private const int TokenLength = 40;

    private static readonly SortMap<ApiKey> s_sorts = new SortMap<ApiKey>()
        .Add("-createdAt", q => q.OrderBy(k => k.CreatedAt).ThenBy(k => k.Id), q => q.OrderByDescending(k => k.CreatedAt).ThenByDescending(k => k.Id))
        .Add("name", q => q.OrderBy(k => k.Name).ThenBy(k => k.Id), q => q.OrderByDescending(k => k.Name).ThenByDescending(k => k.Id))
        .Add("lastUsedAt", q => q.OrderBy(k => k.LastUsedAt).ThenBy(k => k.Id), q => q.OrderByDescending(k => k.LastUsedAt).ThenByDescending(k => k.Id));

    public async Task<Page<ApiKeyRow>> ListAsync(ApiKeyListQuery query, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var keys = Visible(context);
            keys = query.State switch
            {
                ApiKeyState.Active => keys.Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)),
                ApiKeyState.Expired => keys.Where(k => k.RevokedAt == null && k.ExpiresAt <= now),
                ApiKeyState.Revoked => keys.Where(k => k.RevokedAt != null),
                _ => keys,
            };
            keys = query.SearchTerm() is { } term ? keys.Where(k => k.SearchText.Contains(term)) : keys;
            var page = await context.PageAsync(keys, query, s_sorts, k => k, ct).ConfigureAwait(false);
            return new([.. page.Items.Select(k => RowOf(k, now))], page.PageNumber, page.PageSize, page.Total);
        }
    }

    public async Task<ApiKeyRow> GetAsync(Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return RowOf(await FindAsync(context, id, ct).ConfigureAwait(false), clock.GetUtcNow().UtcDateTime);
        }
    }

    public Task<CreatedApiKey> CreateAsync(NewApiKeyRequest request, CancellationToken ct) =>
        CreateAsync(request, Prefix + Tokens.New(TokenLength), ct);

    /// <summary>With a key that was given, for unattended set-up. Everything else is as for a new one.</summary>
    internal async Task<CreatedApiKey> CreateAsync(NewApiKeyRequest request, string token, CancellationToken ct)
    {
        access.Require(Permission.ApiKeysCreate);
        var userId = access.RequireUser();
        if (access.Grant.IsNarrowed)
        {
            throw new ForbiddenException("A key with scopes or an expiry cannot create keys: the new one might do more.");
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var name = Validate(request, token, now);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var key = new ApiKey
            {
                OrganizationId = access.OrganizationId,
                UserId = userId,
                CreatedBy = access.Grant.ActorName,
                Name = name,
                Hint = $"{token[..7]}…{token[^4..]}",
                Hash = Tokens.Hash(token),
                SearchText = $"{name} {access.Grant.ActorName}".ToLowerInvariant(),
                Permissions = [.. request.Permissions.Distinct().Order()],
                Environments = [.. request.Environments.Distinct().Order()],
                Assistants = string.Join(',', request.Assistants.Distinct()),
                RequestsPerMinute = request.RequestsPerMinute,
                CreatedAt = now,
                ExpiresAt = request.ExpiresAt is { } end ? UtcTime.Of(end) : null,
            };
            context.Add(key);
            context.RecordRow(access.Grant, now, "api_key.created", key, key.Id, key.Name);
            await context.SaveAsync("The key", ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, key.Id));
            return new(RowOf(key, now), token);
        }
    }

    internal async Task<bool> ExistsAsync(string token, CancellationToken ct)
    {
        var hash = Tokens.Hash(token);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<ApiKey>().AnyAsync(k => k.Hash == hash, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a key at once. Its row stays, so that the audit log keeps its name.</summary>
    public async Task RevokeAsync(Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var key = await FindAsync(context, id, ct).ConfigureAwait(false);
            if (access.Grant.IsNarrowed && key.Id != access.Grant.ApiKeyId)
            {
                throw new ForbiddenException("A key with scopes or an expiry can revoke itself, no other one.");
            }

            if (key.RevokedAt is not null)
            {
                return;
            }

            key.RevokedAt = clock.GetUtcNow().UtcDateTime;
            context.RecordRow(access.Grant, key.RevokedAt.Value, "api_key.revoked", key, key.Id, key.Name);
            await context.SaveAsync("The key", ct).ConfigureAwait(false);
        }

        feed.Publish(new(SessionService.AccessTopic, Guid.Empty));
        feed.Publish(new(Topic, access.OrganizationId, id));
    }

    private IQueryable<ApiKey> Visible(StudioDbContext context)
    {
        if (access.Can(Permission.ApiKeysManage))
        {
            return context.Set<ApiKey>();
        }

        access.Require(Permission.ApiKeysCreate);
        var me = access.RequireUser();
        return context.Set<ApiKey>().Where(k => k.UserId == me);
    }

    private async Task<ApiKey> FindAsync(StudioDbContext context, Guid id, CancellationToken ct) =>
        await Visible(context).SingleOrDefaultAsync(k => k.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The API key");

    private string Validate(NewApiKeyRequest request, string token, DateTime now)
    {
        var errors = new Validator();
        var name = errors.Text(request.Name, "name", "a name that says what uses the key", OrganizationLimits.KeyNameLength);
        errors.Check(request.Permissions.All(Enum.IsDefined), "permissions", "There is no such permission.");
        errors.Check(request.Permissions.All(access.Can), "permissions", "A key never gets more rights than you have.");
        errors.Check(request.Environments.All(Enum.IsDefined), "environments", "There is no such environment.");
        errors.Check(request.Assistants.Count <= MostAssistants, "assistants", TooManyAssistants);
        errors.Check(request.RequestsPerMinute is null or (>= 1 and <= OrganizationLimits.KeyRequestsPerMinute), "requestsPerMinute", $"Between 1 and {OrganizationLimits.KeyRequestsPerMinute}; leave it empty for no limit.");
        errors.Check(request.ExpiresAt is null || UtcTime.Of(request.ExpiresAt.Value) > now, "expiresAt", "This is in the past.");
        errors.Check(token.StartsWith(Prefix, StringComparison.Ordinal) && token.Length is >= 24 and <= 200, "token", $"A key starts with {Prefix} and has at least 24 characters.");
        errors.ThrowIfAny();
        return name;
    }

    private static ApiKeyRow RowOf(ApiKey key, DateTime now) => new(
        key.Id, key.Name, key.Hint, key.UserId, key.CreatedBy, key.Permissions, key.Environments,
        [.. key.Assistants.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)],
        key.RevokedAt is not null ? ApiKeyState.Revoked : key.ExpiresAt <= now ? ApiKeyState.Expired : ApiKeyState.Active,
        key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RequestsPerMinute);
}
