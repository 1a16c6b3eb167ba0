namespace AssistantStudio.Web.Components.Markdown;

/// <summary>Where a link of somebody's text may lead.</summary>
internal static class MarkdownLinks
{
    private const int Longest = 2_000;

    /// <summary>Null: nowhere. An address within the program would look like the program's own.</summary>
    public static string? Of(string? address) =>
        address is { Length: > 0 and <= Longest } && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeMailto)
            ? uri.AbsoluteUri : null;
}
