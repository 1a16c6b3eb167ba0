namespace AssistantStudio.Core.Usage;

/// <summary>A budget and how it stands now. Money in nano-dollars.</summary>
/// <param name="Name">What it is for, in words; null where the caller may not see that.</param>
/// <param name="Reserved">What calls on their way may still cost.</param>
/// <param name="Forecast">What is spent by the end of the period if it goes on like this; null while it is too early to say.</param>
/// <param name="Told">The highest threshold that was reached in this period, in percent.</param>
public sealed record BudgetRow(
    Guid Id, BudgetScope Scope, string Key, string? Name, BudgetPeriod Period, long Amount, IReadOnlyList<int> Thresholds, BudgetAction Action,
    Guid? CheaperProviderId, string? CheaperModel, bool Enabled, DateTime Start, DateTime End, long Spent, long Reserved, long? Forecast, int Told,
    DateTime UpdatedAt, string UpdatedBy, long RowVersion)
{
    public long Left => Math.Max(0, Amount - Spent - Reserved);

    /// <summary>In percent, rounded down: 99 is not yet all.</summary>
    public int UsedPercent => Amount == 0 ? 100 : (int)Math.Min(int.MaxValue, (decimal)Spent * 100 / Amount);
}

/// <summary>What a form or a program says of a budget. Scope, key and period of a stored one stay as they are.</summary>
public sealed record BudgetInput
{
    public BudgetScope Scope { get; init; }

    /// <summary>The id, or the name of the operation; nothing for the organisation.</summary>
    public string? Key { get; init; }

    public BudgetPeriod Period { get; init; } = BudgetPeriod.Month;

    /// <summary>In nano-dollars.</summary>
    public long Amount { get; init; }

    public IReadOnlyList<int> Thresholds { get; init; } = [];

    public BudgetAction Action { get; init; }

    public Guid? CheaperProviderId { get; init; }

    public string? CheaperModel { get; init; }

    public bool Enabled { get; init; } = true;
}
