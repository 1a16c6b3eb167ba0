using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Conversations;

public enum ConversationStatus
{
    Active,
    Ended,

    /// <summary>A person was asked to take over.</summary>
    Escalated,

    /// <summary>Nobody wrote for so long that it ended by itself.</summary>
    Expired,
}

/// <summary>The way in which somebody talks to an assistant.</summary>
public enum ConversationChannel
{
    /// <summary>Tried by whoever builds it; does not count as use.</summary>
    Playground,

    Chat,
    Api,

    /// <summary>By visitors of another site.</summary>
    Embed,
}

/// <summary>What somebody and an assistant say to each other.</summary>
public sealed class Conversation : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public Guid AssistantId { get; init; }

    /// <summary>As it was called when the conversation began: it may be deleted later, what was said stays.</summary>
    public required string AssistantName { get; init; }

    /// <summary>The version that answered last; null: the draft as it is when somebody asks.</summary>
    public int? Version { get; set; }

    /// <summary>The deployment that answered last; null: it is tried in the playground.</summary>
    public Guid? DeploymentId { get; set; }

    public ConversationChannel Channel { get; init; }

    /// <summary>Where it is answered; in the playground whose variables the prompts get, or null for none.</summary>
    public StudioEnvironment? Environment { get; init; }

    public Guid? UserId { get; init; }

    /// <summary>Whom another program talks to on whose behalf, as it names them; or a visitor of another site, who is nobody's.</summary>
    public string? ExternalUser { get; init; }

    public Guid? ApiKeyId { get; init; }

    /// <summary>The name of whoever began it.</summary>
    public required string StartedBy { get; init; }

    public string Title { get; set; } = "";

    /// <summary>Somebody chose the title: nothing else replaces it.</summary>
    public bool IsTitled { get; set; }

    public ConversationStatus Status { get; set; } = ConversationStatus.Active;

    /// <summary>A JSON object: what prompts and conditions are told.</summary>
    public string VariablesJson { get; set; } = "{}";

    /// <summary>The message after which the next one comes; null before the first.</summary>
    public Guid? HeadId { get; set; }

    public int LastOrdinal { get; set; }

    /// <summary>A message was edited or a reply asked for again: there are several ways through.</summary>
    public bool HasBranches { get; set; }

    /// <summary>Who is answering right now, so that nobody else does.</summary>
    public Guid? RunningTurnId { get; set; }

    public string? RunningNode { get; set; }

    /// <summary>After this moment without a sign of life, whoever answered is gone.</summary>
    public DateTime? RunningUntil { get; set; }

    public int Messages { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    /// <summary>In nano-dollars, of calls that have a price.</summary>
    public long Cost { get; set; }

    public int UnpricedCalls { get; set; }

    public int Compressions { get; set; }

    /// <summary>Of the person's last messages, the newest counting most.</summary>
    public Sentiment? Sentiment { get; set; }

    public Intent? Intent { get; set; }

    public Resolution Resolution { get; set; }

    /// <summary>From the first message to the one that settled it.</summary>
    public int? ResolvedAfterSeconds { get; set; }

    public string Topics { get; set; } = "";

    public string Summary { get; set; } = "";

    /// <summary>Who found title, topics and summary: a model's name, or that it was the built-in methods.</summary>
    public string? AnalysedBy { get; set; }

    /// <summary>There is something that nobody has looked at yet.</summary>
    public bool NeedsAnalysis { get; set; }

    /// <summary>From 1 to 5, by whoever talked.</summary>
    public int? Rating { get; set; }

    public string? EndReason { get; set; }

    /// <summary>Replies that somebody liked, and that somebody did not.</summary>
    public int Liked { get; set; }

    public int Disliked { get; set; }

    public DateTime StartedAt { get; init; }

    public DateTime LastActivityAt { get; set; }

    public DateTime? EndedAt { get; set; }
}

/// <summary>A topic of a conversation.</summary>
public sealed class ConversationTopic : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public Guid ConversationId { get; init; }

    public required string Topic { get; init; }
}

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("Conversations");
        builder.Property(c => c.AssistantName).HasMaxLength(ConversationLimits.NameLength);
        builder.Property(c => c.ExternalUser).HasMaxLength(ConversationLimits.ExternalUserLength);
        builder.Property(c => c.StartedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(c => c.Title).HasMaxLength(ConversationLimits.TitleLength);
        builder.Property(c => c.RunningNode).HasMaxLength(ConversationLimits.NameLength);
        builder.Property(c => c.Topics).HasMaxLength(ConversationLimits.Topics * (ConversationLimits.TopicLength + 1));
        builder.Property(c => c.AnalysedBy).HasMaxLength(UsageLimits.ModelLength);
        builder.Property(c => c.EndReason).HasMaxLength(ConversationLimits.ReasonLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(c => c.OrganizationId).OnDelete(DeleteBehavior.Cascade);

        // One index per order of the list; what is filtered by stands behind the key, so that no row is read for it.
        builder.HasIndex(c => new { c.OrganizationId, c.LastActivityAt, c.Id, c.AssistantId, c.Environment, c.Channel, c.Status, c.Sentiment, c.Rating, c.UserId, c.ExternalUser, c.Cost, c.StartedAt });
        builder.HasIndex(c => new { c.OrganizationId, c.StartedAt, c.Id, c.AssistantId, c.Environment, c.Channel, c.Status, c.Sentiment, c.Rating, c.UserId, c.ExternalUser, c.Cost });
        builder.HasIndex(c => new { c.OrganizationId, c.Messages, c.Id, c.AssistantId, c.Environment, c.Channel, c.Status, c.Sentiment, c.Rating, c.UserId, c.ExternalUser, c.Cost, c.StartedAt });
        builder.HasIndex(c => new { c.OrganizationId, c.Cost, c.Id, c.AssistantId, c.Environment, c.Channel, c.Status, c.Sentiment, c.Rating, c.UserId, c.ExternalUser, c.StartedAt });
        builder.HasIndex(c => new { c.OrganizationId, c.UserId, c.Channel, c.LastActivityAt, c.Id, c.AssistantId, c.Status });
        builder.HasIndex(c => new { c.OrganizationId, c.AssistantId, c.LastActivityAt, c.Id, c.Environment, c.Channel, c.Status, c.Sentiment, c.Rating, c.UserId, c.ExternalUser, c.Cost, c.StartedAt });
        builder.HasIndex(c => new { c.OrganizationId, c.DeploymentId, c.LastActivityAt, c.Id, c.AssistantId, c.Environment, c.Channel, c.Status }).HasFilter("\"DeploymentId\" IS NOT NULL");
        builder.HasIndex(c => new { c.DeploymentId, c.StartedAt, c.Liked, c.Disliked }).HasFilter("\"DeploymentId\" IS NOT NULL");
        builder.HasIndex(c => new { c.OrganizationId, c.ExternalUser, c.Id }).HasFilter("\"ExternalUser\" IS NOT NULL");

        // Few conversations are being answered, or wait to be looked at.
        builder.HasIndex(c => c.RunningUntil).HasFilter("\"RunningTurnId\" IS NOT NULL");
        builder.HasIndex(c => c.LastActivityAt).HasFilter("\"NeedsAnalysis\"").HasDatabaseName("IX_Conversations_ToAnalyse");
    }
}

internal sealed class ConversationTopicConfiguration : IEntityTypeConfiguration<ConversationTopic>
{
    public void Configure(EntityTypeBuilder<ConversationTopic> builder)
    {
        builder.ToTable("ConversationTopics");
        builder.HasKey(t => new { t.ConversationId, t.Topic });
        builder.Property(t => t.Topic).HasMaxLength(ConversationLimits.TopicLength);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(t => t.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => new { t.OrganizationId, t.Topic, t.ConversationId });
    }
}
