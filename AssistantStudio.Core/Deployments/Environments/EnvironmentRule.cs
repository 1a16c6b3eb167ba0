using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Deployments;

/// <summary>What an organisation asks of a deployment to one of its environments. No row: <see cref="Usual"/>.</summary>
public sealed class EnvironmentRule : ITenantRow, IVersionedRow
{
    public Guid OrganizationId { get; init; }

    public StudioEnvironment Environment { get; init; }

    /// <summary>Who may deploy here, of those who may deploy at all.</summary>
    public IReadOnlyList<Role> Deployers { get; set; } = [];

    /// <summary>A release must have been deployed to the environment before this one.</summary>
    public bool FromPrevious { get; set; }

    /// <summary>Another person than who deploys has to agree.</summary>
    public bool NeedsApproval { get; set; }

    /// <summary>What the assistant may spend must be limited.</summary>
    public bool NeedsBudget { get; set; }

    /// <summary>Checks that must pass here: where they only warn elsewhere, they block.</summary>
    public IReadOnlyList<string> RequiredChecks { get; set; } = [];

    /// <summary>Providers by the id that the release names, and who takes their place here.</summary>
    public string ProvidersJson { get; set; } = "{}";

    public DateTime UpdatedAt { get; set; }

    public string UpdatedBy { get; set; } = "";

    public long RowVersion { get; set; } = 1;

    public IReadOnlyDictionary<Guid, Guid> Providers() => StoredJson.Read<Dictionary<Guid, Guid>>(ProvidersJson);

    /// <summary>Development is for whoever builds; from testing on a release comes from before, and production needs an operator and a budget.</summary>
    public static EnvironmentRule Usual(Guid organizationId, StudioEnvironment environment) => new()
    {
        OrganizationId = organizationId,
        Environment = environment,
        Deployers = environment < StudioEnvironment.Staging ? [Role.Editor, Role.Operator, Role.OrgAdmin] : [Role.Operator, Role.OrgAdmin],
        FromPrevious = environment > StudioEnvironment.Development,
        NeedsBudget = environment == StudioEnvironment.Production,
    };
}

internal sealed class EnvironmentRuleConfiguration : IEntityTypeConfiguration<EnvironmentRule>
{
    public void Configure(EntityTypeBuilder<EnvironmentRule> builder)
    {
        builder.ToTable("EnvironmentRules");
        builder.HasKey(r => new { r.OrganizationId, r.Environment });
        builder.Property(r => r.Deployers).HasConversion(NameList<Role>.Converter, NameList<Role>.Comparer).HasMaxLength(100);
        builder.Property(r => r.RequiredChecks).HasConversion(TextList.Converter, TextList.Comparer).HasMaxLength(1_000);
        builder.Property(r => r.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(r => r.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}
