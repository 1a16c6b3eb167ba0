using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a check of all vectors of a space found.</summary>
public sealed class VectorReport : ITenantRow
{
    public Guid SpaceId { get; init; }

    public DateTime At { get; init; }

    public Guid OrganizationId { get; init; }

    /// <summary>The space's batch at that time: nothing is new while it is the same.</summary>
    public int Batch { get; init; }

    /// <summary>A <see cref="VectorQuality"/> as JSON.</summary>
    public required string Content { get; init; }
}

internal sealed class VectorReportConfiguration : IEntityTypeConfiguration<VectorReport>
{
    public void Configure(EntityTypeBuilder<VectorReport> builder)
    {
        builder.ToTable("VectorReports");
        builder.HasKey(r => new { r.SpaceId, r.At });
        builder.HasOne<VectorSpace>().WithMany().HasForeignKey(r => r.SpaceId).OnDelete(DeleteBehavior.Cascade);
    }
}
