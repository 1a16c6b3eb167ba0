using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Jobs;

/// <summary>A job's schedule and parameters where somebody changed them; otherwise the job's own defaults hold.</summary>
public sealed class JobSchedule : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public required string JobKey { get; init; }

    /// <summary>Null: no schedule, only when somebody starts it.</summary>
    public string? Cron { get; set; }

    public required string TimeZone { get; set; }

    public bool Enabled { get; set; }

    public required string Parameters { get; set; }

    public DateTime UpdatedAt { get; set; }

    public long RowVersion { get; set; } = 1;
}

internal sealed class JobScheduleConfiguration : IEntityTypeConfiguration<JobSchedule>
{
    public void Configure(EntityTypeBuilder<JobSchedule> builder)
    {
        builder.ToTable("JobSchedules");
        builder.Property(s => s.JobKey).HasMaxLength(JobLimits.KeyLength);
        builder.Property(s => s.Cron).HasMaxLength(JobLimits.CronLength);
        builder.Property(s => s.TimeZone).HasMaxLength(JobLimits.TimeZoneLength);
        builder.Property(s => s.Parameters).HasMaxLength(JobLimits.ParametersLength);
        builder.HasIndex(s => new { s.OrganizationId, s.JobKey }).IsUnique();
    }
}
