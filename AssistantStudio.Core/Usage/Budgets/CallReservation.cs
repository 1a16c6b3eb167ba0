using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// A call that is on its way, written down before it is made: the most it can cost is held back in the budgets it counts
/// against. Its record in the ledger takes its place. What is left by a process that died is settled from here.
/// </summary>
public sealed class CallReservation : ITenantRow
{
    internal const string Table = "CallReservations";

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    /// <summary>The call counts in the periods of this moment, whenever it ends.</summary>
    public DateTime At { get; init; }

    /// <summary>No call of this provider takes longer.</summary>
    public DateTime ExpiresAt { get; init; }

    /// <summary>The run of the program that makes the call.</summary>
    public required string Node { get; init; }

    /// <summary>In nano-dollars.</summary>
    public long Amount { get; init; }

    /// <summary>Where the amount is held: [{"budgetId": "…", "start": "2026-11-01T00:00:00Z"}].</summary>
    public required string HoldsJson { get; init; }

    /// <summary>What the ledger gets if nobody ever says how the call ended.</summary>
    public required string DraftJson { get; init; }
}

public sealed record BudgetHold(Guid BudgetId, DateTime Start);

internal sealed class CallReservationConfiguration : IEntityTypeConfiguration<CallReservation>
{
    private const int NodeLength = 200;

    public void Configure(EntityTypeBuilder<CallReservation> builder)
    {
        builder.ToTable(CallReservation.Table);
        builder.Property(r => r.Node).HasMaxLength(NodeLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(r => r.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => r.ExpiresAt);
    }
}
