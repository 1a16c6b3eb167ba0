using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Assistants;

public enum AssistantVisibility
{
    /// <summary>Its owner, and whoever manages all assistants.</summary>
    Private,

    Organization,
}

/// <summary>An assistant: what it is called, whose it is, how it stands; how it behaves is its draft, kept in versions.</summary>
public sealed class Assistant : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    /// <summary>What programs and addresses call it; unique in the organisation.</summary>
    public required string Slug { get; set; }

    public string Name { get; private set; } = "";

    public string Description { get; private set; } = "";

    public AssistantType Type { get; private set; }

    public AssistantStatus Status { get; set; } = AssistantStatus.Draft;

    public Guid? OwnerId { get; set; }

    public AssistantVisibility Visibility { get; set; } = AssistantVisibility.Organization;

    /// <summary>For showing; <see cref="AssistantTag"/> rows are what is filtered by.</summary>
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Empty: the type's.</summary>
    public string Icon { get; set; } = "";

    /// <summary>Empty: the type's.</summary>
    public string Colour { get; set; } = "";

    /// <summary>Offered as a beginning for new assistants.</summary>
    public bool IsTemplate { get; set; }

    public Guid? ParentId { get; set; }

    /// <summary>The parent's version that this one was cloned from; none when its draft had changed since.</summary>
    public int? ParentVersion { get; set; }

    /// <summary>The draft, a JSON <see cref="AssistantContent"/>. Name, description and type stand beside it for lists.</summary>
    public string ContentJson { get; private set; } = "";

    /// <summary>The model that the draft asks for, so that its users are found; null: the organisation's default.</summary>
    public string? ModelName { get; private set; }

    /// <summary>The newest version's number; 0 before the first.</summary>
    public int LatestVersion { get; set; }

    public long Conversations { get; private set; }

    public long Messages { get; private set; }

    public DateTime? LastUsedAt { get; private set; }

    /// <summary>In hundredths, so that averages reported as 4.5 add up exactly.</summary>
    public long RatingSum { get; private set; }

    public long RatingCount { get; private set; }

    /// <summary>The environments in which a release of it answers, a bit each.</summary>
    public int DeployedIn { get; private set; }

    /// <summary>Where it stands, a JSON list of <see cref="DeployedState"/>.</summary>
    public string DeployedJson { get; private set; } = "[]";

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    public long RowVersion { get; set; } = 1;

    public IReadOnlyList<DeployedState> Deployed() => StoredJson.Read<DeployedState[]>(DeployedJson);

    public AssistantContent Content() => StoredJson.Read<AssistantContent>(ContentJson);

    public void Write(AssistantContent content) =>
        (Name, Description, Type, ModelName, ContentJson) = (content.Name, content.Description, content.Type, content.Model?.Name, StoredJson.Write(content));

    /// <summary>Counters that something else counted, such as sample data and generated load.</summary>
    internal void Count(long conversations, long messages, long ratingSum, long ratingCount, DateTime? lastUsedAt) =>
        (Conversations, Messages, RatingSum, RatingCount, LastUsedAt) = (conversations, messages, ratingSum, ratingCount, lastUsedAt);
}

/// <summary>A tag on an assistant.</summary>
public sealed class AssistantTag : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    public required string Tag { get; init; }
}

internal sealed class AssistantConfiguration : IEntityTypeConfiguration<Assistant>
{
    public void Configure(EntityTypeBuilder<Assistant> builder)
    {
        builder.ToTable("Assistants");
        builder.Property(a => a.Slug).HasMaxLength(AssistantLimits.SlugLength);
        builder.Property(a => a.Name).HasMaxLength(AssistantLimits.NameLength);
        builder.Property(a => a.Description).HasMaxLength(AssistantLimits.DescriptionLength);
        builder.Property(a => a.Tags).HasConversion(TextList.Converter, TextList.Comparer).HasMaxLength(AssistantLimits.Tags * (AssistantLimits.TagLength + 1));
        builder.Property(a => a.ModelName).HasMaxLength(AssistantLimits.ModelNameLength);
        builder.Property(a => a.Icon).HasMaxLength(AssistantLimits.IconLength);
        builder.Property(a => a.Colour).HasMaxLength(AssistantLimits.ColourLength);
        builder.Property(a => a.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(a => a.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(a => new { a.OrganizationId, a.Slug }).IsUnique();
        builder.HasIndex(a => new { a.OrganizationId, a.ParentId });
        builder.HasIndex(a => new { a.OrganizationId, a.ModelName });

        // One index per order of the list; what is filtered by stands behind the key, so that no row is read for it.
        builder.HasIndex(a => new { a.OrganizationId, a.UpdatedAt, a.Id, a.Status, a.Type, a.OwnerId, a.Visibility, a.IsTemplate, a.DeployedIn });
        builder.HasIndex(a => new { a.OrganizationId, a.Name, a.Id, a.Status, a.Type, a.OwnerId, a.Visibility, a.IsTemplate, a.UpdatedAt, a.DeployedIn });
        builder.HasIndex(a => new { a.OrganizationId, a.Type, a.Name, a.Id, a.Status, a.OwnerId, a.Visibility, a.IsTemplate, a.UpdatedAt, a.RatingSum, a.RatingCount, a.DeployedIn });
        builder.HasIndex(a => new { a.OrganizationId, a.Status, a.Name, a.Id, a.Type, a.OwnerId, a.Visibility, a.IsTemplate, a.UpdatedAt, a.DeployedIn });
        builder.HasIndex(a => new { a.OrganizationId, a.Conversations, a.Id, a.Status, a.Type, a.OwnerId, a.Visibility, a.IsTemplate, a.UpdatedAt, a.DeployedIn });
        builder.HasIndex(a => new { a.OrganizationId, a.LastUsedAt, a.Id, a.Status, a.Type, a.OwnerId, a.Visibility, a.IsTemplate, a.UpdatedAt, a.DeployedIn });
    }
}

internal sealed class AssistantTagConfiguration : IEntityTypeConfiguration<AssistantTag>
{
    public void Configure(EntityTypeBuilder<AssistantTag> builder)
    {
        builder.ToTable("AssistantTags");
        builder.HasKey(t => new { t.AssistantId, t.Tag });
        builder.Property(t => t.Tag).HasMaxLength(AssistantLimits.TagLength);
        builder.HasOne<Assistant>().WithMany().HasForeignKey(t => t.AssistantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => new { t.OrganizationId, t.Tag, t.AssistantId });
    }
}
