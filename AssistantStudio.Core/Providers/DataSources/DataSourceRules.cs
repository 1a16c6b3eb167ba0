using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>What is right for connections that knowledge is read through: they have an address and a key, and nothing that is about models.</summary>
internal static partial class DataSourceRules
{
    private const string JiraCloud = ".atlassian.net";

    /// <summary>With its path: the gateway of Atlassian, where tokens with scopes are used.</summary>
    internal const string AtlassianGateway = "api.atlassian.com";

    public static void Check(ProviderKindInfo kind, Uri? address, string? key, IntegrationInput input, Validator errors)
    {
        if (!kind.IsDataSource)
        {
            return;
        }

        errors.Check(input.Models.All(string.IsNullOrWhiteSpace), "models", $"{kind.Title} has no models.")
            .Check(string.IsNullOrWhiteSpace(input.LoadGroup), "loadGroup", $"{kind.Title} has no models whose calls could be shared.")
            .Check(
                kind.Kind != ProviderKind.Jira || key is null || address?.IdnHost.EndsWith(JiraCloud, StringComparison.OrdinalIgnoreCase) != true || IsMailAndToken(key),
                "credentials.apiKey",
                "Jira Cloud wants the e-mail address and the API token, with a colon between them, like name@company.com:TOKEN.");
    }

    /// <summary>Jira Cloud knows its tokens by the account they belong to.</summary>
    public static bool IsMailAndToken(string key) => MailAndToken().IsMatch(key);

    /// <summary>People copy the address of a page that they look at.</summary>
    public static Uri Complete(Uri address, ProviderKind kind, string path) => kind == ProviderKind.Jira ? OfJira(address, path) : OfGitHub(address, path);

    private static Uri OfJira(Uri address, string path) => new UriBuilder(address)
    {
        Path = address.IdnHost.EndsWith(JiraCloud, StringComparison.OrdinalIgnoreCase) ? "" : JiraPage().Replace(path, ""),
        Query = "",
        Fragment = "",
    }.Uri;

    private static Uri OfGitHub(Uri address, string path)
    {
        var host = address.IdnHost.ToLowerInvariant();
        if (host is "github.com" or "www.github.com")
        {
            return new(ProviderKinds.Of(ProviderKind.GitHub).Address!);
        }

        // Data residency has a host of its own for the API; a server of one's own has a path.
        var isResident = host.EndsWith(".ghe.com", StringComparison.Ordinal) && !host.StartsWith("api.", StringComparison.Ordinal);
        var isApi = isResident || host.StartsWith("api.", StringComparison.Ordinal);
        return new UriBuilder(address)
        {
            Host = isResident ? $"api.{host}" : address.IdnHost,
            Path = isApi ? "" : GitHubApi().Match(path) is { Success: true } api ? api.Value : "/api/v3",
            Query = "",
            Fragment = "",
        }.Uri;
    }

    [GeneratedRegex(@"^[^@\s:]+@[^@\s:]+:.+$")]
    private static partial Regex MailAndToken();

    [GeneratedRegex(@"/(rest/api|browse|secure|projects|issues|login\.jsp|plugins)(/.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex JiraPage();

    [GeneratedRegex("^.*?/api/v3", RegexOptions.IgnoreCase)]
    private static partial Regex GitHubApi();
}
