using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

public enum ThemeChoice
{
    System,
    Light,
    Dark,
}

/// <summary>A person who can sign in. What they may do is said by their <see cref="Membership"/>s.</summary>
public sealed class StudioUser : IdentityUser<Guid>
{
    public StudioUser() => Id = Guid.CreateVersion7();

    public required string Name { get; set; }

    /// <summary>Administers the installation: every organisation, and what belongs to none.</summary>
    public bool IsSiteAdmin { get; set; }

    public ThemeChoice Theme { get; set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>The authenticator's shared key, encrypted. Set up but not yet in force while <c>TwoFactorEnabled</c> is false.</summary>
    [AuditSecret]
    public string? AuthenticatorKey { get; set; }

    /// <summary>Hashes of the unused recovery codes.</summary>
    [AuditSecret]
    public string? RecoveryCodes { get; set; }

    /// <summary>After too many wrong tries nothing is checked before this time.</summary>
    public DateTime? LockedUntil { get; set; }

    /// <summary>The step of the last accepted authenticator code: a code works once.</summary>
    public long LastCodeStep { get; set; }
}

internal sealed class StudioUserConfiguration : IEntityTypeConfiguration<StudioUser>
{
    public void Configure(EntityTypeBuilder<StudioUser> builder)
    {
        builder.ToTable("Users");
        builder.Property(u => u.Name).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(u => u.AuthenticatorKey).HasMaxLength(500);
        builder.Property(u => u.RecoveryCodes).HasMaxLength(1000).IsConcurrencyToken(); // Of two uses of one code at once the second loses.
        builder.Property(u => u.LastCodeStep).IsConcurrencyToken();
    }
}
