using System.Text.Json.Serialization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Where knowledge comes from. Stored by name.</summary>
public enum SourceKind
{
    /// <summary>Files that somebody gives the program to keep.</summary>
    Upload,

    /// <summary>A folder on this machine that is looked through again and again.</summary>
    Folder,

    /// <summary>A folder with source code.</summary>
    Code,

    /// <summary>Texts that other software sends.</summary>
    Records,

    /// <summary>Pages of web sites.</summary>
    Web,

    /// <summary>A description of an interface, at an address.</summary>
    [JsonStringEnumMemberName("openapi")]
    OpenApi,

    /// <summary>Issues of a Jira.</summary>
    Jira,

    /// <summary>Issues, pull requests and commits of repositories.</summary>
    [JsonStringEnumMemberName("github")]
    GitHub,
}

/// <summary>Who may be told what a source says.</summary>
public enum SourceAudience
{
    /// <summary>Everybody whom an assistant answers, customers too.</summary>
    Everyone,

    /// <summary>The people of the organisation.</summary>
    Members,

    /// <summary>Those who write assistants and prompts.</summary>
    Editors,
}

/// <summary>
/// A collection of documents that are brought in together. Each run that changes something makes the next revision; what
/// is found is what the current revision has.
/// </summary>
public sealed class KnowledgeSource : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public required string Name { get; set; }

    public SourceKind Kind { get; init; }

    /// <summary>What its kind needs to know, as <see cref="SourceSettings"/>.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>The connection that it is read through, where its kind needs one.</summary>
    public Guid? ProviderId { get; set; }

    /// <summary>Whose texts these are and what may be done with them.</summary>
    public string Licence { get; set; } = "";

    public SourceAudience Audience { get; set; }

    /// <summary>How often it is looked through by itself; null: only when somebody asks.</summary>
    public int? EveryHours { get; set; }

    /// <summary>Documents that nobody has changed for so long are left out; null: none. The daily clean-up sees to it where nothing else does.</summary>
    public int? MaxAgeDays { get; set; }

    public bool IsActive { get; set; } = true;

    /// <summary>0 until something was brought in.</summary>
    public int Revision { get; set; }

    /// <summary>Of the current revision.</summary>
    public int Documents { get; set; }

    /// <summary>Of the current revision.</summary>
    public int Chunks { get; set; }

    /// <summary>When the last run ended that went through everything.</summary>
    public DateTime? CompletedAt { get; set; }

    /// <summary>
    /// What changed before is known: when the last run began after which nothing was left to be tried again. Null: the next
    /// run asks for everything.
    /// </summary>
    public DateTime? KnownUntil { get; set; }

    /// <summary>When the last run began that asked for everything, and so could see what is gone.</summary>
    public DateTime? ListedAt { get; set; }

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; set; }

    public string UpdatedBy { get; set; } = "";

    public long RowVersion { get; set; } = 1;
}

internal sealed class KnowledgeSourceConfiguration : IEntityTypeConfiguration<KnowledgeSource>
{
    public void Configure(EntityTypeBuilder<KnowledgeSource> builder)
    {
        builder.ToTable("KnowledgeSources");
        builder.Property(s => s.Name).HasMaxLength(KnowledgeLimits.NameLength);
        builder.Property(s => s.Settings).HasMaxLength(KnowledgeLimits.SettingsLength);
        builder.Property(s => s.Licence).HasMaxLength(KnowledgeLimits.LicenceLength);
        builder.Property(s => s.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.OrganizationId, s.Name }).IsUnique();
        builder.HasIndex(s => new { s.OrganizationId, s.ProviderId });
    }
}
