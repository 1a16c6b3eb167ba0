using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Search;

/// <summary>What can be searched for. The name is stored, and stands in the index of every entry.</summary>
public enum SearchKind
{
    Prompt,
    Assistant,
    Conversation,
}

/// <summary>
/// The words of one prompt, assistant … as <see cref="SearchTokens"/> made them, so that both databases index the same.
/// Never shown to anybody. The full-text index itself is kept by the database, see Migrations beside this file.
/// </summary>
public sealed class SearchEntry : ITenantRow
{
    /// <summary>A number, because SQLite's full-text index knows rows by number only.</summary>
    public long Id { get; init; }

    public Guid OrganizationId { get; init; }

    public SearchKind Kind { get; init; }

    public Guid SubjectId { get; init; }

    /// <summary>One token for organisation and kind, and one for each facet: the index narrows down to them first.</summary>
    public string Scope { get; set; } = "";

    public string Title { get; set; } = "";

    public string Tags { get; set; } = "";

    public string Summary { get; set; } = "";

    public string Body { get; set; } = "";
}

/// <summary>
/// A word of titles and tags under itself and under each of its forms with one letter left out. Two words that differ by
/// one letter share such a form, so that a misspelt word finds its candidates by its own forms, in an index.
/// </summary>
public sealed class SearchWord : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public SearchKind Kind { get; init; }

    public required string Form { get; init; }

    public required string Word { get; init; }
}

internal sealed class SearchEntryConfiguration : IEntityTypeConfiguration<SearchEntry>
{
    public void Configure(EntityTypeBuilder<SearchEntry> builder)
    {
        builder.ToTable("SearchEntries");
        builder.HasOne<Organization>().WithMany().HasForeignKey(e => e.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(e => new { e.SubjectId, e.Kind }).IsUnique();
    }
}

internal sealed class SearchWordConfiguration : IEntityTypeConfiguration<SearchWord>
{
    public void Configure(EntityTypeBuilder<SearchWord> builder)
    {
        builder.ToTable("SearchWords");
        builder.HasKey(w => new { w.OrganizationId, w.Kind, w.Form, w.Word });
        builder.Property(w => w.Form).HasMaxLength(SearchLimits.WordLengthForSpelling);
        builder.Property(w => w.Word).HasMaxLength(SearchLimits.WordLengthForSpelling);
        builder.HasOne<Organization>().WithMany().HasForeignKey(w => w.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}
