using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Assistants;

/// <summary>What one assistant did on one day (UTC), for questions about a period.</summary>
public sealed class AssistantUsageDay : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    public DateOnly Day { get; init; }

    public long Conversations { get; init; }

    public long Messages { get; init; }

    /// <summary>In hundredths.</summary>
    public long RatingSum { get; init; }

    public long RatingCount { get; init; }
}

internal sealed class AssistantUsageDayConfiguration : IEntityTypeConfiguration<AssistantUsageDay>
{
    public void Configure(EntityTypeBuilder<AssistantUsageDay> builder)
    {
        builder.ToTable("AssistantUsageDays");
        builder.HasKey(u => new { u.AssistantId, u.Day });
        builder.HasOne<Assistant>().WithMany().HasForeignKey(u => u.AssistantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(u => new { u.OrganizationId, u.Day, u.AssistantId, u.Conversations, u.Messages, u.RatingSum, u.RatingCount });
    }
}
