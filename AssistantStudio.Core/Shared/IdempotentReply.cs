using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Shared;

/// <summary>The reply to a call that carried an Idempotency-Key, given again when the same call comes again.</summary>
public sealed class IdempotentReply : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    /// <summary>Caller, method, path, query and key, hashed.</summary>
    public required string KeyHash { get; init; }

    /// <summary>Hash of the body: the same key with another body is a mistake of the caller.</summary>
    public required string RequestHash { get; init; }

    /// <summary>0 while the first call still runs, 1 when it came to an end but its reply was not kept.</summary>
    public int Status { get; set; }

    public string? ContentType { get; set; }

    public string? Location { get; set; }

    public string? ETag { get; set; }

    /// <summary>What wrote the reply, as its headers say it: kept as text, because nothing here looks it up.</summary>
    public string? DeploymentId { get; set; }

    public string? Release { get; set; }

    /// <summary>Encrypted: a reply may show a new key, once.</summary>
    public string? Body { get; set; }

    public DateTime CreatedAt { get; init; }
}

internal sealed class IdempotentReplyConfiguration : IEntityTypeConfiguration<IdempotentReply>
{
    public void Configure(EntityTypeBuilder<IdempotentReply> builder)
    {
        builder.ToTable("IdempotentReplies");
        builder.Property(r => r.KeyHash).HasMaxLength(64);
        builder.Property(r => r.RequestHash).HasMaxLength(64);
        builder.Property(r => r.ContentType).HasMaxLength(100);
        builder.Property(r => r.Location).HasMaxLength(400);
        builder.Property(r => r.ETag).HasMaxLength(100);
        builder.Property(r => r.DeploymentId).HasMaxLength(36);
        builder.Property(r => r.Release).HasMaxLength(64);
        builder.HasIndex(r => new { r.OrganizationId, r.KeyHash }).IsUnique();
        builder.HasIndex(r => r.CreatedAt);
    }
}
