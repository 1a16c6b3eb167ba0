using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Providers;

/// <summary>What a data source says about an error, as a fault and a sentence.</summary>
internal static partial class DataSourceErrors
{
    public static ModelCallException From(HttpStatusCode status, string body, DataRequest request, ProviderAccount account)
    {
        var who = account.Name;
        var isPage = WireErrors.LooksLikeAPage(body);
        var said = isPage ? "" : Said(body, account.Key);
        var quoted = said.Length == 0 ? "" : $" It says: {said}";
        var code = (int)status;
        return (code, request.IsSignIn) switch
        {
            (401, _) => new(ProviderFault.WrongKey, account.Key is null
                ? $"{who} wants a key. Enter one in the connection, under AI configuration, Providers."
                : $"{who} does not accept the key of this connection any more, or never did: it may have expired. Enter a new one under AI configuration, Providers.")
            { Status = code },
            (403, true) => new(ProviderFault.WrongKey, $"{who} does not let this key in. It may have been blocked, or may not be for this; check it under AI configuration, Providers.{quoted}") { Status = code },
            (403, false) => new(ProviderFault.NotPermitted, $"{who} does not allow the key of this connection to read that.{quoted}") { Status = code },
            (404 or 410, false) when !isPage => new(ProviderFault.BadRequest, $"{who} has nothing there, or the key of this connection may not see it.{quoted}") { Status = code },
            (404, _) => new(ProviderFault.WrongAddress, $"{who} has nothing at {request.Address.GetLeftPart(UriPartial.Path)}. Check the address of the connection.") { Status = code },
            _ when isPage && code < 500 => NotAnApi(account),
            ( >= 500, _) => new(ProviderFault.Overloaded, string.Create(CultureInfo.InvariantCulture, $"{who} is not able to answer now (status {code}).{quoted}")) { Status = code },
            _ => new(ProviderFault.BadRequest, $"{who} did not take the request.{quoted}") { Status = code },
        };
    }

    public static ModelCallException Paused(ProviderAccount account, TimeSpan pause, DateTimeOffset now, bool isLimit) => new(
        isLimit ? ProviderFault.RateLimited : ProviderFault.Overloaded,
        isLimit
            ? string.Create(CultureInfo.InvariantCulture, $"{account.Name} takes no more requests until {(now + pause).UtcDateTime:HH:mm} UTC. What was read until now is kept; the next run after that goes on.")
            : $"{account.Name} is not able to answer now. What was read until now is kept; the next run goes on.")
    { RetryAfter = pause };

    public static ModelCallException NotAnApi(ProviderAccount account) =>
        new(ProviderFault.NotAnApi, $"{account.Address} answers with a web page, not with the API of {account.Kind.Title}. {account.Kind.AddressHelp}");

    public static ModelCallException NotJson(string body, ProviderAccount account) => WireErrors.LooksLikeAPage(body) ? NotAnApi(account)
        : new(ProviderFault.Unreadable, $"{account.Name} sent an answer that cannot be read. What was read until now is kept; the next run tries again.");

    /// <summary>Null for what has its words already.</summary>
    public static ModelCallException? Explain(Exception e, ProviderAccount account, CancellationToken ct) =>
        WireTransport.Explain(e, new() { Profile = WireProfiles.Of(WireVendor.Compatible), Address = account.Address!, Name = account.Name }, ct);

    public static ModelCallException SentOn(Uri to, ProviderAccount account) =>
        new(ProviderFault.WrongAddress, $"{account.Name} sends on to {to.GetLeftPart(UriPartial.Path)}, where the key of this connection is not sent. If that is the right server, enter its address.");

    /// <summary><c>{"errorMessages":["…"],"errors":{"jql":"…"}}</c> of Jira, <c>{"message":"…"}</c> of GitHub.</summary>
    private static string Said(string body, string? key)
    {
        if (WireJson.Parse(body) is not { ValueKind: JsonValueKind.Object } root)
        {
            return "";
        }

        var errors = root.Get("errors") is { ValueKind: JsonValueKind.Object } fields ? fields.EnumerateObject().Select(f => f.Value.AsText()) : [];
        var text = string.Join(" ", root.Items("errorMessages").Select(m => m.AsText()).Concat(errors).Append(root.Text("message")).OfType<string>());
        text = WhiteSpace().Replace(key is { Length: >= 6 } ? text.Replace(key, "(hidden)", StringComparison.Ordinal) : text, " ").Trim();
        return text.Length <= WireLimits.DetailLength ? text : text[..WireLimits.DetailLength] + "…";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
