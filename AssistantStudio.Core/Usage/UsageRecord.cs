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

    /// <summary>The program died over it: nobody knows what became of it.</summary>
    Lost,
}

/// <summary>One attempt that a vendor may bill, or an answer that was kept and needed none. Written once, never changed.</summary>
public sealed class UsageRecord : ITenantRow, IAppendOnlyRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public DateTime At { get; init; }

    /// <summary>The same for all attempts of one call.</summary>
    public Guid CallId { get; init; }

    /// <summary>Which attempt of the call this was, from 1: several where it was asked again or somebody else stood in.</summary>
    public int Attempt { get; init; } = 1;

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

    /// <summary>Of the input, what the vendor kept for the next calls, and bills for it at a rate of its own.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>The same, kept for longer.</summary>
    public long CacheWriteLongTokens { get; init; }

    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    /// <summary>How fast the vendor says it answered, where that has a price of its own: "priority".</summary>
    public string? ServiceTier { get; init; }

    /// <summary>In nano-dollars. Null: the model had no price, which is not the same as costing nothing.</summary>
    public long? Cost { get; init; }

    /// <summary>The bill as the vendor reported it with the answer, in nano-dollars.</summary>
    public long? VendorCost { get; init; }

    /// <summary>Nobody was asked: the same question had been answered before.</summary>
    public bool IsFromCache { get; init; }

    /// <summary>Why this model was asked: "simple: a greeting". Null: it was the only one.</summary>
    public string? Route { get; init; }

    /// <summary>What was not spent, in nano-dollars, because of the cache or the route. Null: neither played a part, or a price is missing.</summary>
    public long? Saved { get; init; }

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
        builder.ToTable(UsageLedger.Records);
        builder.Property(u => u.ProviderName).HasMaxLength(UsageLimits.NameLength);
        builder.Property(u => u.Model).HasMaxLength(UsageLimits.ModelLength);
        builder.Property(u => u.Fault).HasMaxLength(UsageLimits.FaultLength);
        builder.Property(u => u.RequestId).HasMaxLength(UsageLimits.RequestIdLength);
        builder.Property(u => u.Route).HasMaxLength(UsageLimits.RouteLength);
        builder.Property(u => u.ServiceTier).HasMaxLength(UsageLimits.ServiceTierLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(u => u.OrganizationId).OnDelete(DeleteBehavior.Cascade);

        // What lists are filtered by stands behind the key, so that no row is read for it.
        builder.HasIndex(u => new { u.OrganizationId, u.At, u.Id, u.Operation, u.Outcome, u.ProviderId, u.Model, u.AssistantId, u.UserId });

        // Few calls fail, and whoever looks for them looks for little else.
        builder.HasIndex(u => new { u.OrganizationId, u.Outcome, u.At, u.Id, u.Operation, u.ProviderId, u.Model, u.AssistantId, u.UserId }, "IX_UsageRecords_NotSucceeded")
            .HasFilter($"\"{nameof(UsageRecord.Outcome)}\" <> '{nameof(UsageOutcome.Succeeded)}'");
    }
}

public static class UsageLimits
{
    public const int NameLength = 100;
    public const int ModelLength = 200;
    public const int FaultLength = 40;
    public const int RequestIdLength = 200;
    public const int RouteLength = 200;

    /// <summary>As long as those that prices are for: see ModelLimits.</summary>
    public const int ServiceTierLength = 40;

    /// <summary>The longest period of a summary.</summary>
    public const int MaxDays = 400;

    /// <summary>Of a grouping, the largest; the rest is summed up.</summary>
    public const int GroupsShown = 50;

    /// <summary>That are priced on other models at once, each by itself: as many as somebody waits for.</summary>
    public const int WhatIfCalls = 500_000;

    public const int WhatIfModels = 5;

    /// <summary>Records that an export reads at a time.</summary>
    public const int ExportBatch = 1_000;
}
