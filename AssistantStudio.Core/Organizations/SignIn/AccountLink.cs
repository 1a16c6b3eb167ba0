using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

public enum AccountLinkKind
{
    Invitation,
    PasswordReset,
}

/// <summary>A link that works once and not for long. Only the hash of its token is stored.</summary>
public sealed class AccountLink
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public AccountLinkKind Kind { get; init; }

    public required string TokenHash { get; init; }

    public Guid OrganizationId { get; init; }

    public required string Email { get; init; }

    /// <summary>The user whose password is reset; an invitation has none yet.</summary>
    public Guid? UserId { get; init; }

    public Role Role { get; init; }

    public Guid? CreatedBy { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime ExpiresAt { get; init; }

    public DateTime? UsedAt { get; set; }

    public bool IsOpen(DateTime now) => UsedAt is null && ExpiresAt > now;
}

internal sealed class AccountLinkConfiguration : IEntityTypeConfiguration<AccountLink>
{
    public void Configure(EntityTypeBuilder<AccountLink> builder)
    {
        builder.ToTable("AccountLinks");
        builder.Property(l => l.TokenHash).HasMaxLength(64);
        builder.Property(l => l.Email).HasMaxLength(OrganizationLimits.EmailLength);
        builder.Property(l => l.UsedAt).IsConcurrencyToken(); // Two clicks on one link: the second one loses.
        builder.HasOne<Organization>().WithMany().HasForeignKey(l => l.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(l => l.TokenHash).IsUnique();
        builder.HasIndex(l => new { l.OrganizationId, l.Kind, l.ExpiresAt });
        builder.HasIndex(l => l.ExpiresAt);
    }
}
