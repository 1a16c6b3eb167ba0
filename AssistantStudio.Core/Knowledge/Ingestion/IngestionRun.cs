using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Knowledge;

public enum IngestionState
{
    Running,
    Succeeded,

    /// <summary>It went through everything; some items could not be read.</summary>
    WithFailures,

    /// <summary>It could not go on. What it had until then is kept.</summary>
    Failed,

    Cancelled,
}

/// <summary>One look through a source: what it found, what it changed, what it could not read and why.</summary>
public sealed class IngestionRun : ITenantRow
{
    public Guid Id { get; init; } = OrderedId.Next();

    public Guid OrganizationId { get; init; }

    public Guid SourceId { get; init; }

    /// <summary>The run of the job that works on it.</summary>
    public Guid JobRunId { get; set; }

    public IngestionState State { get; set; }

    /// <summary>The revision that it makes, if it changes something.</summary>
    public int Revision { get; init; }

    /// <summary>It asks for what has changed since then only; null: for everything.</summary>
    public DateTime? Since { get; init; }

    public DateTime StartedAt { get; init; }

    public DateTime? FinishedAt { get; set; }

    public int Added { get; set; }

    public int Changed { get; set; }

    public int Unchanged { get; set; }

    public int Removed { get; set; }

    public int Failed { get; set; }

    /// <summary>Chunks that were written.</summary>
    public int Chunks { get; set; }

    /// <summary>Vectors that were made.</summary>
    public int Embedded { get; set; }

    /// <summary>Chunks that had their vector already.</summary>
    public int Reused { get; set; }

    /// <summary>Why it ended, or why vectors are missing, in a sentence.</summary>
    public string? Problem { get; set; }
}

/// <summary>An item that could not be read. One entry for each, however often it was tried.</summary>
public sealed class IngestionFailure : ITenantRow
{
    public Guid RunId { get; init; }

    public required string ExternalId { get; init; }

    public Guid OrganizationId { get; init; }

    public required string Reason { get; set; }

    public int Attempts { get; set; } = 1;

    public DateTime At { get; set; }
}

internal sealed class IngestionRunConfiguration : IEntityTypeConfiguration<IngestionRun>
{
    public void Configure(EntityTypeBuilder<IngestionRun> builder)
    {
        builder.ToTable("IngestionRuns");
        builder.Property(r => r.Problem).HasMaxLength(KnowledgeLimits.ReasonLength);
        builder.HasOne<KnowledgeSource>().WithMany().HasForeignKey(r => r.SourceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.OrganizationId, r.SourceId, r.StartedAt, r.Id });
        builder.HasIndex(r => new { r.OrganizationId, r.StartedAt, r.Id });

        // One at a time, whatever becomes of the program.
        builder.HasIndex(r => r.SourceId).HasDatabaseName("IX_IngestionRuns_Running").HasFilter("\"State\" = 'Running'").IsUnique();
    }
}

internal sealed class IngestionFailureConfiguration : IEntityTypeConfiguration<IngestionFailure>
{
    public void Configure(EntityTypeBuilder<IngestionFailure> builder)
    {
        builder.ToTable("IngestionFailures");
        builder.HasKey(f => new { f.RunId, f.ExternalId });
        builder.Property(f => f.ExternalId).HasMaxLength(KnowledgeLimits.ExternalIdLength);
        builder.Property(f => f.Reason).HasMaxLength(KnowledgeLimits.ReasonLength);
        builder.HasOne<IngestionRun>().WithMany().HasForeignKey(f => f.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
