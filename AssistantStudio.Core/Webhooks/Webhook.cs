using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Webhooks;

/// <summary>An address of other software, and what it wants to be told.</summary>
public sealed class Webhook : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public required string Name { get; set; }

    public required string Url { get; set; }

    /// <summary>Names of <see cref="WebhookEvents"/>.</summary>
    public IReadOnlyList<string> Events { get; set; } = [];

    /// <summary>Encrypted. The receiver has it too, to see that a message comes from here.</summary>
    [AuditSecret]
    public required string Secret { get; set; }

    public required string SecretHint { get; set; }

    /// <summary>The secret before the last change of it, encrypted, which signs as well until <see cref="PreviousSecretUntil"/>.</summary>
    [AuditSecret]
    public string? PreviousSecret { get; set; }

    public DateTime? PreviousSecretUntil { get; set; }

    public bool IsActive { get; set; } = true;

    /// <summary>Why the program switched it off; null when a person did, or it is on.</summary>
    public string? SwitchedOffReason { get; set; }

    public DateTime? SwitchedOffAt { get; set; }

    /// <summary>Name and address in lower case, for searching inside.</summary>
    public required string SearchText { get; set; }

    public DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTime UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    // What came of it is counted without a new version of the row: whoever edits the address is not late because of it.

    public long Delivered { get; init; }

    public long GivenUp { get; init; }

    public int GivenUpInARow { get; set; }

    public DateTime? LastAttemptAt { get; init; }

    /// <summary>What the receiver answered last; null when no answer came.</summary>
    public int? LastStatusCode { get; init; }

    /// <summary>In words for a person; null after a try that went well.</summary>
    public string? LastError { get; init; }

    public long RowVersion { get; set; } = 1;
}

internal sealed class WebhookConfiguration : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("Webhooks");
        builder.Property(w => w.Name).HasMaxLength(WebhookLimits.NameLength);
        builder.Property(w => w.Url).HasMaxLength(WebhookLimits.UrlLength);
        builder.Property(w => w.Events).HasConversion(TextList.Converter, TextList.Comparer).HasMaxLength(WebhookLimits.EventsLength);
        builder.Property(w => w.SecretHint).HasMaxLength(WebhookLimits.HintLength);
        builder.Property(w => w.SwitchedOffReason).HasMaxLength(WebhookLimits.ErrorLength);
        builder.Property(w => w.SearchText).HasMaxLength(WebhookLimits.NameLength + WebhookLimits.UrlLength + 1);
        builder.Property(w => w.CreatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(w => w.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.Property(w => w.LastError).HasMaxLength(WebhookLimits.ErrorLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(w => w.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(w => new { w.OrganizationId, w.Name }).IsUnique();
    }
}
