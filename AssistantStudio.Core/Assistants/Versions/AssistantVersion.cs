using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Assistants;

/// <summary>A link as a version keeps it. The prompt's key is kept too, so that it can be named after the prompt is gone.</summary>
public sealed record KeptLink(
    Guid PromptId, string PromptKey, PromptRole Role, int? Version, string? Label, int Priority, int Weight, bool Enabled,
    IReadOnlyList<PromptCondition> Conditions, bool AnyCondition);

/// <summary>What a version keeps: the draft and its links.</summary>
public sealed record AssistantState(AssistantContent Content, IReadOnlyList<KeptLink> Links)
{
    public string Json() => StoredJson.Write(this);

    /// <summary>Two states that say the same have the same.</summary>
    public static string HashOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    public IEnumerable<(string Field, string Text)> Fields() => Content.Fields().Concat(
        Links.GroupBy(l => l.PromptKey).SelectMany(g => g.Select((l, i) => (Field: g.Count() == 1 ? $"Prompt {g.Key}" : $"Prompt {g.Key} ({i + 1})", Text: TextOf(l)))));

    private static string TextOf(KeptLink link) => string.Join('\n',
        $"{link.Role}, {(link.Version is { } v ? $"version {v}" : link.Label is { } label ? $"label {label}" : "published version")}",
        $"Priority {link.Priority}, weight {link.Weight}, {(link.Enabled ? "on" : "off")}",
        ConditionText.Of(link.Conditions, link.AnyCondition));
}

/// <summary>A numbered state of an assistant that never changes.</summary>
public sealed class AssistantVersion : ITenantRow, IAppendOnlyRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    public int Number { get; init; }

    public required string StateJson { get; init; }

    public string Note { get; init; } = "";

    public Guid? AuthorId { get; init; }

    public required string Author { get; init; }

    public DateTime CreatedAt { get; init; }

    public required string Hash { get; init; }

    public AssistantState State() => StoredJson.Read<AssistantState>(StateJson);
}

internal sealed class AssistantVersionConfiguration : IEntityTypeConfiguration<AssistantVersion>
{
    public void Configure(EntityTypeBuilder<AssistantVersion> builder)
    {
        builder.ToTable("AssistantVersions");
        builder.Property(v => v.Note).HasMaxLength(AssistantLimits.NoteLength);
        builder.Property(v => v.Author).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(v => v.Hash).HasMaxLength(64);
        builder.HasOne<Assistant>().WithMany().HasForeignKey(v => v.AssistantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(v => new { v.AssistantId, v.Number }).IsUnique();
    }
}
