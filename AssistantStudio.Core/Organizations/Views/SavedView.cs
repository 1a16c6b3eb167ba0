using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>A search with its filters and order, kept by one person under a name.</summary>
public sealed class SavedView : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Of which list, like <c>assistants</c>.</summary>
    public required string List { get; init; }

    public required string Name { get; init; }

    /// <summary>What stands behind the list's address, without the question mark.</summary>
    public required string Query { get; set; }
}

internal sealed class SavedViewConfiguration : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.ToTable("SavedViews");
        builder.Property(v => v.List).HasMaxLength(SavedViewService.ListLength);
        builder.Property(v => v.Name).HasMaxLength(SavedViewService.NameLength);
        builder.Property(v => v.Query).HasMaxLength(SavedViewService.QueryLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(v => v.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<StudioUser>().WithMany().HasForeignKey(v => v.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(v => new { v.UserId, v.OrganizationId, v.List, v.Name }).IsUnique();
    }
}
