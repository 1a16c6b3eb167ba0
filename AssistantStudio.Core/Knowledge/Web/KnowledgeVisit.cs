using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// What is remembered of an address that was read: enough to ask its server whether anything has changed, and to go on from
/// there without the page when nothing has.
/// </summary>
public sealed class KnowledgeVisit : ITenantRow
{
    public Guid SourceId { get; init; }

    /// <summary>A hash of the address: addresses are too long and too many for an index.</summary>
    public required string Key { get; init; }

    public Guid OrganizationId { get; init; }

    public required string Address { get; init; }

    /// <summary>As the server sent it, with quotes and all.</summary>
    public string? ETag { get; set; }

    /// <summary>As the server sent it.</summary>
    public string? LastModified { get; set; }

    /// <summary>Of what the page says; null: it is left out, because it or the source's settings say so.</summary>
    public string? Hash { get; set; }

    public DateTime? ChangedAt { get; set; }

    /// <summary>Why it gives no text: it is not fetched again to find out the same.</summary>
    public string? Problem { get; set; }

    /// <summary>The address under which the page wants to be known, if another.</summary>
    public string? Canonical { get; set; }

    /// <summary>A JSON list of the addresses that the page leads to.</summary>
    public string Links { get; set; } = "[]";

    public DateTime VisitedAt { get; set; }

    /// <summary>The last run that asked for it: one that goes on after a restart does not ask again.</summary>
    public Guid SeenByRun { get; set; }
}

internal sealed class KnowledgeVisitConfiguration : IEntityTypeConfiguration<KnowledgeVisit>
{
    public const int ETagLength = 300;
    public const int LastModifiedLength = 60;

    public void Configure(EntityTypeBuilder<KnowledgeVisit> builder)
    {
        builder.ToTable("KnowledgeVisits");
        builder.HasKey(v => new { v.SourceId, v.Key });
        builder.Property(v => v.Key).HasMaxLength(64);
        builder.Property(v => v.Address).HasMaxLength(CrawlFrontier.AddressLength);
        builder.Property(v => v.ETag).HasMaxLength(ETagLength);
        builder.Property(v => v.LastModified).HasMaxLength(LastModifiedLength);
        builder.Property(v => v.Hash).HasMaxLength(64);
        builder.Property(v => v.Problem).HasMaxLength(KnowledgeLimits.ReasonLength);
        builder.Property(v => v.Canonical).HasMaxLength(CrawlFrontier.AddressLength);
        builder.HasOne<KnowledgeSource>().WithMany().HasForeignKey(v => v.SourceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(v => new { v.OrganizationId, v.VisitedAt });
    }
}
