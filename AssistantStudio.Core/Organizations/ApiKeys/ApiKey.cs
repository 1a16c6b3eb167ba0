using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// A key for other software. It acts as the person who made it, never with more rights than that person has now,
/// narrowed by its scopes. The key itself is shown once and stored as a hash.
/// </summary>
public sealed class ApiKey : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid UserId { get; init; }

    /// <summary>The creator's name when the key was made, repeated so that the list needs no second table.</summary>
    public required string CreatedBy { get; init; }

    public required string Name { get; set; }

    /// <summary>What is shown of the key afterwards: its first and last characters.</summary>
    public required string Hint { get; init; }

    public required string Hash { get; init; }

    public required string SearchText { get; set; }

    /// <summary>Empty: whatever its creator may.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    /// <summary>Empty: every environment.</summary>
    public IReadOnlyList<StudioEnvironment> Environments { get; init; } = [];

    /// <summary>Ids of assistants, comma-separated. Empty: every assistant its creator may use.</summary>
    public string Assistants { get; init; } = "";

    /// <summary>Null: as many as anybody.</summary>
    public int? RequestsPerMinute { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime? ExpiresAt { get; init; }

    public DateTime? LastUsedAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    public long RowVersion { get; set; } = 1;
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("ApiKeys");
        builder.Property(k => k.Name).HasMaxLength(OrganizationLimits.KeyNameLength);
        builder.Property(k => k.CreatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(k => k.SearchText).HasMaxLength(OrganizationLimits.KeyNameLength + OrganizationLimits.PersonNameLength + 1);
        builder.Property(k => k.Hint).HasMaxLength(20);
        builder.Property(k => k.Hash).HasMaxLength(64);
        builder.Property(k => k.Permissions).HasConversion(NameList<Permission>.Converter, NameList<Permission>.Comparer).HasMaxLength(1000);
        builder.Property(k => k.Environments).HasConversion(NameList<StudioEnvironment>.Converter, NameList<StudioEnvironment>.Comparer).HasMaxLength(100);
        builder.Property(k => k.Assistants).HasMaxLength(8_000);
        builder.HasOne<Organization>().WithMany().HasForeignKey(k => k.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<StudioUser>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(k => k.Hash).IsUnique();
        builder.HasIndex(k => new { k.OrganizationId, k.CreatedAt, k.Id, k.RevokedAt, k.ExpiresAt, k.SearchText });
        builder.HasIndex(k => new { k.OrganizationId, k.Name, k.Id });
        builder.HasIndex(k => new { k.OrganizationId, k.LastUsedAt, k.Id });
        builder.HasIndex(k => k.UserId);
        builder.HasIndex(k => k.ExpiresAt);
    }
}
