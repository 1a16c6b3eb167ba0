using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Prompts;

/// <summary>A prompt in the library: what it is called and is for. What it says is in its versions.</summary>
public sealed class Prompt : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    /// <summary>What programs call it; unique in the organisation.</summary>
    public required string Key { get; set; }

    public required string Title { get; set; }

    public string Purpose { get; set; } = "";

    public string Category { get; set; } = "";

    /// <summary>For showing; <see cref="PromptTag"/> rows are what is filtered by.</summary>
    public IReadOnlyList<string> Tags { get; set; } = [];

    public int LatestVersion { get; set; }

    /// <summary>The newest one that is published; what runs where no version or label is named.</summary>
    public int? PublishedVersion { get; set; }

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    public long RowVersion { get; set; } = 1;
}

/// <summary>A tag on a prompt.</summary>
public sealed class PromptTag : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public Guid PromptId { get; init; }

    public required string Tag { get; init; }
}

internal sealed class PromptConfiguration : IEntityTypeConfiguration<Prompt>
{
    public void Configure(EntityTypeBuilder<Prompt> builder)
    {
        builder.ToTable("Prompts");
        builder.Property(p => p.Key).HasMaxLength(PromptLimits.KeyLength);
        builder.Property(p => p.Title).HasMaxLength(PromptLimits.TitleLength);
        builder.Property(p => p.Purpose).HasMaxLength(PromptLimits.PurposeLength);
        builder.Property(p => p.Category).HasMaxLength(PromptLimits.CategoryLength);
        builder.Property(p => p.Tags).HasConversion(TextList.Converter, TextList.Comparer).HasMaxLength(PromptLimits.Tags * (PromptLimits.TagLength + 1));
        builder.Property(p => p.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(p => p.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(p => new { p.OrganizationId, p.Key }).IsUnique();

        // One index per order of the library, ending in the key that makes the order unique.
        builder.HasIndex(p => new { p.OrganizationId, p.UpdatedAt, p.Id });
        builder.HasIndex(p => new { p.OrganizationId, p.Title, p.Id });
        builder.HasIndex(p => new { p.OrganizationId, p.Key, p.Id });
        builder.HasIndex(p => new { p.OrganizationId, p.Category, p.UpdatedAt, p.Id });
    }
}

internal sealed class PromptTagConfiguration : IEntityTypeConfiguration<PromptTag>
{
    public void Configure(EntityTypeBuilder<PromptTag> builder)
    {
        builder.ToTable("PromptTags");
        builder.HasKey(t => new { t.PromptId, t.Tag });
        builder.Property(t => t.Tag).HasMaxLength(PromptLimits.TagLength);
        builder.HasOne<Prompt>().WithMany().HasForeignKey(t => t.PromptId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => new { t.OrganizationId, t.Tag, t.PromptId });
    }
}
