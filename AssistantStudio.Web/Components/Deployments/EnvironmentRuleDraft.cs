using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>"In this environment, instead of the one ask the other", while a person chooses the two.</summary>
internal sealed class ProviderSwap
{
    public Guid? From { get; set; }

    public Guid? To { get; set; }
}

/// <summary>What an environment asks of a deployment, while a person edits it.</summary>
/// <param name="nameOf">What a provider is called.</param>
internal sealed class EnvironmentRuleDraft(EnvironmentRuleRow? stored, Func<Guid, string> nameOf)
{
    public IReadOnlyList<Role> Deployers { get; set; } = stored?.Deployers ?? [];

    public bool FromPrevious { get; set; } = stored?.FromPrevious ?? false;

    public bool NeedsApproval { get; set; } = stored?.NeedsApproval ?? false;

    public bool NeedsBudget { get; set; } = stored?.NeedsBudget ?? false;

    public IReadOnlyList<string> RequiredChecks { get; set; } = stored?.RequiredChecks ?? [];

    public List<ProviderSwap> Swaps { get; private set; } = SwapsOf(stored?.Providers.Select(p => ((Guid?)p.Key, (Guid?)p.Value)) ?? []);

    public static DraftFields<EnvironmentRuleDraft> FieldsOf(EnvironmentRuleRow row, Func<Guid, string> nameOf) => new DraftFields<EnvironmentRuleDraft>()
        .Add("deployers", "Who may deploy here", d => d.Deployers, (d, value) => d.Deployers = value ?? [], EnvironmentRuleText.Deployers, Same)
        .Add("fromPrevious", "From the environment before", d => d.FromPrevious, (d, value) => d.FromPrevious = value, YesOrNo)
        .Add("needsApproval", "A second person", d => d.NeedsApproval, (d, value) => d.NeedsApproval = value, YesOrNo)
        .Add("needsBudget", "A budget", d => d.NeedsBudget, (d, value) => d.NeedsBudget = value, YesOrNo)
        .Add("requiredChecks", "Checks that must pass", d => d.RequiredChecks, (d, value) => d.RequiredChecks = value ?? [], ids => EnvironmentRuleText.Checks(row, ids), Same)
        .Add("providers", "Providers", d => d.Pairs, (d, value) => d.Swaps = SwapsOf(value ?? []), pairs => Words(pairs, nameOf), static (one, other) => (one ?? []).SequenceEqual(other ?? []));

    public void Let(Role role, bool may) => Deployers = With(Deployers, role, may);

    public void RequireCheck(string id, bool isRequired) => RequiredChecks = With(RequiredChecks, id, isRequired);

    /// <exception cref="ValidationException">A provider is missing, or stands there twice.</exception>
    public EnvironmentRuleInput Input()
    {
        var twice = Swaps.Where(s => s.From is not null).GroupBy(s => s.From!.Value).FirstOrDefault(g => g.Count() > 1)?.Key;
        new Validator()
            .Check(Swaps.All(s => s is { From: not null, To: not null }), "providers", "Choose both providers, or remove the line.")
            .Check(twice is null, "providers", twice is { } id ? $"{nameOf(id)} stands there twice." : "")
            .Check(Swaps.All(s => s.From is null || s.From != s.To), "providers", "A provider needs nobody else in place of itself: remove the line.").ThrowIfAny();
        return new()
        {
            Deployers = Deployers,
            FromPrevious = FromPrevious,
            NeedsApproval = NeedsApproval,
            NeedsBudget = NeedsBudget,
            RequiredChecks = RequiredChecks,
            Providers = Swaps.ToDictionary(s => s.From!.Value, s => s.To!.Value),
        };
    }

    private IReadOnlyList<(Guid? From, Guid? To)> Pairs => [.. Swaps.Select(s => (s.From, s.To))];

    private static List<ProviderSwap> SwapsOf(IEnumerable<(Guid? From, Guid? To)> pairs) => [.. pairs.Select(p => new ProviderSwap { From = p.From, To = p.To })];

    private static IReadOnlyList<T> With<T>(IReadOnlyList<T> all, T one, bool isIn) => isIn ? [.. all.Append(one).Distinct()] : [.. all.Where(other => !Equals(other, one))];

    private static string YesOrNo(bool value) => value ? "Yes" : "No";

    private static string Words(IReadOnlyList<(Guid? From, Guid? To)>? pairs, Func<Guid, string> nameOf) =>
        string.Join("; ", (pairs ?? []).Select(p => $"instead of {(p.From is { } from ? nameOf(from) : Format.Unknown)} ask {(p.To is { } to ? nameOf(to) : Format.Unknown)}"));

    private static bool Same<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other) => (one ?? []).Order().SequenceEqual((other ?? []).Order());
}
