using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Conversations;

/// <summary>How one reply came about: each step with its times, what it was given and what it decided.</summary>
public sealed class TurnTrace : ITenantRow, IAppendOnlyRow
{
    /// <summary>The turn's.</summary>
    public Guid Id { get; init; }

    public Guid OrganizationId { get; init; }

    public Guid ConversationId { get; init; }

    public Guid MessageId { get; init; }

    public DateTime StartedAt { get; init; }

    public double TotalMs { get; init; }

    /// <summary>What the assistant was then; see <see cref="StoredSnapshot"/>.</summary>
    public required string SnapshotHash { get; init; }

    /// <summary>A JSON <see cref="TraceDetail"/>.</summary>
    public required string DetailJson { get; init; }

    public TraceDetail Detail() => StoredJson.Read<TraceDetail>(DetailJson);
}

/// <summary>What an assistant was when it answered, kept once for all replies that it gave as that.</summary>
public sealed class StoredSnapshot : ITenantRow, IAppendOnlyRow
{
    public Guid OrganizationId { get; init; }

    public required string Hash { get; init; }

    public Guid AssistantId { get; init; }

    public required string Json { get; init; }

    public DateTime CreatedAt { get; init; }
}

/// <summary>What stands in for the oldest messages of a long conversation when a model is asked. The messages stay.</summary>
public sealed class ConversationDigestRow : ITenantRow, IAppendOnlyRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid ConversationId { get; init; }

    /// <summary>The last message that it stands in for.</summary>
    public Guid UntilId { get; init; }

    public int UntilOrdinal { get; init; }

    /// <summary>How many messages it stands in for.</summary>
    public int Messages { get; init; }

    public required string Text { get; init; }

    public int Tokens { get; init; }

    /// <summary>A model's name, or that it was the built-in method.</summary>
    public required string MadeBy { get; init; }

    public DateTime CreatedAt { get; init; }
}

/// <summary>How many tokens a model counts where this program estimates so many.</summary>
public sealed class TokenCalibration : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public required string Model { get; init; }

    public double Estimated { get; set; }

    public double Reported { get; set; }

    public long Calls { get; set; }
}

/// <summary>Something that is known of a person, for the next conversations with the same assistant.</summary>
public sealed class UserMemory : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    public Guid? UserId { get; init; }

    public string? ExternalUser { get; init; }

    public MemoryKind Kind { get; init; }

    public required string Text { get; set; }

    /// <summary>How an issue ended.</summary>
    public string? Detail { get; set; }

    /// <summary>How often an object was spoken of.</summary>
    public int Count { get; set; } = 1;

    public Guid ConversationId { get; init; }

    /// <summary>Where it was said.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Who found it: a model's name, the built-in method, or the person, who agreed to it.</summary>
    public required string FoundBy { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime LastSeenAt { get; set; }

    public DateTime ExpiresAt { get; set; }
}

internal sealed class TurnTraceConfiguration : IEntityTypeConfiguration<TurnTrace>
{
    public void Configure(EntityTypeBuilder<TurnTrace> builder)
    {
        builder.ToTable("TurnTraces");
        builder.Property(t => t.SnapshotHash).HasMaxLength(64);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(t => t.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.ConversationId);
        builder.HasIndex(t => new { t.OrganizationId, t.SnapshotHash });
    }
}

internal sealed class StoredSnapshotConfiguration : IEntityTypeConfiguration<StoredSnapshot>
{
    public void Configure(EntityTypeBuilder<StoredSnapshot> builder)
    {
        builder.ToTable("StoredSnapshots");
        builder.HasKey(s => new { s.OrganizationId, s.Hash });
        builder.Property(s => s.Hash).HasMaxLength(64);
        builder.HasOne<Organizations.Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ConversationDigestConfiguration : IEntityTypeConfiguration<ConversationDigestRow>
{
    public void Configure(EntityTypeBuilder<ConversationDigestRow> builder)
    {
        builder.ToTable("ConversationDigests");
        builder.Property(d => d.MadeBy).HasMaxLength(Usage.UsageLimits.ModelLength);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(d => d.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(d => new { d.ConversationId, d.UntilOrdinal });
    }
}

internal sealed class TokenCalibrationConfiguration : IEntityTypeConfiguration<TokenCalibration>
{
    public void Configure(EntityTypeBuilder<TokenCalibration> builder)
    {
        builder.ToTable("TokenCalibrations");
        builder.HasKey(c => new { c.OrganizationId, c.Model });
        builder.Property(c => c.Model).HasMaxLength(Usage.UsageLimits.ModelLength);
        builder.HasOne<Organizations.Organization>().WithMany().HasForeignKey(c => c.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class UserMemoryConfiguration : IEntityTypeConfiguration<UserMemory>
{
    public void Configure(EntityTypeBuilder<UserMemory> builder)
    {
        builder.ToTable("UserMemories");
        builder.Property(m => m.ExternalUser).HasMaxLength(ConversationLimits.ExternalUserLength);
        builder.Property(m => m.Text).HasMaxLength(MemoryLimits.TextLength);
        builder.Property(m => m.Detail).HasMaxLength(MemoryLimits.TextLength);
        builder.Property(m => m.FoundBy).HasMaxLength(Usage.UsageLimits.ModelLength);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(m => m.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => new { m.OrganizationId, m.UserId, m.AssistantId, m.Kind });
        builder.HasIndex(m => new { m.OrganizationId, m.ExternalUser, m.AssistantId }).HasFilter("\"ExternalUser\" IS NOT NULL");
        builder.HasIndex(m => m.ConversationId);
        builder.HasIndex(m => m.ExpiresAt);
    }
}
