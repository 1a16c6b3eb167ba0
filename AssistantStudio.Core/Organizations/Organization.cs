using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>A tenant. Every tenant row names one.</summary>
public sealed class Organization : IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    /// <summary>IANA name; schedules of this organisation's jobs are meant in it.</summary>
    public string TimeZone { get; set; } = "UTC";

    public DateTime CreatedAt { get; init; }

    public long RowVersion { get; set; } = 1;
}

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("Organizations");
        builder.Property(o => o.Name).HasMaxLength(OrganizationLimits.NameLength);
        builder.Property(o => o.TimeZone).HasMaxLength(64);
        builder.HasIndex(o => o.Name).IsUnique();
    }
}

public static class OrganizationLimits
{
    public const int NameLength = 100;
    public const int PersonNameLength = 100;
    public const int EmailLength = 254;
    public const int KeyNameLength = 100;
    public const int KeyRequestsPerMinute = 1_000_000;
    public const int VariableNameLength = 64;
    public const int VariableValueLength = 8_000;
    public const int MaxVariablesPerEnvironment = 500;

    /// <summary>Length beats special signs; see docs/guide on passwords.</summary>
    public const int PasswordLength = 12;
    public const int MaxPasswordLength = 200;
}
