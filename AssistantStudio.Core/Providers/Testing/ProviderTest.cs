namespace AssistantStudio.Core.Providers;

public enum TestStepKind
{
    Address,
    Key,
    Models,
    Reply,
}

public enum TestOutcome
{
    NotTried,
    Passed,
    Failed,

    /// <summary>Not every server lists its models; that alone is no fault.</summary>
    NotOffered,
}

public sealed record TestStep(TestStepKind Kind, TestOutcome Outcome, int? LatencyMs);

/// <param name="Field">Of the form, where one is to blame.</param>
public sealed record ProviderTestError(string Code, string Message, string? Field);

/// <summary>What trying a provider showed.</summary>
public sealed record ProviderTest
{
    public bool Ok => Error is null;

    public required long LatencyMs { get; init; }

    public required IReadOnlyList<TestStep> Steps { get; init; }

    /// <summary>By name; the first few hundred.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    public int ModelCount { get; init; }

    /// <summary>That was asked.</summary>
    public string? Model { get; init; }

    /// <summary>What it answered; of a data source, as whom it is read.</summary>
    public string? Reply { get; init; }

    public int? Dimensions { get; init; }

    /// <summary>The length of the vector: 1 where the model normalises.</summary>
    public double? Norm { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    /// <summary>In nano-dollars; null: the model has no price here.</summary>
    public long? Cost { get; init; }

    public ProviderTestError? Error { get; init; }
}
