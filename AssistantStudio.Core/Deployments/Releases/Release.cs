using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Deployments;

/// <summary>
/// A version with everything that it needs to run, frozen when it was first deployed: configuration, what its prompts say, the
/// revisions of its knowledge, its tools, who answers. Every promotion and every way back uses these bytes.
/// </summary>
public sealed class Release : ITenantRow, IAppendOnlyRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    public int Version { get; init; }

    /// <summary>1, and more where the same version was frozen again with prompts and knowledge of a later day.</summary>
    public int Number { get; init; } = 1;

    /// <summary>An <see cref="AssistantSnapshot"/>.</summary>
    public required string Json { get; init; }

    public required string Hash { get; init; }

    // What cards show of it and what is kept for it, so that nobody reads the whole for that.

    public int Prompts { get; init; }

    public int Sources { get; init; }

    public required string Model { get; init; }

    /// <summary>Its knowledge, as <see cref="PinnedSource"/>s.</summary>
    public string PinsJson { get; init; } = "[]";

    public DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <param name="slug">Of the assistant, which may be called otherwise by now.</param>
    public AssistantSnapshot Snapshot(string slug) => StoredJson.Read<AssistantSnapshot>(Json) with { Slug = slug };
}

internal sealed class ReleaseConfiguration : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("Releases");
        builder.Property(r => r.Hash).HasMaxLength(64);
        builder.Property(r => r.Model).HasMaxLength(AssistantLimits.ModelNameLength);
        builder.Property(r => r.CreatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Assistant>().WithMany().HasForeignKey(r => r.AssistantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.AssistantId, r.Version, r.Number }).IsUnique();
    }
}
