using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Data;

/// <summary>Something the installation knows about itself, by name: who it is, whether its secrets can be read.</summary>
public sealed class InstallationFact
{
    public required string Key { get; init; }

    public required string Value { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class InstallationFactConfiguration : IEntityTypeConfiguration<InstallationFact>
{
    public void Configure(EntityTypeBuilder<InstallationFact> builder)
    {
        builder.ToTable("InstallationFacts");
        builder.HasKey(f => f.Key);
        builder.Property(f => f.Key).HasMaxLength(60);
    }
}

/// <summary>A key ring entry of the data protection system, kept here when the database is PostgreSQL and shared by nodes.</summary>
public sealed class DataProtectionKey
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required string Xml { get; init; }
}

internal sealed class DataProtectionKeyConfiguration : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
    {
        builder.ToTable("DataProtectionKeys");
        builder.Property(k => k.Name).HasMaxLength(200);
        builder.HasIndex(k => k.Name).IsUnique();
    }
}
