using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Providers;

public enum AiSettingKind
{
    /// <summary>How the organisation likes it: which model answers, which one makes vectors.</summary>
    Preference,

    /// <summary>What it allows: it holds for every call, whoever makes it.</summary>
    Policy,
}

/// <summary>What an organisation has decided about one subject of AI. Without a row the type's own values hold.</summary>
public sealed class AiSetting : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public AiSettingKind Kind { get; init; }

    public required string Name { get; init; }

    public required string ValueJson { get; set; }

    public DateTime UpdatedAt { get; set; }

    public string UpdatedBy { get; set; } = "";

    public long RowVersion { get; set; } = 1;
}

/// <summary>A type of settings: its values are checked, and without a stored one those of a new instance hold.</summary>
public interface IAiSetting<TSelf>
    where TSelf : class, IAiSetting<TSelf>, new()
{
    static abstract AiSettingKind Kind { get; }

    /// <summary>In addresses and in the database: "cost_limits".</summary>
    static abstract string Name { get; }

    /// <summary>In sentences and in the log: "limits of cost".</summary>
    static abstract string Title { get; }

    void Check(Validator errors);

    /// <summary>Providers that it names, and the field that names them: they have to be there.</summary>
    IEnumerable<(string Field, Guid ProviderId)> NamedProviders() => [];
}

/// <param name="UpdatedAt">Null: nobody has decided anything yet.</param>
/// <param name="RowVersion">0: nobody has decided anything yet.</param>
public sealed record AiSettingRow<T>(T Value, DateTime? UpdatedAt, string? UpdatedBy, long RowVersion);

internal sealed class AiSettingConfiguration : IEntityTypeConfiguration<AiSetting>
{
    private const int NameLength = 40;

    public void Configure(EntityTypeBuilder<AiSetting> builder)
    {
        builder.ToTable("AiSettings");
        builder.Property(s => s.Name).HasMaxLength(NameLength);
        builder.Property(s => s.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.OrganizationId, s.Kind, s.Name }).IsUnique();
    }
}
