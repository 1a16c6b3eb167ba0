namespace AssistantStudio.Core.Providers;

/// <summary>Where a server is and how to be let in.</summary>
public sealed record WireConnection
{
    public required WireProfile Profile { get; init; }

    /// <summary>With the version, like <c>https://api.openai.com/v1</c>.</summary>
    public required Uri Address { get; init; }

    public string? Key { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>As messages call it: what its owner called the integration.</summary>
    public required string Name { get; init; }

    /// <summary>The same server without the version: some things stand beside it, not below.</summary>
    public WireConnection BesideVersion()
    {
        var root = Address.AbsoluteUri.TrimEnd('/');
        return this with { Address = new(root.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? root[..^"/v1".Length] : root) };
    }

    /// <summary>The key, and whatever else went along in headers, never leaves in a message.</summary>
    public string Redact(string text)
    {
        foreach (var secret in Headers.Values.Append(Key).OfType<string>().Where(s => s.Length >= 6))
        {
            text = text.Replace(secret, "(hidden)", StringComparison.Ordinal);
        }

        return text;
    }

    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, new Uri($"{Address.AbsoluteUri.TrimEnd('/')}/{path}")) { Content = content };
        if (!string.IsNullOrEmpty(Key))
        {
            var (header, value) = Profile.KeyHeader is { } own ? (own, Key) : ("Authorization", $"Bearer {Key}");
            request.Headers.TryAddWithoutValidation(header, value);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
