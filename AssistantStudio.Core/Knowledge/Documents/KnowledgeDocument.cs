using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// A document as it was from one revision of its source until another. What changed is another row; a row never changes
/// but for its end.
/// </summary>
public sealed class KnowledgeDocument : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid SourceId { get; init; }

    /// <summary>What the source calls it: a path, an address, a key.</summary>
    public required string ExternalId { get; init; }

    public required string Title { get; init; }

    /// <summary>Title and external id in lower case, for the search of the list.</summary>
    public required string SearchText { get; init; }

    /// <summary>Where people open the original, if anywhere.</summary>
    public string? Address { get; init; }

    public required string Text { get; init; }

    /// <summary>A JSON object of names and values.</summary>
    public string Labels { get; init; } = "{}";

    /// <summary>What tells without reading it whether the original is still the same: time and size, or what its server says.</summary>
    public string? Stamp { get; set; }

    /// <summary>Of the original.</summary>
    public required string Hash { get; init; }

    /// <summary>Of the original.</summary>
    public long Bytes { get; init; }

    public int Chunks { get; init; }

    /// <summary>When the original was changed, as far as its source says so; else when it was brought in.</summary>
    public DateTime ChangedAt { get; init; }

    public DateTime IngestedAt { get; init; }

    public int FromRevision { get; init; }

    /// <summary>The first revision without it; null: none yet.</summary>
    public int? UntilRevision { get; set; }

    /// <summary>The last run that found it at its source.</summary>
    public Guid SeenByRun { get; set; }
}

/// <summary>
/// A part of a document that is found and cited by itself. It has a number because SQLite's full-text index knows rows by
/// number only.
/// </summary>
public sealed class KnowledgeChunk : ITenantRow
{
    public long Id { get; init; }

    public Guid OrganizationId { get; init; }

    public Guid SourceId { get; init; }

    public Guid DocumentId { get; init; }

    public int Ordinal { get; init; }

    /// <summary>Where it begins in the document's text, in the characters of .NET; databases count others.</summary>
    public int Start { get; init; }

    public int Length { get; init; }

    public required string Heading { get; init; }

    /// <summary>The same as in the document, so that showing a few passages does not read whole documents.</summary>
    public required string Text { get; init; }

    public int Tokens { get; init; }

    /// <summary>Of what is embedded; 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>See <see cref="KnowledgeScope"/>: the full-text index narrows down to these tokens first.</summary>
    public required string Scope { get; init; }

    /// <summary>The words of the heading path as the full-text index takes them.</summary>
    public required string HeadingWords { get; init; }

    /// <summary>The words of the text as the full-text index takes them.</summary>
    public required string Words { get; init; }

    public int FromRevision { get; init; }

    public int? UntilRevision { get; set; }
}

/// <summary>What was given to the program to keep: an uploaded file, or a record that other software sent.</summary>
public sealed class KnowledgeOriginal : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid SourceId { get; init; }

    public required string ExternalId { get; init; }

    public required string Name { get; set; }

    public string? MediaType { get; set; }

    /// <summary>A JSON object of names and values that came with it.</summary>
    public string Labels { get; set; } = "{}";

    public required byte[] Content { get; set; }

    public long Bytes { get; set; }

    public required string Hash { get; set; }

    public DateTime AddedAt { get; set; }

    public string AddedBy { get; set; } = "";
}

internal sealed class KnowledgeDocumentConfiguration : IEntityTypeConfiguration<KnowledgeDocument>
{
    public void Configure(EntityTypeBuilder<KnowledgeDocument> builder)
    {
        builder.ToTable("KnowledgeDocuments");
        builder.Property(d => d.ExternalId).HasMaxLength(KnowledgeLimits.ExternalIdLength);
        builder.Property(d => d.Title).HasMaxLength(KnowledgeLimits.TitleLength);
        builder.Property(d => d.SearchText).HasMaxLength(KnowledgeLimits.TitleLength + KnowledgeLimits.ExternalIdLength + 1);
        builder.Property(d => d.Address).HasMaxLength(2_000);
        builder.Property(d => d.Labels).HasMaxLength(KnowledgeLimits.LabelsLength);
        builder.Property(d => d.Stamp).HasMaxLength(300);
        builder.Property(d => d.Hash).HasMaxLength(64);
        builder.HasOne<KnowledgeSource>().WithMany().HasForeignKey(d => d.SourceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(d => new { d.SourceId, d.ExternalId, d.FromRevision }).IsUnique();
        builder.HasIndex(d => new { d.SourceId, d.UntilRevision, d.FromRevision });

        // Lists find their pages in these alone; the tenant's filter and the search are answered by them, too.
        builder.HasIndex(d => new { d.OrganizationId, d.UntilRevision, d.Title, d.Id, d.SearchText });
        builder.HasIndex(d => new { d.OrganizationId, d.UntilRevision, d.IngestedAt, d.Id, d.SearchText });
        builder.HasIndex(d => new { d.OrganizationId, d.SourceId, d.UntilRevision, d.Title, d.Id, d.SearchText });
    }
}

internal sealed class KnowledgeChunkConfiguration : IEntityTypeConfiguration<KnowledgeChunk>
{
    public void Configure(EntityTypeBuilder<KnowledgeChunk> builder)
    {
        builder.ToTable("KnowledgeChunks");
        builder.Property(c => c.Heading).HasMaxLength(KnowledgeLimits.HeadingLength);
        builder.Property(c => c.Scope).HasMaxLength(KnowledgeScope.Length);
        builder.HasOne<KnowledgeDocument>().WithMany().HasForeignKey(c => c.DocumentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(c => new { c.DocumentId, c.Ordinal }).IsUnique();

        // The backfill looks for hashes without a vector, the vector index for what came and went.
        builder.HasIndex(c => new { c.OrganizationId, c.Hash });
        builder.HasIndex(c => new { c.SourceId, c.FromRevision });
        builder.HasIndex(c => new { c.SourceId, c.UntilRevision });
    }
}

internal sealed class KnowledgeOriginalConfiguration : IEntityTypeConfiguration<KnowledgeOriginal>
{
    public void Configure(EntityTypeBuilder<KnowledgeOriginal> builder)
    {
        builder.ToTable("KnowledgeOriginals");
        builder.Property(o => o.ExternalId).HasMaxLength(KnowledgeLimits.ExternalIdLength);
        builder.Property(o => o.Name).HasMaxLength(KnowledgeLimits.TitleLength);
        builder.Property(o => o.MediaType).HasMaxLength(200);
        builder.Property(o => o.Labels).HasMaxLength(KnowledgeLimits.LabelsLength);
        builder.Property(o => o.Hash).HasMaxLength(64);
        builder.Property(o => o.AddedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<KnowledgeSource>().WithMany().HasForeignKey(o => o.SourceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(o => new { o.SourceId, o.ExternalId }).IsUnique();
    }
}
