using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Providers;

/// <summary>What a data source answered.</summary>
/// <param name="Next">Where the next page is, as the server says it in <c>Link: &lt;https://…&gt;; rel="next"</c>.</param>
/// <param name="Last">Where the last page is.</param>
internal sealed partial record DataReply(JsonElement Root, Uri? Next, Uri? Last)
{
    public static DataReply Of(JsonElement root, Uri asked, HttpResponseHeaders headers)
    {
        var links = headers.TryGetValues("Link", out var values) ? string.Join(',', values) : "";
        return new(root, LinkTo("next"), LinkTo("last"));

        Uri? LinkTo(string rel) => Link().Matches(links).FirstOrDefault(m => m.Groups["rel"].Value.Split(' ').Contains(rel, StringComparer.OrdinalIgnoreCase)) is { } found
            && Uri.TryCreate(asked, found.Groups["to"].Value, out var to) ? to : null;
    }

    [GeneratedRegex("""<(?<to>[^<>]{1,2000})>[^<,]*?;\s*rel="?(?<rel>[^",;]{1,100})"?""", RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}

/// <summary>A request that may be sent more than once, so it is made anew each time.</summary>
internal sealed record DataRequest(Uri Address, object? Body = null)
{
    /// <summary>Whether the key is good is what this asks: a refusal is the key's.</summary>
    public bool IsSignIn { get; init; }

    /// <summary>Answers that are no failure: the reply is null then.</summary>
    public IReadOnlyList<HttpStatusCode> None { get; init; } = [];
}
