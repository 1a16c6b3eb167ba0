using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Jobs;

public enum JobLineLevel
{
    Information,
    Warning,
    Error,
}

/// <summary>One line of a run's log.</summary>
public sealed class JobRunLine : ITenantRow, IAppendOnlyRow
{
    public Guid RunId { get; init; }

    public int Ordinal { get; init; }

    public Guid OrganizationId { get; init; }

    public DateTime At { get; init; }

    public JobLineLevel Level { get; init; }

    public required string Text { get; init; }
}

internal sealed class JobRunLineConfiguration : IEntityTypeConfiguration<JobRunLine>
{
    public void Configure(EntityTypeBuilder<JobRunLine> builder)
    {
        builder.ToTable("JobRunLines");
        builder.HasKey(l => new { l.RunId, l.Ordinal });
        builder.Property(l => l.Text).HasMaxLength(JobLimits.LineLength);
        builder.HasOne<JobRun>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
