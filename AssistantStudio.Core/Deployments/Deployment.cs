using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Deployments;

/// <summary>How a deployment came about.</summary>
public enum DeploymentKind
{
    Deploy,
    Promotion,
    Rollback,
}

/// <summary>A release in an environment: what other software and people talk to, or talked to, or what did not get so far.</summary>
public sealed class Deployment : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    /// <summary>As the release calls it.</summary>
    public required string AssistantName { get; init; }

    public StudioEnvironment Environment { get; init; }

    public Guid ReleaseId { get; init; }

    public int Version { get; init; }

    public required string SnapshotHash { get; init; }

    public DeploymentKind Kind { get; init; }

    public DeploymentStatus Status { get; set; } = DeploymentStatus.Pending;

    /// <summary>It stands for the assistant in its environment, whether it answers or was stopped. One per assistant and environment.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>It answers some of the conversations, beside what is current. One per assistant and environment.</summary>
    public bool IsCanary { get; set; }

    /// <summary>Of a canary: of a hundred conversations so many. Null: it is none.</summary>
    public int? Weight { get; set; }

    /// <summary><see cref="CanaryState"/>; kept when it has ended.</summary>
    public string? CanaryJson { get; set; }

    /// <summary>It was found to be degraded by the program itself, which says when it has recovered.</summary>
    public bool IsWatchedDown { get; set; }

    /// <summary>What came to it was what was wrong: it has recovered when somebody was answered, and not because nobody asks.</summary>
    public bool NeedsAnswer { get; set; }

    /// <summary>When it is asked its question next; whoever asks has moved it on before. Null: it has none.</summary>
    public DateTime? AskDueAt { get; set; }

    /// <summary>So many times in a row it has not answered its question.</summary>
    public int AskFailures { get; set; }

    /// <summary>The last <see cref="AskedQuestion"/>; null: it was not asked yet.</summary>
    public string? AskedJson { get; set; }

    /// <summary>What stood here before it.</summary>
    public Guid? PreviousId { get; set; }

    /// <summary>Whose release this is: where it was promoted from, or what was gone back to, which is never a way back itself.</summary>
    public Guid? SourceId { get; init; }

    /// <summary><see cref="DeploymentResources"/>.</summary>
    public string ResourcesJson { get; set; } = "{}";

    /// <summary>The <see cref="ReadinessReport"/> that it began with; kept as evidence.</summary>
    public string ReadinessJson { get; set; } = "{}";

    public string Reason { get; init; } = "";

    /// <summary>Why it stands as it stands; empty: nothing needs to be said.</summary>
    public string StatusReason { get; set; } = "";

    public Guid? DeployedById { get; init; }

    public required string DeployedBy { get; init; }

    public Guid? ApprovedById { get; set; }

    public string? ApprovedBy { get; set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When the status changed last.</summary>
    public DateTime ChangedAt { get; set; }

    public DateTime? ActiveAt { get; set; }

    public DateTime? EndedAt { get; set; }

    public long RowVersion { get; set; } = 1;

    /// <summary>When its release came to this environment by itself: of a way back what was gone back to.</summary>
    internal Guid Origin => Kind == DeploymentKind.Rollback ? SourceId ?? Id : Id;

    public DeploymentResources Resources() => StoredJson.Read<DeploymentResources>(ResourcesJson);

    public AskedQuestion? Asked() => AskedJson is { } json ? StoredJson.Read<AskedQuestion>(json) : null;

    internal CanaryState Canary() => CanaryJson is { } json ? StoredJson.Read<CanaryState>(json) : new();

    public ReadinessReport Readiness() => StoredJson.Read<ReadinessReport>(ReadinessJson);
}

/// <summary>A change of status, with who and why.</summary>
public sealed class DeploymentEvent : ITenantRow, IAppendOnlyRow
{
    public Guid Id { get; init; } = OrderedId.Next();

    public Guid OrganizationId { get; init; }

    public Guid DeploymentId { get; init; }

    /// <summary>Null: it began.</summary>
    public DeploymentStatus? From { get; init; }

    public DeploymentStatus To { get; init; }

    public DateTime At { get; init; }

    public required string By { get; init; }

    public Guid? ById { get; init; }

    public string Reason { get; init; } = "";
}

internal sealed class DeploymentConfiguration : IEntityTypeConfiguration<Deployment>
{
    public void Configure(EntityTypeBuilder<Deployment> builder)
    {
        builder.ToTable("Deployments");
        builder.Property(d => d.AssistantName).HasMaxLength(AssistantLimits.NameLength);
        builder.Property(d => d.SnapshotHash).HasMaxLength(64);
        builder.Property(d => d.Reason).HasMaxLength(DeploymentLimits.ReasonLength);
        builder.Property(d => d.StatusReason).HasMaxLength(DeploymentLimits.ReasonLength);
        builder.Property(d => d.DeployedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(d => d.ApprovedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Assistant>().WithMany().HasForeignKey(d => d.AssistantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Release>().WithMany().HasForeignKey(d => d.ReleaseId).OnDelete(DeleteBehavior.Cascade);

        // Two that deploy at once: the second hears of the first.
        builder.HasIndex(d => new { d.AssistantId, d.Environment }, "IX_Deployments_Current").IsUnique().HasFilter("\"IsCurrent\"");
        builder.HasIndex(d => new { d.AssistantId, d.Environment }, "IX_Deployments_Canary").IsUnique().HasFilter("\"IsCanary\"");
        builder.HasIndex(d => new { d.AssistantId, d.Environment }, "IX_Deployments_OnTheirWay").IsUnique().HasFilter("\"Status\" IN ('Pending', 'Validating', 'Deploying')");
        builder.HasIndex(d => d.AskDueAt).HasFilter("\"AskDueAt\" IS NOT NULL");
        builder.HasIndex(d => new { d.OrganizationId, d.CreatedAt, d.Id, d.Environment, d.Status, d.Kind, d.AssistantId });
        builder.HasIndex(d => new { d.OrganizationId, d.AssistantId, d.CreatedAt, d.Id, d.Environment, d.Status, d.Kind });
        builder.HasIndex(d => new { d.OrganizationId, d.Environment, d.AssistantName, d.Id }).HasFilter("\"IsCurrent\"").HasDatabaseName("IX_Deployments_Board");
        builder.HasIndex(d => new { d.OrganizationId, d.Environment, d.Status, d.IsCanary, d.IsCurrent, d.AssistantId })
            .HasFilter("\"IsCurrent\" OR \"IsCanary\" OR \"Status\" = 'Pending'").HasDatabaseName("IX_Deployments_Counts");
    }
}

internal sealed class DeploymentEventConfiguration : IEntityTypeConfiguration<DeploymentEvent>
{
    public void Configure(EntityTypeBuilder<DeploymentEvent> builder)
    {
        builder.ToTable("DeploymentEvents");
        builder.Property(e => e.By).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(e => e.Reason).HasMaxLength(DeploymentLimits.ReasonLength);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(e => e.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(e => new { e.DeploymentId, e.Id });
    }
}
