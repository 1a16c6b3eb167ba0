using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>Remembers that a row came with the sample data, so that one click removes exactly those.</summary>
public sealed class SampleRow : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public required string Kind { get; init; }

    public Guid RowId { get; init; }
}

internal sealed class SampleRowConfiguration : IEntityTypeConfiguration<SampleRow>
{
    public void Configure(EntityTypeBuilder<SampleRow> builder)
    {
        builder.ToTable("SampleRows");
        builder.Property(s => s.Kind).HasMaxLength(40);
        builder.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.OrganizationId, s.Kind, s.RowId }).IsUnique();
    }
}
