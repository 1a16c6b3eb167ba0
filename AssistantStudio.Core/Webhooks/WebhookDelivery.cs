using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Webhooks;

public enum WebhookDeliveryState
{
    /// <summary>Not tried yet.</summary>
    Pending,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>The last try failed; there is another one.</summary>
    Failed,

    /// <summary>No more tries, unless somebody sends it again.</summary>
    GivenUp,
}

/// <summary>One event on its way to one webhook. Written together with what it tells of.</summary>
public sealed class WebhookDelivery : ITenantRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    /// <summary>
    /// No foreign key: a webhook that is deleted at this moment on another node must not make what happened here fail. A
    /// delivery whose webhook is gone is dropped when it is due.
    /// </summary>
    public Guid WebhookId { get; init; }

    /// <summary>The same for all webhooks that are told of the event and for all tries: receivers know by it what they have had.</summary>
    public Guid EventId { get; init; }

    public required string EventType { get; init; }

    /// <summary>The message as it is sent. Kept as it was at the time of the event.</summary>
    public required string Payload { get; init; }

    public WebhookDeliveryState State { get; set; } = WebhookDeliveryState.Pending;

    /// <summary>Tries whose end is known.</summary>
    public int Attempts { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When it is due; while it is being sent, when whoever sends it is taken for dead. Null: no more tries.</summary>
    public DateTime? NextAttemptAt { get; set; }

    /// <summary>Set by whoever is sending it, so that nobody else does.</summary>
    public Guid? ClaimId { get; init; }

    public DateTime? LastAttemptAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public int? StatusCode { get; init; }

    public string? Error { get; init; }

    public int? DurationMs { get; init; }
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("WebhookDeliveries");
        builder.Property(d => d.EventType).HasMaxLength(WebhookLimits.EventNameLength);
        builder.Property(d => d.Error).HasMaxLength(WebhookLimits.ErrorLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(d => d.OrganizationId).OnDelete(DeleteBehavior.Cascade);

        // The journal, with what it is filtered by behind the key.
        builder.HasIndex(d => new { d.OrganizationId, d.WebhookId, d.CreatedAt, d.Id, d.State, d.EventType });

        // Few of many wait: what is due, of all organisations, and what is old.
        builder.HasIndex(d => new { d.NextAttemptAt, d.WebhookId }).HasFilter("\"NextAttemptAt\" IS NOT NULL").HasDatabaseName("IX_WebhookDeliveries_Due");
        builder.HasIndex(d => d.FinishedAt).HasFilter("\"FinishedAt\" IS NOT NULL");
    }
}
