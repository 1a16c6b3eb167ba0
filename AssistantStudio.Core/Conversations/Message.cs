using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Conversations;

public enum MessageRole
{
    User,
    Assistant,
}

public enum MessageState
{
    Complete,

    /// <summary>It is being written; what stands there so far may be a second old.</summary>
    Streaming,

    /// <summary>It ends where somebody stopped it, or where the program did.</summary>
    Interrupted,

    /// <summary>There is no answer; the fault says why.</summary>
    Failed,
}

public enum MessageFeedback
{
    Disliked,
    Liked,
}

/// <summary>A message. What it says never changes once it is complete: an edit is another message beside it.</summary>
public sealed class Message : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid ConversationId { get; init; }

    /// <summary>In the order in which messages were written, over all branches.</summary>
    public int Ordinal { get; init; }

    /// <summary>What it follows; null: it is a first one.</summary>
    public Guid? ParentId { get; init; }

    public MessageRole Role { get; init; }

    public MessageState State { get; set; }

    public string Content { get; set; } = "";

    /// <summary>About how many tokens the content has.</summary>
    public int Tokens { get; set; }

    /// <summary>A question and its answer have the same; so has the trace of how the answer came about.</summary>
    public Guid TurnId { get; init; }

    /// <summary>As whoever sent it named it, so that sending it again does nothing.</summary>
    public string? ClientKey { get; init; }

    /// <summary>A JSON list of <see cref="MessageTool"/>; null: none.</summary>
    public string? ToolsJson { get; set; }

    /// <summary>A JSON list of <see cref="Citation"/>; null: none.</summary>
    public string? CitationsJson { get; set; }

    /// <summary>From 0 to 1, of a reply that rests on passages.</summary>
    public double? Confidence { get; set; }

    public string? PromptKey { get; set; }

    public int? PromptVersion { get; set; }

    public string? Provider { get; set; }

    public string? Model { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    /// <summary>In nano-dollars; null: a call of it has no price.</summary>
    public long? Cost { get; set; }

    public int? FirstTokenMs { get; set; }

    public int? TotalMs { get; set; }

    /// <summary>A code: why it failed or was interrupted.</summary>
    public string? Fault { get; set; }

    /// <summary>The same in a sentence for a person.</summary>
    public string? FaultText { get; set; }

    /// <summary>When whoever wrote it was found dead; null again as soon as what it cost is known.</summary>
    public DateTime? LostAt { get; set; }

    public Sentiment? Sentiment { get; set; }

    public Intent? Intent { get; set; }

    public QueryType? QueryType { get; set; }

    public MessageFeedback? Feedback { get; set; }

    /// <summary>From 1 to 5.</summary>
    public int? FeedbackScore { get; set; }

    /// <summary>Words from a list: why somebody did not like it.</summary>
    public string? FeedbackReasons { get; set; }

    public string? FeedbackComment { get; set; }

    public DateTime CreatedAt { get; init; }

    public DateTime? CompletedAt { get; set; }

    internal IReadOnlyList<MessageTool> Tools() => ToolsJson is null ? [] : StoredJson.Read<MessageTool[]>(ToolsJson);

    internal IReadOnlyList<Citation> Citations() => CitationsJson is null ? [] : StoredJson.Read<Citation[]>(CitationsJson);
}

/// <summary>A tool that a reply made use of, as it is shown.</summary>
/// <param name="Fault">Null: it did what it was asked for, or is still at it.</param>
/// <param name="Agreed">Whether a person agreed to it; null: nobody was asked.</param>
public sealed record MessageTool(string Id, string Name, string Title, string Arguments, string? Result, string? Fault, bool? Agreed, bool IsFromCache, int? DurationMs);

/// <summary>A passage that a reply may rest on.</summary>
/// <param name="Number">As the reply refers to it: [1].</param>
/// <param name="Start">Where the passage begins in its document.</param>
/// <param name="IsCited">The reply refers to it.</param>
public sealed record Citation(
    int Number, long ChunkId, Guid DocumentId, Guid SourceId, string SourceName, string Title, string? Address, string Heading, string Text, int Start, int Length,
    double Score, double? Cosine, bool IsCited);

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.ToTable("Messages");
        builder.Property(m => m.ClientKey).HasMaxLength(ConversationLimits.ClientKeyLength);
        builder.Property(m => m.PromptKey).HasMaxLength(ConversationLimits.NameLength);
        builder.Property(m => m.Provider).HasMaxLength(UsageLimits.NameLength);
        builder.Property(m => m.Model).HasMaxLength(UsageLimits.ModelLength);
        builder.Property(m => m.Fault).HasMaxLength(UsageLimits.FaultLength);
        builder.Property(m => m.FaultText).HasMaxLength(ConversationLimits.FaultTextLength);
        builder.Property(m => m.FeedbackReasons).HasMaxLength(ConversationLimits.ReasonLength);
        builder.Property(m => m.FeedbackComment).HasMaxLength(ConversationLimits.CommentLength);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(m => m.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => new { m.ConversationId, m.Ordinal }).IsUnique();
        builder.HasIndex(m => m.ParentId);
        builder.HasIndex(m => m.OrganizationId);
        builder.HasIndex(m => new { m.ConversationId, m.ClientKey }).IsUnique().HasFilter("\"ClientKey\" IS NOT NULL");
        builder.HasIndex(m => m.State).HasFilter("\"State\" = 'Streaming'").HasDatabaseName("IX_Messages_Streaming");
        builder.HasIndex(m => m.LostAt).HasFilter("\"LostAt\" IS NOT NULL");
    }
}
