using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Jobs;

public enum JobRunStatus
{
    /// <summary>Waits for a free place, or for the time of its next attempt.</summary>
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,

    /// <summary>The program died under it, and its attempts are used up.</summary>
    Interrupted,
}

public enum JobTrigger
{
    Schedule,
    Person,
}

/// <summary>
/// One run of a job through all its attempts. Of the installation when <see cref="OrganizationId"/> is empty.
/// At most one run per job and scope is queued or running: a unique index sees to that.
/// </summary>
public sealed class JobRun : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public required string JobKey { get; init; }

    public JobRunStatus Status { get; set; } = JobRunStatus.Queued;

    public JobTrigger Trigger { get; init; }

    public required string StartedBy { get; init; }

    public Guid? StartedByUserId { get; init; }

    /// <summary>Lower-case job and starter, for searching inside. Always follows from them, so what is stored is not read back.</summary>
    public string SearchText
    {
        get => $"{JobKey} {StartedBy}".ToLowerInvariant();
        private init { }
    }

    /// <summary>JSON of the job's parameter type.</summary>
    public required string Parameters { get; init; }

    /// <summary>Attempts begun so far.</summary>
    public int Attempt { get; set; }

    public DateTime QueuedAt { get; init; }

    /// <summary>The next attempt waits until then.</summary>
    public DateTime? NotBefore { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    /// <summary>The node that works on it, and when that node last said so.</summary>
    public string? Node { get; set; }

    public DateTime? HeartbeatAt { get; set; }

    public DateTime? CancelRequestedAt { get; set; }

    public long Done { get; set; }

    public long? Total { get; set; }

    public string? Message { get; set; }

    public long ItemsDone { get; set; }

    public long ItemsSkipped { get; set; }

    public long ItemsFailed { get; set; }

    /// <summary>A sentence for a person; the log of the program has more under <see cref="ErrorReference"/>.</summary>
    public string? Error { get; set; }

    public string? ErrorReference { get; set; }
}

internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> builder)
    {
        builder.ToTable("JobRuns");
        builder.Property(r => r.JobKey).HasMaxLength(JobLimits.KeyLength);
        builder.Property(r => r.StartedBy).HasMaxLength(JobLimits.PersonLength);
        builder.Property(r => r.SearchText).HasMaxLength(JobLimits.KeyLength + JobLimits.PersonLength + 1);
        builder.Property(r => r.Parameters).HasMaxLength(JobLimits.ParametersLength);
        builder.Property(r => r.Node).HasMaxLength(JobLimits.NodeLength);
        builder.Property(r => r.Message).HasMaxLength(JobLimits.MessageLength);
        builder.Property(r => r.Error).HasMaxLength(JobLimits.ErrorLength);
        builder.Property(r => r.ErrorReference).HasMaxLength(JobLimits.ReferenceLength);

        builder.Property(r => r.Status).IsConcurrencyToken(); // A person's cancel and a worker's claim: one of them loses.
        builder.HasIndex(r => new { r.OrganizationId, r.JobKey }).IsUnique().HasDatabaseName("IX_JobRuns_OneAtATime")
            .HasFilter("\"Status\" IN ('Queued', 'Running')");

        // One index per order of the list of runs; the usual one also carries what is searched.
        builder.HasIndex(r => new { r.OrganizationId, r.QueuedAt, r.Id, r.JobKey, r.SearchText });
        builder.HasIndex(r => new { r.OrganizationId, r.JobKey, r.QueuedAt, r.Id });
        builder.HasIndex(r => new { r.OrganizationId, r.Status, r.QueuedAt, r.Id });
        builder.HasIndex(r => new { r.OrganizationId, r.FinishedAt, r.Id });

        // The worker's and the clean-up's questions, which are about all organisations.
        builder.HasIndex(r => new { r.Status, r.QueuedAt });
        builder.HasIndex(r => r.FinishedAt);
    }
}
