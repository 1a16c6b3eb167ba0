using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Usage;

/// <summary>What usage is added up by, each for itself: an hour has as many rows as things were used, not as many as met.</summary>
public enum UsageSlice
{
    All,
    Provider,
    Model,
    Operation,
    Assistant,
    User,
    Deployment,
    ApiKey,
}

public enum RollupPeriod
{
    Hour,
    Day,
    Month,
}

/// <summary>What the records of one hour, day or month (UTC) add up to, for one thing of a slice.</summary>
public sealed class UsageRollup : ITenantRow
{
    public Guid OrganizationId { get; init; }

    public UsageSlice Slice { get; init; }

    public RollupPeriod Period { get; init; }

    public DateTime Start { get; init; }

    /// <summary>An id, a model or an operation as text; empty for none, and for everything.</summary>
    public required string Key { get; init; }

    public long Calls { get; init; }

    public long Failed { get; init; }

    /// <summary>Calls without a price.</summary>
    public long Unpriced { get; init; }

    public long InputTokens { get; init; }

    /// <summary>Of the input, what the vendor had kept.</summary>
    public long CachedTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>In nano-dollars, of the calls that have a price.</summary>
    public long Cost { get; init; }

    public long LatencyMs { get; init; }

    /// <summary>Calls whose answer had been kept.</summary>
    public long FromCache { get; init; }

    /// <summary>In nano-dollars, by answers that were kept and by models that were chosen for easy questions.</summary>
    public long Saved { get; init; }
}

internal sealed class UsageRollupConfiguration : IEntityTypeConfiguration<UsageRollup>
{
    public void Configure(EntityTypeBuilder<UsageRollup> builder)
    {
        builder.ToTable(UsageLedger.Rollups);
        builder.HasKey(u => new { u.OrganizationId, u.Slice, u.Period, u.Start, u.Key });
        builder.Property(u => u.Key).HasMaxLength(UsageLimits.ModelLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(u => u.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}
