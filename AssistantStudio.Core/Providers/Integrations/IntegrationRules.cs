using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>What is right by itself about the settings of a provider.</summary>
internal static class IntegrationRules
{
    /// <summary>As it is kept. Errors stand beside the fields they are about.</summary>
    /// <param name="stored">What is stored already: its key is used on when none is given.</param>
    public static IntegrationSettings Read(IntegrationInput input, Integration? stored, Validator errors)
    {
        var kind = ProviderKinds.Of(stored?.Kind ?? input.Kind);
        errors.Check(stored is null || stored.Kind == input.Kind, "kind", "The kind of a provider stays as it is. Add another provider.");
        var name = errors.Text(input.Name, "name", "a name", IntegrationLimits.NameLength);
        errors.Check(!ProviderAddress.LooksLikeAKey(name), "name", "This is a key, and names are shown to everybody. It belongs into the field for the key.");
        var address = kind.IsInProcess ? null : ProviderAddress.Address(input.BaseUrl, kind, errors);
        errors.Check(!kind.IsInProcess || string.IsNullOrWhiteSpace(input.BaseUrl), "baseUrl", $"{kind.Title} has no address: it runs inside this program.");
        var key = ProviderAddress.Key(input.ApiKey, kind, errors);
        CheckKey(kind, address, key, stored, errors);
        DataSourceRules.Check(kind, address, key, input, errors);
        var timeout = input.TimeoutSeconds ?? stored?.TimeoutSeconds ?? IntegrationLimits.DefaultTimeoutSeconds;
        errors.Check(
            timeout is >= IntegrationLimits.MinTimeoutSeconds and <= IntegrationLimits.MaxTimeoutSeconds,
            "timeoutSeconds",
            string.Create(CultureInfo.InvariantCulture, $"Between {IntegrationLimits.MinTimeoutSeconds} and {IntegrationLimits.MaxTimeoutSeconds:#,0} seconds."));
        CheckLimit(input.MaxConcurrent, IntegrationLimits.MaxConcurrent, "maxConcurrent", errors);
        CheckLimit(input.RequestsPerMinute, IntegrationLimits.MaxRequestsPerMinute, "requestsPerMinute", errors);
        if (!string.IsNullOrWhiteSpace(input.LoadGroup))
        {
            errors.Text(input.LoadGroup, "loadGroup", "a word", IntegrationLimits.GroupLength);
        }

        return new(kind, name, address, key, ReadModels(input.Models, errors), timeout);
    }

    private static void CheckLimit(int? value, int most, string field, Validator errors) => errors.Check(
        value is null || (value >= 1 && value <= most), field, string.Create(CultureInfo.InvariantCulture, $"Between 1 and {most:#,0}, or nothing for no limit."));

    /// <summary>The stored key goes where it was meant to go and nowhere else: whoever may change an address must not learn the key by it.</summary>
    private static void CheckKey(ProviderKindInfo kind, Uri? address, string? key, Integration? stored, Validator errors)
    {
        if (key is not null)
        {
            return;
        }

        var hasStored = stored?.Key is not null;
        errors.Check(hasStored || !kind.NeedsKey, "credentials.apiKey", $"Enter the key. {kind.KeyHelp}");
        errors.Check(
            !hasStored || address is null || IsSameServer(address, stored!.Address),
            "credentials.apiKey",
            "The address leads to another server. Enter the key for it: the stored one is not sent there.");
    }

    private static bool IsSameServer(Uri address, string? stored) =>
        stored is not null && Uri.TryCreate(stored, UriKind.Absolute, out var known)
        && Uri.Compare(address, known, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static List<string> ReadModels(IReadOnlyList<string> models, Validator errors)
    {
        var names = models.Select(m => m?.Trim() ?? "").Where(m => m.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        errors.Check(names.Count <= IntegrationLimits.Models, "models", $"At most {IntegrationLimits.Models} models.")
            .Check(names.TrueForAll(n => n.Length <= IntegrationLimits.ModelLength), "models", $"The name of a model has at most {IntegrationLimits.ModelLength} characters.")
            .Check(names.TrueForAll(n => n.All(c => c is > ' ' and < (char)127)), "models", "The name of a model has no spaces and no letters with accents.");
        return names;
    }
}

/// <summary>Settings that are right by themselves.</summary>
internal sealed record IntegrationSettings(ProviderKindInfo Kind, string Name, Uri? Address, string? Key, IReadOnlyList<string> Models, int TimeoutSeconds);

/// <summary>Who stands in for whom: a chain that never comes back to where it began.</summary>
internal static class FallbackChain
{
    public static bool EndsIn(IReadOnlyDictionary<Guid, Guid?> fallbacks, Guid from, Guid target)
    {
        var seen = new HashSet<Guid>();
        for (Guid? at = from; at is { } id && seen.Add(id); at = fallbacks.GetValueOrDefault(id))
        {
            if (id == target)
            {
                return true;
            }
        }

        return false;
    }
}
