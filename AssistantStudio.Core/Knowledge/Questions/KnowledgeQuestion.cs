using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A question whose right passages are known: by such questions settings and models are compared.</summary>
public sealed class KnowledgeQuestion : ITenantRow
{
    public Guid Id { get; init; } = OrderedId.Next();

    public Guid OrganizationId { get; init; }

    public required string Text { get; init; }

    /// <summary>A JSON list of <see cref="RightPassage"/>. Empty: nothing that is known answers it.</summary>
    public required string Passages { get; set; }

    public DateTime CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";
}

/// <summary>A passage as it is found again after its document was brought in anew: by its place, not by a number.</summary>
/// <param name="Heading">Empty: any of the document's.</param>
public sealed record RightPassage(Guid SourceId, string DocumentExternalId, string Heading)
{
    internal bool Is(Passage passage) =>
        passage.SourceId == SourceId && passage.DocumentExternalId == DocumentExternalId && (Heading.Length == 0 || passage.Heading == Heading);
}

internal sealed class KnowledgeQuestionConfiguration : IEntityTypeConfiguration<KnowledgeQuestion>
{
    public void Configure(EntityTypeBuilder<KnowledgeQuestion> builder)
    {
        builder.ToTable("KnowledgeQuestions");
        builder.Property(q => q.Text).HasMaxLength(RetrievalLimits.QueryLength);
        builder.Property(q => q.Passages).HasMaxLength(QuestionLimits.PassagesLength);
        builder.Property(q => q.CreatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(q => q.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(q => new { q.OrganizationId, q.Id });
    }
}

public static class QuestionLimits
{
    public const int PassagesLength = 20_000;

    /// <summary>All of them are asked when settings are compared.</summary>
    public const int PerOrganization = 300;

    public const int RightPassages = 10;

    /// <summary>Settings that are compared side by side.</summary>
    public const int Compared = 4;
}
