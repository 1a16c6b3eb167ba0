using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Usage;

/// <summary>What the records of one hour add up to. An empty id stands for none, so that a key has no gaps.</summary>
public sealed class UsageHour : ITenantRow
{
    public Guid OrganizationId { get; init; }

    /// <summary>Its beginning, UTC.</summary>
    public DateTime Hour { get; init; }

    public Guid ProviderId { get; init; }

    public required string Model { get; init; }

    public UsageOperation Operation { get; init; }

    public Guid AssistantId { get; init; }

    public Guid UserId { get; init; }

    public long Calls { get; init; }

    public long Failed { get; init; }

    /// <summary>Calls without a price.</summary>
    public long Unpriced { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>In nano-dollars, of the calls that have a price.</summary>
    public long Cost { get; init; }

    public long LatencyMs { get; init; }
}

internal sealed class UsageHourConfiguration : IEntityTypeConfiguration<UsageHour>
{
    public void Configure(EntityTypeBuilder<UsageHour> builder)
    {
        builder.ToTable(UsageLedger.Hours);
        builder.HasKey(u => new { u.OrganizationId, u.Hour, u.ProviderId, u.Model, u.Operation, u.AssistantId, u.UserId });
        builder.Property(u => u.Model).HasMaxLength(UsageLimits.ModelLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(u => u.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}
