using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>Base addresses and keys as people paste them: mended where it is clear what is meant, refused with a sentence where not.</summary>
public static partial class ProviderAddress
{
    public const int AddressLength = 500;
    public const int KeyLength = 4_000;

    /// <summary>The address as it is kept: without a slash at the end, with the version where the vendor has one. Null after an error.</summary>
    public static Uri? Address(string? typed, ProviderKindInfo kind, Validator errors, string field = "baseUrl")
    {
        var text = string.IsNullOrWhiteSpace(typed) ? kind.Address : WhiteSpace().Replace(typed, "");
        if (text is null)
        {
            errors.Check(false, field, kind.AddressHelp is { } help ? $"Enter the address. {help}" : "Enter the address.");
            return null;
        }

        if (LooksLikeAKey(text))
        {
            errors.Check(false, field, "This is a key, not an address. It belongs into the field for the key.");
            return null;
        }

        text = text.Contains("://", StringComparison.Ordinal) ? text : (IsLocal().IsMatch(text) ? "http://" : "https://") + text;
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0;
        errors.Check(isAddress && text.Length <= AddressLength, field, "Enter an address that begins with https:// or http://.");
        if (!isAddress)
        {
            return null;
        }

        errors.Check(address!.UserInfo.Length == 0, field, "Leave name and password out of the address. A key belongs into its own field.")
            .Check(address.Query.Length == 0 && address.Fragment.Length == 0, field, "Leave out what follows the ? or #.");
        return Complete(address, kind);
    }

    /// <summary>The key without the spaces and line breaks that came along. Null when there is none.</summary>
    public static string? Key(string? typed, ProviderKindInfo kind, Validator errors, string field = "credentials.apiKey")
    {
        var key = typed is null ? "" : WhiteSpace().Replace(typed, "");
        if (key.Length == 0)
        {
            return null;
        }

        if (key.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) && typed!.TrimStart().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            key = key["Bearer".Length..];
        }

        key = key.Trim('"', '\'');
        errors.Check(kind.TakesKey, field, $"{kind.Title} takes no key.")
            .Check(!key.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !key.StartsWith("https://", StringComparison.OrdinalIgnoreCase), field, "This is an address, not a key.")
            .Check(key.All(c => c is > ' ' and < (char)127), field, "A key has no letters with accents and no other signs. Copy it once more.")
            .Check(key.Length is >= 4 and <= KeyLength, field, "This is not a whole key. Copy it once more.")
            .Check(!key.Contains('…', StringComparison.Ordinal) && !key.Contains("***", StringComparison.Ordinal), field, "This is the shortened form of a key. Copy the whole key.");
        if (WrongVendor(key, kind.Kind) is { } vendor)
        {
            errors.Check(false, field, $"This looks like a key of {vendor}.");
        }

        return key;
    }

    /// <summary>What is shown of a key that nobody reads back.</summary>
    public static string Hint(string key) => key.Length < 12 ? "…" : "…" + key[^4..];

    private static Uri Complete(Uri address, ProviderKindInfo kind)
    {
        var path = address.AbsolutePath.TrimEnd('/');

        // People copy the address of one operation.
        path = Operation().Replace(path, "");
        var completed = (kind.Kind, path) switch
        {
            (ProviderKind.AzureOpenAi, "" or "/openai") => "/openai/v1",
            (ProviderKind.OpenAi or ProviderKind.Ollama, "") => "/v1",
            (ProviderKind.Ollama, "/api") => "/v1",
            (ProviderKind.GoogleGemini, "" or "/v1beta") => "/v1beta/openai",
            (ProviderKind.Anthropic, "/v1") => "",
            _ => path,
        };
        if (kind.IsDataSource)
        {
            return DataSourceRules.Complete(address, kind.Kind, path);
        }

        return new UriBuilder(address) { Path = completed, Query = "", Fragment = "" }.Uri;
    }

    internal static bool LooksLikeAKey(string text) => KeyShape().IsMatch(text);

    private static string? WrongVendor(string key, ProviderKind kind) => kind switch
    {
        ProviderKind.OpenAi when key.StartsWith("sk-ant-", StringComparison.Ordinal) => "Anthropic",
        ProviderKind.OpenAi or ProviderKind.Anthropic when key.StartsWith("AIza", StringComparison.Ordinal) => "Google",
        ProviderKind.Anthropic or ProviderKind.GoogleGemini when key.StartsWith("sk-proj-", StringComparison.Ordinal) => "OpenAI",
        ProviderKind.GoogleGemini when key.StartsWith("sk-ant-", StringComparison.Ordinal) => "Anthropic",
        _ when key.StartsWith("as_", StringComparison.Ordinal) => "AssistantStudio",
        _ => null,
    };

    [GeneratedRegex(@"[\s\u200B-\u200D\u2060\uFEFF]+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"^(sk-|AIza|as_|gsk_|xai-|gh[a-z]_|github_pat_|ATATT)[A-Za-z0-9_\-]{8,}$")]
    private static partial Regex KeyShape();

    [GeneratedRegex(@"^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|[^./:]+(:|/|$))", RegexOptions.IgnoreCase)]
    private static partial Regex IsLocal();

    [GeneratedRegex(@"/(chat/completions|completions|responses|embeddings|models|messages)$", RegexOptions.IgnoreCase)]
    private static partial Regex Operation();
}
