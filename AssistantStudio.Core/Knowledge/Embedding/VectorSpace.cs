using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Knowledge;

public enum VectorSpaceState
{
    /// <summary>It is being filled beside the one that serves.</summary>
    Building,

    /// <summary>Searches use it.</summary>
    Active,

    /// <summary>Another one serves. For some days one can go back to it.</summary>
    Retired,

    /// <summary>Nobody wants it; the clean-up removes it.</summary>
    Dropped,
}

/// <summary>The vectors that one model made for an organisation. Vectors of two spaces are never compared.</summary>
public sealed class VectorSpace : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    /// <summary>Null: the built-in embeddings.</summary>
    public Guid? ProviderId { get; init; }

    public required string Model { get; init; }

    /// <summary>What was asked of the model; null: as many as it has.</summary>
    public int? AskedDimensions { get; init; }

    /// <summary>0 until the first vector says it.</summary>
    public int Dimensions { get; set; }

    public VectorSpaceState State { get; set; }

    /// <summary>Goes up with each batch of vectors, so that an index knows what it has not seen yet.</summary>
    public int Batch { get; set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>Since when another one serves.</summary>
    public DateTime? RetiredAt { get; set; }
}

/// <summary>The vector of one text, found by the text's hash: equal texts share it, and a text that comes back has it already.</summary>
public sealed class StoredVector : ITenantRow
{
    public Guid SpaceId { get; init; }

    public required byte[] Hash { get; init; }

    public Guid OrganizationId { get; init; }

    public int Batch { get; init; }

    /// <summary>Numbers of 32 bits, little-endian.</summary>
    public required byte[] Numbers { get; init; }
}

internal sealed class VectorSpaceConfiguration : IEntityTypeConfiguration<VectorSpace>
{
    public void Configure(EntityTypeBuilder<VectorSpace> builder)
    {
        builder.ToTable("VectorSpaces");
        builder.Property(s => s.Model).HasMaxLength(UsageLimits.ModelLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.OrganizationId, s.State });

        // One serves, whoever switches at the same moment.
        builder.HasIndex(s => s.OrganizationId).HasDatabaseName("IX_VectorSpaces_Active").HasFilter("\"State\" = 'Active'").IsUnique();
        builder.HasIndex(s => s.OrganizationId).HasDatabaseName("IX_VectorSpaces_Building").HasFilter("\"State\" = 'Building'").IsUnique();
    }
}

internal sealed class StoredVectorConfiguration : IEntityTypeConfiguration<StoredVector>
{
    public void Configure(EntityTypeBuilder<StoredVector> builder)
    {
        builder.ToTable("StoredVectors");
        builder.HasKey(v => new { v.SpaceId, v.Hash });
        builder.HasOne<VectorSpace>().WithMany().HasForeignKey(v => v.SpaceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(v => new { v.SpaceId, v.Batch });
        builder.HasIndex(v => v.OrganizationId);
    }
}
