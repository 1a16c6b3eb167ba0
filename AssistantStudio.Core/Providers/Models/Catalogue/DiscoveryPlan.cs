using System.Globalization;

namespace AssistantStudio.Core.Providers;

/// <summary>Lays what a provider lists beside what is known. A provider knows its windows and ends, never its prices.</summary>
internal static class DiscoveryPlan
{
    public static PlannedModel Of(ListedModel listed, ProviderKind kind, ModelCatalogue catalogue)
    {
        var known = catalogue.Find(listed.Name, kind);

        // What is news of a model that is known already is said where it is known.
        var at = known is { Kind: null } && known.Name.Equals(listed.Name, StringComparison.OrdinalIgnoreCase) && ModelVendors.Has(kind, known) ? null : (ProviderKind?)kind;
        var news = known is null ? [] : News(listed, known).ToList();
        if (known is not null && news.Count == 0)
        {
            return new(new(listed.Name, listed.Name, at, ModelPlanAction.Same, "Known like this already."), null);
        }

        var entry = catalogue.FindExact(listed.Name, at) is { } exact && exact.Kind == at ? exact : null;
        var isWhole = entry?.Source is ModelSource.Edited or ModelSource.Imported;
        var usual = ProviderKinds.Of(kind).Chats && !listed.Name.Contains("embed", StringComparison.OrdinalIgnoreCase) ? ModelCapabilities.Chat : ModelCapabilities.Embedding;
        var model = new ModelInfo
        {
            Vendor = known?.Vendor ?? ModelVendors.Of(kind) ?? "",
            Name = entry?.Name ?? listed.Name,
            Kind = at,
            Capabilities = listed.Capabilities != ModelCapabilities.None ? listed.Capabilities : isWhole ? entry!.Capabilities : known is null ? usual : ModelCapabilities.None,
            ContextWindow = listed.ContextWindow ?? (isWhole ? entry!.ContextWindow : null),
            MaxOutput = listed.MaxOutput ?? (isWhole ? entry!.MaxOutput : null),
            Dimensions = listed.Dimensions ?? (isWhole ? entry!.Dimensions : null),
            ShutdownDate = listed.ShutdownDate ?? (isWhole ? entry!.ShutdownDate : null),
            Prices = isWhole ? entry!.Prices : [],
        };
        var (action, reason) = known is null
            ? (ModelPlanAction.Create, ProviderKinds.Of(kind).IsFree ? "Not known yet." : "Not known yet. It comes without a price: providers do not tell theirs.")
            : (entry is null ? ModelPlanAction.Create : ModelPlanAction.Update, string.Join(". ", news) + ".");
        return new(new(listed.Name, listed.Name, at, action, reason), model);
    }

    private static IEnumerable<string> News(ListedModel listed, ModelInfo known)
    {
        if (listed.ContextWindow is { } window && window != known.ContextWindow)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Context window of {window:#,0} tokens");
        }

        if (listed.MaxOutput is { } most && most != known.MaxOutput)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Longest answer of {most:#,0} tokens");
        }

        if (listed.Dimensions is { } dimensions && dimensions != known.Dimensions)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{dimensions:#,0} dimensions");
        }

        if (listed.ShutdownDate is { } gone && gone != known.ShutdownDate)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Shut down on {gone:d MMM yyyy}");
        }

        if ((listed.Capabilities & ~known.Capabilities) != 0)
        {
            yield return $"Can also: {listed.Capabilities & ~known.Capabilities}";
        }
    }
}
