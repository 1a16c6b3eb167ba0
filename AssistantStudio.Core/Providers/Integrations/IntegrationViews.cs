using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>The key itself is never part of a view: <paramref name="CredentialHint"/> shows its end.</summary>
public sealed record IntegrationRow(
    Guid Id,
    ProviderKind Kind,
    string Name,
    string? BaseUrl,
    string? CredentialHint,
    IReadOnlyList<string> Models,
    Guid? FallbackId,
    bool Active,
    int TimeoutSeconds,
    int? MaxConcurrent,
    int? RequestsPerMinute,
    string? LoadGroup,
    LastTest? LastTest,
    DateTime UpdatedAt,
    string UpdatedBy,
    long RowVersion)
{
    public ProviderSubtype Subtype => ProviderKinds.Of(Kind).Subtype;
}

/// <param name="Message">Why it failed.</param>
public sealed record LastTest(DateTime At, bool Ok, int LatencyMs, string? Message);

/// <summary>What a form or a program says of a provider. All of it counts, except the key: without one the stored key stays.</summary>
public sealed record IntegrationInput
{
    /// <summary>Of a new one: what was tried under it before it is stored is counted as its own.</summary>
    public Guid? NewId { get; init; }

    /// <summary>Fixed once it is stored.</summary>
    public ProviderKind Kind { get; init; }

    public string? Name { get; init; }

    public string? BaseUrl { get; init; }

    public string? ApiKey { get; init; }

    public IReadOnlyList<string> Models { get; init; } = [];

    public Guid? FallbackId { get; init; }

    public bool Active { get; init; } = true;

    public int? TimeoutSeconds { get; init; }

    /// <summary>How many calls may be on their way at a time; null: as many as come.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many may begin in a minute; null: as many as come.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Providers with the same word here share the calls of a model that they all have.</summary>
    public string? LoadGroup { get; init; }
}

public sealed record IntegrationQuery : ListQuery
{
    public ProviderKind? Kind { get; init; }

    /// <summary>Only connections that knowledge is read through, or only what has models; null: both.</summary>
    public bool? DataSources { get; init; }

    public bool? Active { get; init; }
}

/// <summary>Something that uses a provider. <paramref name="Name"/> is null where the caller may not see it.</summary>
public sealed record ProviderUser(string Kind, Guid Id, string? Name);
