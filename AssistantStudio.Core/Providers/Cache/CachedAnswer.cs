using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Providers;

/// <summary>What a model said to exactly this question, until it is too old.</summary>
public sealed class CachedAnswer : ITenantRow
{
    public Guid OrganizationId { get; init; }

    /// <summary>A fingerprint of everything that went into the answer: server, model, messages and settings.</summary>
    public required string Key { get; init; }

    public required string Model { get; init; }

    public required string Text { get; init; }

    /// <summary>What the answer cost when it was given, in nano-dollars. Null: the model had no price.</summary>
    public long? Cost { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime ExpiresAt { get; init; }
}

public static class CacheLimits
{
    /// <summary>Longer answers are rarely asked for twice.</summary>
    public const int TextLength = 100_000;

    /// <summary>Of an organisation; the oldest go.</summary>
    public const int PerOrganization = 50_000;

    internal const int KeyLength = 64;
}

internal sealed class CachedAnswerConfiguration : IEntityTypeConfiguration<CachedAnswer>
{
    internal const string Table = "CachedAnswers";

    public void Configure(EntityTypeBuilder<CachedAnswer> builder)
    {
        builder.ToTable(Table);
        builder.HasKey(a => new { a.OrganizationId, a.Key });
        builder.Property(a => a.Key).HasMaxLength(CacheLimits.KeyLength);
        builder.Property(a => a.Model).HasMaxLength(UsageLimits.ModelLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(a => a.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(a => a.ExpiresAt);
        builder.HasIndex(a => new { a.OrganizationId, a.CreatedAt });
    }
}
