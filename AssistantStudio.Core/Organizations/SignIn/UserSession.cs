using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// One sign-in on one browser. The cookie carries only its id, so that signing out everywhere, disabling a user and
/// switching the organisation take effect at once.
/// </summary>
public sealed class UserSession
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid UserId { get; init; }

    /// <summary>The organisation this browser works in.</summary>
    public Guid OrganizationId { get; set; }

    public bool Persistent { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime LastSeenAt { get; set; }

    public DateTime ExpiresAt { get; set; }

    public string? RemoteAddress { get; init; }

    /// <summary>The browser's own description, shortened.</summary>
    public string? Client { get; init; }
}

internal sealed class UserSessionConfiguration : IEntityTypeConfiguration<UserSession>
{
    public void Configure(EntityTypeBuilder<UserSession> builder)
    {
        builder.ToTable("UserSessions");
        builder.Property(s => s.RemoteAddress).HasMaxLength(64);
        builder.Property(s => s.Client).HasMaxLength(200);
        builder.HasOne<StudioUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.UserId, s.LastSeenAt });
        builder.HasIndex(s => s.ExpiresAt);
    }
}
