using System.IO.Enumeration;
using System.Text.Json.Serialization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>Which providers and models may be asked at all.</summary>
public sealed record ModelPolicy : IAiSetting<ModelPolicy>
{
    private const int MaxModels = 200;

    public static AiSettingKind Kind => AiSettingKind.Policy;

    public static string Name => "models";

    public static string Title => "Rules for models";

    /// <summary>Empty: all of them.</summary>
    public IReadOnlyList<Guid> AllowedProviders { get; init => field = value ?? []; } = [];

    /// <summary>Names, with * for any text: "gpt-5*". Empty: all of them.</summary>
    public IReadOnlyList<string> AllowedModels { get; init => field = value ?? []; } = [];

    /// <param name="providerId">Null: settings that are tried before they are stored.</param>
    public bool Allows(Guid? providerId) => AllowedProviders.Count == 0 || providerId is null || AllowedProviders.Contains(providerId.Value);

    public bool Allows(string model) => AllowedModels.Count == 0 || AllowedModels.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, model));

    public void Check(Validator errors)
    {
        errors.Check(AllowedModels.Count <= MaxModels, "allowedModels", $"At most {MaxModels} names. A * stands for any text.");
        foreach (var (model, i) in AllowedModels.Select((m, i) => (m, i)))
        {
            errors.Text(model, $"allowedModels[{i}]", "the name of a model", UsageLimits.ModelLength);
        }
    }

    public IEnumerable<(string Field, Guid ProviderId)> NamedProviders() => AllowedProviders.Select((id, i) => ($"allowedProviders[{i}]", id));
}

/// <summary>What one call may cost at most.</summary>
public sealed record CostPolicy : IAiSetting<CostPolicy>
{
    public static AiSettingKind Kind => AiSettingKind.Policy;

    public static string Name => "cost_limits";

    public static string Title => "Limits of cost";

    /// <summary>In nano-dollars. Null: as much as it costs.</summary>
    [JsonConverter(typeof(DollarsJson))]
    public long? MaxPerRequest { get; init; }

    public void Check(Validator errors) => errors.Check(MaxPerRequest is null or (> 0 and <= BudgetLimits.MaxAmount), "maxPerRequest", "More than $0, and at most $1,000,000.");
}

/// <summary>Where data may go, in the organisation's own words: shown wherever somebody chooses a provider.</summary>
public sealed record DataPolicy : IAiSetting<DataPolicy>
{
    public const int NoteLength = 2_000;

    public static AiSettingKind Kind => AiSettingKind.Policy;

    public static string Name => "policies";

    public static string Title => "Notes on data";

    public string? Residency { get; init; }

    public void Check(Validator errors) => errors.Long(Residency, "residency", NoteLength);
}

/// <summary>What is switched on.</summary>
public sealed record FeaturePolicy : IAiSetting<FeaturePolicy>
{
    public const int MaxCacheHours = 24 * 90;

    public static AiSettingKind Kind => AiSettingKind.Policy;

    public static string Name => "features";

    public static string Title => "Switches";

    /// <summary>People may ask models under Testing &amp; Analytics and in the preview of prompts.</summary>
    public bool Trials { get; init; } = true;

    /// <summary>A question that was asked word for word before gets the answer that was given then.</summary>
    public bool AnswerCache { get; init; }

    public int CacheHours { get; init; } = 24;

    public void Check(Validator errors) => errors.Check(CacheHours is >= 1 and <= MaxCacheHours, "cacheHours", $"Between 1 and {MaxCacheHours} hours.");
}
