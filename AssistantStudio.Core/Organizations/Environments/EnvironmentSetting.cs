using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// A named value of one environment of one organisation. A variable may be rendered into a prompt; a secret may not:
/// only tools and connectors resolve it, and nobody reads it back.
/// </summary>
public sealed class EnvironmentSetting : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public StudioEnvironment Environment { get; init; }

    public required string Name { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>The value, or for a secret its encrypted form.</summary>
    [AuditSecret]
    public required string Value { get; set; }

    public DateTime UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    public long RowVersion { get; set; } = 1;
}

internal sealed class EnvironmentSettingConfiguration : IEntityTypeConfiguration<EnvironmentSetting>
{
    public void Configure(EntityTypeBuilder<EnvironmentSetting> builder)
    {
        builder.ToTable("EnvironmentSettings");
        builder.Property(s => s.Name).HasMaxLength(OrganizationLimits.VariableNameLength);
        builder.Property(s => s.Value); // Encryption makes a secret longer than its limit says.
        builder.Property(s => s.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.OrganizationId, s.Environment, s.Name }).IsUnique();
    }
}

/// <summary>What a variable of an environment holds; a secret is known by name only.</summary>
public readonly record struct EnvironmentValue(string? Value, bool IsSecret);
