using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AssistantStudio.Core.Usage;

public enum BudgetScope
{
    /// <summary>Everything that the organisation uses.</summary>
    Organization,
    Assistant,
    Deployment,
    ApiKey,
    User,
    Provider,
    Operation,
}

/// <summary>By the calendar, UTC.</summary>
public enum BudgetPeriod
{
    Day,
    Month,
}

public enum BudgetAction
{
    /// <summary>Only tell.</summary>
    Alert,

    /// <summary>Ask a cheaper model from there on.</summary>
    Degrade,

    /// <summary>Refuse what could cost more than is left.</summary>
    Stop,
}

/// <summary>How much may be spent on something in a day or a month, and what happens then.</summary>
public sealed class Budget : ITenantRow, IVersionedRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; }

    public BudgetScope Scope { get; init; }

    /// <summary>The id, or the name of the operation; empty for the organisation.</summary>
    public string Key { get; init; } = "";

    public BudgetPeriod Period { get; init; }

    /// <summary>In nano-dollars.</summary>
    public long Amount { get; set; }

    /// <summary>In percent of the amount, in ascending order: 50, 80, 100.</summary>
    public IReadOnlyList<int> Thresholds { get; set; } = [];

    public BudgetAction Action { get; set; }

    /// <summary>Who answers instead when the budget is used up.</summary>
    public Guid? CheaperProviderId { get; set; }

    public string? CheaperModel { get; set; }

    public bool IsEnabled { get; set; } = true;

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; set; }

    public string UpdatedBy { get; set; } = "";

    public long RowVersion { get; set; } = 1;

    /// <summary>When the period began in which this moment lies.</summary>
    public DateTime StartOf(DateTime at) => new(at.Year, at.Month, Period == BudgetPeriod.Month ? 1 : at.Day, 0, 0, 0, DateTimeKind.Utc);

    public DateTime EndOf(DateTime start) => Period == BudgetPeriod.Month ? start.AddMonths(1) : start.AddDays(1);

    /// <summary>Whether a call counts against it.</summary>
    internal bool Covers(UsageDraft call) => IsEnabled && call.OrganizationId == OrganizationId && BudgetScopes.KeyOf(Scope, call) == Key;

    /// <summary>Whether it refuses a call that counts against it. One that only tells does not, and none refuses what it leads to itself.</summary>
    internal bool Binds(UsageDraft call) => Action switch
    {
        BudgetAction.Stop => true,
        BudgetAction.Degrade => call.ProviderId != CheaperProviderId || call.Model != CheaperModel,
        _ => false,
    };
}

internal static class BudgetScopes
{
    /// <summary>The ledger adds up by the same things.</summary>
    public static UsageSlice Slice(this BudgetScope scope) => scope switch
    {
        BudgetScope.Organization => UsageSlice.All,
        BudgetScope.Assistant => UsageSlice.Assistant,
        BudgetScope.Deployment => UsageSlice.Deployment,
        BudgetScope.ApiKey => UsageSlice.ApiKey,
        BudgetScope.User => UsageSlice.User,
        BudgetScope.Provider => UsageSlice.Provider,
        _ => UsageSlice.Operation,
    };

    public static RollupPeriod Rollup(this BudgetPeriod period) => period == BudgetPeriod.Month ? RollupPeriod.Month : RollupPeriod.Day;

    public static string? KeyOf(BudgetScope scope, UsageDraft call) => scope switch
    {
        BudgetScope.Organization => "",
        BudgetScope.Assistant => call.AssistantId?.ToString(),
        BudgetScope.Deployment => call.DeploymentId?.ToString(),
        BudgetScope.ApiKey => call.ApiKeyId?.ToString(),
        BudgetScope.User => call.UserId?.ToString(),
        BudgetScope.Provider => call.ProviderId?.ToString(),
        _ => call.Operation.ToString(),
    };
}

public static class BudgetLimits
{
    /// <summary>All of them are looked at before each call.</summary>
    public const int PerOrganization = 100;

    public const int Thresholds = 5;
    public const int MaxThreshold = 200;

    /// <summary>A million dollars, in nano-dollars: more is a slip of the finger.</summary>
    public const long MaxAmount = 1_000_000_000_000_000;
}

/// <summary>One period of a budget. What is spent stands in the ledger's own sums; here is what calls on their way may still cost.</summary>
public sealed class BudgetBook : ITenantRow
{
    public Guid BudgetId { get; init; }

    public DateTime Start { get; init; }

    public Guid OrganizationId { get; init; }

    public long Reserved { get; set; }

    /// <summary>The highest threshold that was told of, in percent.</summary>
    public int Told { get; set; }
}

internal sealed class BudgetConfiguration : IEntityTypeConfiguration<Budget>
{
    public void Configure(EntityTypeBuilder<Budget> builder)
    {
        builder.ToTable("Budgets");
        builder.Property(b => b.Key).HasMaxLength(UsageLimits.ModelLength);
        builder.Property(b => b.Thresholds).HasConversion(NumberList.Converter, NumberList.Comparer).HasMaxLength(100);
        builder.Property(b => b.CheaperModel).HasMaxLength(UsageLimits.ModelLength);
        builder.Property(b => b.UpdatedBy).HasMaxLength(OrganizationLimits.PersonNameLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(b => b.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(b => new { b.OrganizationId, b.Scope, b.Key, b.Period }).IsUnique();
    }
}

internal sealed class BudgetBookConfiguration : IEntityTypeConfiguration<BudgetBook>
{
    public void Configure(EntityTypeBuilder<BudgetBook> builder)
    {
        builder.ToTable(BudgetBooks.Table);
        builder.HasKey(b => new { b.BudgetId, b.Start });
        builder.HasOne<Budget>().WithMany().HasForeignKey(b => b.BudgetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(b => b.OrganizationId);
    }
}
