namespace AssistantStudio.Core.Providers;

/// <summary>Which model a test asks when nobody said: the first of the settings, else the cheapest that has a price, so that trying costs next to nothing.</summary>
internal static class TestModel
{
    private const int Tokens = 100;

    public static (string? Name, bool Embeds) Choose(ProviderAccount account, IReadOnlyList<ListedModel> listed, string? wanted, DateTime now)
    {
        if ((wanted ?? account.FirstModel) is { } named)
        {
            return (named, Embeds(account, named));
        }

        var names = listed.Select(m => m.Name).ToArray();
        var day = DateOnly.FromDateTime(now);
        var chats = account.Kind.Chats ? names.Where(n => !Embeds(account, n)).ToArray() : [];
        var cheapest = chats
            .Select(n => (Name: n, Info: account.Catalogue.Find(n, account.Kind.Kind)))
            .Where(m => m.Info is { } info && info.Capabilities.HasFlag(ModelCapabilities.Chat) && !(info.ShutdownDate <= day))
            .Select(m => (m.Name, Cost: m.Info!.PriceOn(day) is { } price ? CallCost.AtMost(Tokens, Tokens, price)?.NanoDollars : null))
            .Where(m => m.Cost is not null)
            .OrderBy(m => m.Cost).ThenBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault();
        return cheapest.Name is { } found ? (found, false)
            : chats.Length > 0 ? (chats[0], false)
            : (names.FirstOrDefault(), true);
    }

    private static bool Embeds(ProviderAccount account, string model) => !account.Kind.Chats
        || (account.Kind.Embeds && (account.Catalogue.Find(model, account.Kind.Kind) is { } info
            ? info.Capabilities.HasFlag(ModelCapabilities.Embedding) && !info.Capabilities.HasFlag(ModelCapabilities.Chat)
            : model.Contains("embed", StringComparison.OrdinalIgnoreCase)));
}
