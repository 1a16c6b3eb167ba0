using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Usage;

public enum UsageOperation
{
    Chat,
    Embedding,
    Classification,
    Summary,
    Evaluation,
    Analysis,

    /// <summary>Somebody tried a provider.</summary>
    Test,
}

public enum UsageOutcome
{
    Succeeded,
    Failed,

    /// <summary>It ended with an error after it had begun to answer.</summary>
    BrokenOff,

    Cancelled,
}

/// <summary>One attempt that a vendor may bill. Written once, never changed.</summary>
public sealed class UsageRecord : ITenantRow, IAppendOnlyRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public DateTime At { get; init; }

    public UsageOperation Operation { get; init; }

    public UsageOutcome Outcome { get; init; }

    /// <summary>Null for settings that were tried and not stored.</summary>
    public Guid? ProviderId { get; init; }

    /// <summary>As it was called then: the record outlives the provider.</summary>
    public required string ProviderName { get; init; }

    public required string Model { get; init; }

    public Guid? AssistantId { get; init; }

    public Guid? DeploymentId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? ApiKeyId { get; init; }

    public Guid? UserId { get; init; }

    /// <summary>Messages or texts that were sent.</summary>
    public int InputCount { get; init; }

    public long InputTokens { get; init; }

    public long CachedTokens { get; init; }

    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    /// <summary>In nano-dollars. Null: the model had no price, which is not the same as costing nothing.</summary>
    public long? Cost { get; init; }

    /// <summary>The bill as the vendor reported it with the answer, in nano-dollars.</summary>
    public long? VendorCost { get; init; }

    /// <summary>The vendor counted nothing, or the answer never came: tokens and cost are the program's estimate.</summary>
    public bool IsEstimated { get; init; }

    public int LatencyMs { get; init; }

    /// <summary>Why it failed: "wrong_key".</summary>
    public string? Fault { get; init; }

    /// <summary>The vendor's own number of the request, for its support.</summary>
    public string? RequestId { get; init; }
}

internal sealed class UsageRecordConfiguration : IEntityTypeConfiguration<UsageRecord>
{
    public void Configure(EntityTypeBuilder<UsageRecord> builder)
    {
        builder.ToTable("UsageRecords");
        builder.Property(u => u.ProviderName).HasMaxLength(UsageLimits.NameLength);
        builder.Property(u => u.Model).HasMaxLength(UsageLimits.ModelLength);
        builder.Property(u => u.Fault).HasMaxLength(UsageLimits.FaultLength);
        builder.Property(u => u.RequestId).HasMaxLength(UsageLimits.RequestIdLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(u => u.OrganizationId).OnDelete(DeleteBehavior.Cascade);

        // What lists are filtered by stands behind the key, so that no row is read for it.
        builder.HasIndex(u => new { u.OrganizationId, u.At, u.Id, u.Operation, u.Outcome, u.ProviderId, u.Model, u.AssistantId, u.UserId });
    }
}

public static class UsageLimits
{
    public const int NameLength = 100;
    public const int ModelLength = 200;
    public const int FaultLength = 40;
    public const int RequestIdLength = 200;

    /// <summary>The longest period of a summary.</summary>
    public const int MaxDays = 400;

    /// <summary>Of a grouping, the largest; the rest is summed up.</summary>
    public const int GroupsShown = 50;
}
