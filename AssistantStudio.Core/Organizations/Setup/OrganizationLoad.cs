using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Organizations;

/// <summary>Members, keys and audit entries at scale.</summary>
internal sealed class OrganizationLoad(TimeProvider clock) : ILoadPart
{
    private const int Batch = 2_000;

    private static readonly string[] s_first = ["Ada", "Bela", "Chidi", "Dana", "Emre", "Fatima", "Goran", "Hana", "Ivo", "Jun", "Kofi", "Lena", "Mina", "Nils", "Olga", "Pilar"];
    private static readonly string[] s_last = ["Abara", "Becker", "Cruz", "Dahl", "Evans", "Fischer", "Garcia", "Hansen", "Ito", "Jansen", "Kaya", "Lopez", "Moreau", "Novak", "Okafor", "Petrov", "Quist"];
    private static readonly string[] s_actions = ["user.invited", "user.role_changed", "api_key.created", "api_key.revoked", "variable.changed", "secret.changed", "user.signed_in", "user.signed_out"];

    public string What => "users, API keys and audit entries each";

    public async Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        for (var start = 0; start < rows; start += Batch)
        {
            for (var i = start; i < Math.Min(start + Batch, rows); i++)
            {
                AddOne(db, organizationId, i, now);
            }

            await db.SaveChangesAsync(ct).ConfigureAwait(false);
            db.ChangeTracker.Clear();
        }
    }

    private static void AddOne(StudioDbContext db, Guid organizationId, int i, DateTime now)
    {
        var name = $"{s_first[i % s_first.Length]} {s_last[i / 3 % s_last.Length]}";
        var email = string.Create(CultureInfo.InvariantCulture, $"load.{organizationId.ToString("N")[^6..]}.{i}.{Tokens.New(6).ToLowerInvariant()}@load.example");
        var at = now.AddSeconds(-i * 31);
        var user = new StudioUser
        {
            Name = name,
            Email = email,
            UserName = email,
            NormalizedEmail = email.ToUpperInvariant(),
            NormalizedUserName = email.ToUpperInvariant(),
            CreatedAt = at,
            SecurityStamp = "load",
        };
        var member = Membership.Of(user, organizationId, (Role)(i % 5), at);
        member.LastSeenAt = i % 7 == 0 ? null : at;
        var keyName = string.Create(CultureInfo.InvariantCulture, $"{s_last[i % s_last.Length]} integration {i}");
        db.Add(user);
        db.Add(member);
        db.Add(new ApiKey
        {
            OrganizationId = organizationId,
            UserId = user.Id,
            CreatedBy = name,
            Name = keyName,
            Hint = "as_load…load",
            Hash = Tokens.Hash(email),
            SearchText = $"{keyName} {name}".ToLowerInvariant(),
            CreatedAt = at,
            LastUsedAt = i % 5 == 0 ? null : at,
            RevokedAt = i % 9 == 0 ? at : null,
        });
        var action = s_actions[i % s_actions.Length];
        db.Add(new AuditEntry
        {
            OrganizationId = organizationId,
            At = at,
            UserId = user.Id,
            Actor = name,
            Source = AccessSource.Browser,
            RemoteAddress = "192.0.2.1",
            Action = action,
            SubjectId = user.Id.ToString(),
            SubjectName = keyName,
            Changes = """[{"field":"Role","before":"Viewer","after":"Editor"}]""",
            SearchText = $"{name} {action} {keyName}".ToLowerInvariant(),
        });
    }
}
