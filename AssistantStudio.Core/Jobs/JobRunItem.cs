using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Jobs;

public enum JobItemState
{
    Done,
    Skipped,
    Failed,
}

/// <summary>An entry of a run's journal: what became of one item. Done and skipped items are not touched again by a later attempt.</summary>
public sealed class JobRunItem : ITenantRow
{
    public Guid RunId { get; init; }

    public required string Key { get; init; }

    public Guid OrganizationId { get; init; }

    public JobItemState State { get; init; }

    /// <summary>Why it was skipped or failed.</summary>
    public string? Reason { get; init; }

    public DateTime At { get; init; }
}

internal sealed class JobRunItemConfiguration : IEntityTypeConfiguration<JobRunItem>
{
    public void Configure(EntityTypeBuilder<JobRunItem> builder)
    {
        builder.ToTable("JobRunItems");
        builder.HasKey(i => new { i.RunId, i.Key });
        builder.Property(i => i.Key).HasMaxLength(JobLimits.ItemKeyLength);
        builder.Property(i => i.Reason).HasMaxLength(JobLimits.ItemReasonLength);
        builder.HasOne<JobRun>().WithMany().HasForeignKey(i => i.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(i => new { i.RunId, i.At, i.Key });
        builder.HasIndex(i => new { i.RunId, i.State, i.At, i.Key });
    }
}
