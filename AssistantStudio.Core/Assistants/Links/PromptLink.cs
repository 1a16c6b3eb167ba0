using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Assistants;

public enum PromptRole
{
    /// <summary>Answers when its conditions hold. One at most is enabled.</summary>
    Primary,

    /// <summary>Answers when the primary does not and its own conditions hold.</summary>
    Secondary,

    /// <summary>Answers when nothing else does, or when what was chosen cannot be rendered.</summary>
    Fallback,
}

/// <summary>A prompt that an assistant uses: in which role, which version of it, and when.</summary>
public sealed class PromptLink : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    public Guid PromptId { get; init; }

    public PromptRole Role { get; set; }

    /// <summary>A pinned version. With neither this nor a label, the version that is published.</summary>
    public int? Version { get; set; }

    public string? Label { get; set; }

    /// <summary>Within a role the smaller number is asked first.</summary>
    public int Priority { get; set; }

    /// <summary>Links of the same role and priority share conversations by weight.</summary>
    public int Weight { get; set; } = 100;

    public bool Enabled { get; set; } = true;

    /// <summary>One of the conditions is enough, instead of all.</summary>
    public bool AnyCondition { get; set; }

    /// <summary>A JSON list of <see cref="PromptCondition"/>.</summary>
    public string ConditionsJson { get; set; } = "[]";

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    public long RowVersion { get; set; } = 1;

    public IReadOnlyList<PromptCondition> Conditions() => StoredJson.Read<PromptCondition[]>(ConditionsJson);
}

internal sealed class PromptLinkConfiguration : IEntityTypeConfiguration<PromptLink>
{
    public void Configure(EntityTypeBuilder<PromptLink> builder)
    {
        builder.ToTable("PromptLinks");
        builder.Property(l => l.Label).HasMaxLength(PromptLimits.LabelLength);
        builder.Property(l => l.UpdatedBy).HasMaxLength(Organizations.OrganizationLimits.PersonNameLength);
        builder.HasOne<Assistant>().WithMany().HasForeignKey(l => l.AssistantId).OnDelete(DeleteBehavior.Cascade);

        // A prompt in use cannot go; an organisation that goes takes both in one statement.
        builder.HasOne<Prompt>().WithMany().HasForeignKey(l => l.PromptId).OnDelete(DeleteBehavior.NoAction);
        builder.HasIndex(l => new { l.OrganizationId, l.AssistantId, l.Role, l.Priority, l.PromptId, l.Enabled });
        builder.HasIndex(l => new { l.OrganizationId, l.PromptId, l.AssistantId });
        builder.HasIndex(l => l.AssistantId).IsUnique().HasDatabaseName("IX_PromptLinks_OnePrimary").HasFilter("\"Role\" = 'Primary' AND \"Enabled\"");
    }
}
