using System.Collections.Frozen;

namespace AssistantStudio.Core.Shared;

public enum AccessSource
{
    None,
    Browser,
    Api,
    Job,
    Command,

    /// <summary>A visitor of another site.</summary>
    Embed,
}

/// <summary>Who acts, in which organisation, with which rights: a snapshot that never changes.</summary>
public sealed record Grant
{
    public static Grant None { get; } = new() { Source = AccessSource.None, ActorName = "nobody" };

    public required AccessSource Source { get; init; }

    /// <summary>What the audit log writes down as the actor.</summary>
    public required string ActorName { get; init; }

    /// <summary>Empty means: none. The tenant filter then matches nothing.</summary>
    public Guid OrganizationId { get; init; }

    public Guid? UserId { get; init; }

    public Guid? SessionId { get; init; }

    public Guid? ApiKeyId { get; init; }

    /// <summary>Of a visitor of another site, who is no user: what their conversations are known by.</summary>
    public string? Visitor { get; init; }

    public string? RemoteAddress { get; init; }

    public Role? Role { get; init; }

    public bool IsSiteAdmin { get; init; }

    public FrozenSet<Permission> Permissions { get; init; } = FrozenSet<Permission>.Empty;

    /// <summary>What whoever made the presented key may do; the key itself may do less.</summary>
    public FrozenSet<Permission> OwnerPermissions { get; init; } = FrozenSet<Permission>.Empty;

    /// <summary>The environments that the presented key is for; null means every one.</summary>
    public FrozenSet<StudioEnvironment>? Environments { get; init; }

    /// <summary>The assistants that the presented key is for; null means every one that its creator may use.</summary>
    public FrozenSet<Guid>? Assistants { get; init; }

    /// <summary>How often the presented key may be used; null: as often as anybody.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>The presented key may do less than its creator, or for a limited time only.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>A job acts for the installation or for one organisation, with every right there and none beyond.</summary>
    public static Grant ForJob(string jobKey, Guid organizationId) => new()
    {
        Source = AccessSource.Job,
        ActorName = jobKey,
        OrganizationId = organizationId,
        Permissions = organizationId == Guid.Empty ? RolePermissions.SiteAdmin : RolePermissions.Of(Shared.Role.OrgAdmin),
    };

    /// <summary>The program itself, at start-up or run as a command.</summary>
    public static Grant ForCommand(string command, Guid organizationId = default) => new()
    {
        Source = AccessSource.Command,
        ActorName = command,
        OrganizationId = organizationId,
        IsSiteAdmin = true,
        Permissions = RolePermissions.SiteAdmin,
    };
}

/// <summary>
/// The current <see cref="Grant"/> of one circuit, request or job run. Every service asks it before it does anything.
/// A circuit lives for hours, so the grant is replaced while it lives; read it once per operation.
/// </summary>
public sealed class Access
{
    private volatile Grant _grant;

    public Access() => _grant = Grant.None;

    public Access(Grant grant) => _grant = grant;

    /// <summary>Raised after the grant was replaced, on the thread that replaced it.</summary>
    public event Action? Changed;

    public Grant Grant => _grant;

    public Guid OrganizationId => _grant.OrganizationId;

    public Guid? UserId => _grant.UserId;

    public void Become(Grant grant)
    {
        _grant = grant;
        Changed?.Invoke();
    }

    public bool Can(Permission permission) => _grant.Permissions.Contains(permission);

    public void Require(Permission permission)
    {
        if (!Can(permission))
        {
            throw _grant is { ApiKeyId: not null } key ? ForbiddenException.OfKey(permission, key.OwnerPermissions.Contains(permission)) : new ForbiddenException(permission);
        }
    }

    /// <summary>A key may be for some environments only.</summary>
    public void Require(Permission permission, StudioEnvironment environment)
    {
        Require(permission);
        if (_grant.Environments?.Contains(environment) == false)
        {
            throw new ForbiddenException($"This API key is not for the environment {environment.ToString().ToLowerInvariant()}.");
        }
    }

    /// <summary>For what somebody does in their own name, in the browser or with a key.</summary>
    public Guid RequireUser() =>
        _grant.UserId ?? throw new ForbiddenException("Sign in as a person to do this.");

    /// <summary>For what people do with their own account; a key must not take over its creator's account.</summary>
    public Guid RequireSession() =>
        _grant.SessionId is null ? throw new ForbiddenException("Sign in in the browser to do this.") : RequireUser();
}
