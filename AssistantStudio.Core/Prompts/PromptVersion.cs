using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Prompts;

public enum PromptVersionState
{
    /// <summary>Being written; may still change.</summary>
    Draft,

    /// <summary>Never changes again.</summary>
    Published,

    /// <summary>Still runs where it is pinned, is not offered any more.</summary>
    Deprecated,
}

/// <summary>What a prompt says, in one of its states over time.</summary>
public sealed class PromptVersion : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid PromptId { get; init; }

    public int Number { get; init; }

    public required string Content { get; set; }

    /// <summary>A JSON list of <see cref="PromptVariable"/>.</summary>
    public required string VariablesJson { get; set; }

    public string Note { get; set; } = "";

    public PromptVersionState State { get; set; } = PromptVersionState.Draft;

    public Guid? AuthorId { get; init; }

    public required string Author { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime? PublishedAt { get; set; }

    /// <summary>Of content and variables: two versions that say the same have the same.</summary>
    public required string Hash { get; set; }

    public int Tokens { get; set; }

    public long RowVersion { get; set; } = 1;

    public static string HashOf(string content, string variablesJson) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{content}\0{variablesJson}")));

    public static string Json(IReadOnlyList<PromptVariable> variables) => StoredJson.Write(variables);

    public IReadOnlyList<PromptVariable> Variables() => StoredJson.Read<PromptVariable[]>(VariablesJson);
}

/// <summary>A name like <c>production</c> that stands for one version of a prompt at a time.</summary>
public sealed class PromptLabel : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public Guid PromptId { get; init; }

    public required string Label { get; init; }

    public int Version { get; set; }

    public DateTime MovedAt { get; set; }

    public required string MovedBy { get; set; }
}

internal sealed class PromptVersionConfiguration : IEntityTypeConfiguration<PromptVersion>
{
    public void Configure(EntityTypeBuilder<PromptVersion> builder)
    {
        builder.ToTable("PromptVersions");
        builder.Property(v => v.Note).HasMaxLength(PromptLimits.NoteLength);
        builder.Property(v => v.Author).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(v => v.Hash).HasMaxLength(64);
        builder.HasOne<Prompt>().WithMany().HasForeignKey(v => v.PromptId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(v => new { v.PromptId, v.Number }).IsUnique();
    }
}

internal sealed class PromptLabelConfiguration : IEntityTypeConfiguration<PromptLabel>
{
    public void Configure(EntityTypeBuilder<PromptLabel> builder)
    {
        builder.ToTable("PromptLabels");
        builder.HasKey(l => new { l.PromptId, l.Label });
        builder.Property(l => l.Label).HasMaxLength(PromptLimits.LabelLength);
        builder.Property(l => l.MovedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Prompt>().WithMany().HasForeignKey(l => l.PromptId).OnDelete(DeleteBehavior.Cascade);
    }
}
