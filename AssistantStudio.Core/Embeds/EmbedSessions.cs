using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.DataProtection;

namespace AssistantStudio.Core.Embeds;

/// <summary>A visitor of one site who talks to one assistant, for a while. It is kept by the visitor's page, and by nobody here.</summary>
/// <param name="Visitor">Made up here: it says nothing about the person.</param>
/// <param name="ConversationId">Begins with the first message.</param>
public sealed record EmbedSession(Guid EmbedId, string PublicKey, string Origin, string Visitor, Guid ConversationId, DateTime StartedAt, DateTime ExpiresAt);

/// <summary>Opens sessions, and reads the tokens in which they travel: encrypted, so that nobody reads or changes them on the way.</summary>
public sealed class EmbedSessions(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int VisitorLength = 22;
    private static readonly FrozenSet<Permission> s_mayChat = new[] { Permission.Chat }.ToFrozenSet();

    private readonly IDataProtector _protector = protection.CreateProtector("AssistantStudio.EmbedSessions.v1");

    /// <param name="before">Another conversation of the same visitor; null: a new visitor.</param>
    public EmbedSession Open(OpenEmbed embed, string origin, EmbedSession? before)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var session = new EmbedSession(embed.Id, embed.PublicKey, origin, before?.Visitor ?? Tokens.New(VisitorLength), Guid.CreateVersion7(), before?.StartedAt ?? now, now);
        return Renewed(session);
    }

    /// <summary>Used, it goes on; but not for ever.</summary>
    public EmbedSession Renewed(EmbedSession session)
    {
        var (idle, last) = (clock.GetUtcNow().UtcDateTime + EmbedLimits.Idle, session.StartedAt + EmbedLimits.Longest);
        return session with { ExpiresAt = idle < last ? idle : last };
    }

    public string Write(EmbedSession session) => _protector.Protect(StoredJson.Write(session));

    /// <summary>Null: made up, ended, of another site, or of another assistant.</summary>
    public EmbedSession? Read(string? token, OpenEmbed embed, string origin)
    {
        if (token is not { Length: > 0 and <= EmbedLimits.TokenLength })
        {
            return null;
        }

        try
        {
            var session = StoredJson.Read<EmbedSession>(_protector.Unprotect(token));
            return session.EmbedId == embed.Id && session.PublicKey == embed.PublicKey && session.Origin == origin && session.ExpiresAt > clock.GetUtcNow().UtcDateTime ? session : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>As little as can be: to talk to this assistant in this environment, and to see what this visitor said.</summary>
    internal static Grant GrantOf(OpenEmbed embed, string origin, string visitor, string? remoteAddress) => new()
    {
        Source = AccessSource.Embed,
        ActorName = "Visitor of " + PlainText.Cut(new Uri(origin).Authority, 80),
        OrganizationId = embed.OrganizationId,
        Visitor = visitor,
        RemoteAddress = remoteAddress,
        IsNarrowed = true,
        Permissions = s_mayChat,
        Environments = new[] { embed.Environment }.ToFrozenSet(),
        Assistants = new[] { embed.AssistantId }.ToFrozenSet(),
    };
}
