using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Providers;

/// <summary>From what a server says about an error to a fault and a sentence. Status and type decide together: a 429 may be a pause or an empty purse.</summary>
internal static partial class WireErrors
{
    private static readonly string[] s_asked = ["/models", "/chat/completions", "/responses", "/embeddings", "/v1/messages"];

    private sealed record Said(string Message, string Type, string Code, string? Field)
    {
        /// <summary>Where the kind of an error may be named.</summary>
        public string Names => $"{Type} {Code}";
    }

    public static ModelCallException From(HttpStatusCode status, HttpResponseHeaders? headers, string body, string? model, WireConnection connection)
    {
        var said = Read(body);
        var fault = said is null && LooksLikeAPage(body) ? ProviderFault.NotAnApi : FaultOf((int)status, said ?? new("", "", "", null), model);
        return Make(fault, (int)status, headers, said ?? new(LooksLikeAPage(body) ? "" : body.Trim(), "", "", null), model, connection);
    }

    /// <summary>An error that came with status 200, or in the middle of a stream. Null: there is none in it.</summary>
    public static ModelCallException? FromBody(JsonElement root, string? model, WireConnection connection)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            root = root[0];
        }

        var isError = root.Get("error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } || root.Text("type") == "error" || root.Text("object") == "error";
        if (!isError)
        {
            return null;
        }

        var said = Read(root) ?? new("", "", "", null);
        var status = int.TryParse(said.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 400 and < 600 ? number : 0;
        return Make(FaultOf(status, said, model), status == 0 ? null : status, null, said, model, connection);
    }

    /// <summary>An event that is called an error, whatever is in it.</summary>
    public static ModelCallException FromEvent(JsonElement root, string? model, WireConnection connection) =>
        FromBody(root, model, connection) ?? Make(ProviderFault.BrokenOff, null, null, Read(root) ?? new("", "", "", null), model, connection);

    private static ProviderFault FaultOf(int status, Said said, string? model) => (status, said) switch
    {
        _ when Is(said, "budget_exceeded") || said.Message.StartsWith("Budget has been exceeded", StringComparison.OrdinalIgnoreCase) => ProviderFault.BudgetExceeded,
        _ when Is(said, "insufficient_quota", "billing_error", "billing_hard_limit_reached", "insufficient_balance") || status == 402 => ProviderFault.NoCredit,
        _ when Is(said, "context_length_exceeded") || TooLong().IsMatch(said.Message) => ProviderFault.ContextTooLong,
        _ when Is(said, "content_filter", "content_policy_violation", "invalid_prompt", "ResponsibleAIPolicyViolation", "moderation") => ProviderFault.ContentRefused,
        _ when Is(said, "unsupported_parameter", "unsupported_value", "unknown_parameter") && said.Field is not null => ProviderFault.FieldRefused,
        _ when Is(said, "invalid_api_key", "authentication_error") || KeyIsWrong().IsMatch(said.Message) || status == 401 => ProviderFault.WrongKey,
        _ when Is(said, "model_not_found") || (status is 404 or 400 && NoSuchModel().IsMatch(said.Message)) => ProviderFault.UnknownModel,
        (404, _) when model is not null && said.Message.Contains(model, StringComparison.OrdinalIgnoreCase) => ProviderFault.UnknownModel,
        (404 or 405, _) => ProviderFault.WrongAddress,
        (403, _) => ProviderFault.NotPermitted,
        (400 or 422, _) => RefusedField(said) is null ? ProviderFault.BadRequest : ProviderFault.FieldRefused,
        (413, _) => ProviderFault.ContextTooLong,
        (429, _) => ProviderFault.RateLimited,
        (408 or 409 or 424 or 498 or >= 500, _) => ProviderFault.Overloaded,
        _ when Is(said, "rate_limit_exceeded", "rate_limit_error") => ProviderFault.RateLimited,
        _ when Is(said, "server_error", "overloaded_error", "api_error", "internal_error", "timeout") => ProviderFault.Overloaded,
        (0, _) => ProviderFault.BrokenOff,
        _ => ProviderFault.BadRequest,
    };

    private static ModelCallException Make(ProviderFault fault, int? status, HttpResponseHeaders? headers, Said said, string? model, WireConnection connection)
    {
        var detail = Short(connection.Redact(said.Message));
        var quoted = detail.Length == 0 ? "" : $" It says: {detail}";
        var who = connection.Name;
        var field = RefusedField(said);
        var message = fault switch
        {
            ProviderFault.WrongKey => $"{who} does not accept this key. Check that it was copied whole and is still valid.",
            ProviderFault.NotPermitted => $"{who} does not allow this key to do that.{quoted}",
            ProviderFault.UnknownModel => $"{who} does not know the model {model ?? "that was asked for"}.",
            ProviderFault.NoCredit => $"The account at {who} has no credit left. Add some there, or use another provider.{quoted}",
            ProviderFault.BudgetExceeded => $"The budget at {who} is used up.{quoted}",
            ProviderFault.RateLimited => $"{who} asks for a pause: too many requests or tokens in a short time.",
            ProviderFault.ContextTooLong => $"The text is longer than the model {model} can take.{quoted}",
            ProviderFault.ContentRefused => $"{who} refused the content.{quoted}",
            ProviderFault.FieldRefused => $"The model {model} does not take “{field}”.{quoted}",
            ProviderFault.Overloaded => string.Create(CultureInfo.InvariantCulture, $"{who} is not able to answer now{(status is { } s ? $" (status {s})" : "")}.{quoted}"),
            ProviderFault.WrongAddress => $"{who} has nothing at {connection.Address}. {AddressHint(connection)}",
            ProviderFault.NotAnApi => $"{connection.Address} answers with a web page, not with an API. {AddressHint(connection)}",
            ProviderFault.BrokenOff => $"{who} ended the answer with an error.{quoted}",
            _ => $"{who} did not take the request.{quoted}",
        };
        return new(fault, message) { Detail = detail.Length == 0 ? null : detail, Field = field, Status = status, RetryAfter = RetryAfter(headers) };
    }

    /// <summary>What the address was probably meant to be.</summary>
    internal static string AddressHint(WireConnection connection)
    {
        var address = connection.Address.AbsoluteUri.TrimEnd('/');
        if (connection.Profile.Address is { } usual && !address.Equals(usual, StringComparison.OrdinalIgnoreCase))
        {
            return $"The usual address is {usual}.";
        }

        return VersionAtEnd().IsMatch(address) ? "Check the address." : $"Did you mean {address}/v1?";
    }

    /// <summary>Where a server sends on to, as the address of its API: without what was asked for there.</summary>
    internal static string InsteadOf(WireConnection connection, Uri target)
    {
        var path = target.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return s_asked.FirstOrDefault(a => path.EndsWith(a, StringComparison.OrdinalIgnoreCase)) is { } asked
            ? $"Did you mean {path[..^asked.Length]}?"
            : AddressHint(connection);
    }

    private static Said? Read(string body)
    {
        var root = WireJson.Parse(body);
        return root is { } found ? Read(found) : null;
    }

    private static Said? Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.GetArrayLength() > 0 ? Read(root[0]) : null;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.Get("error") is { } error)
        {
            return error.ValueKind == JsonValueKind.String
                ? new(error.GetString()!, root.Text("type") ?? "", root.Text("code") ?? "", null)
                : Of(error, error.Get("innererror")?.Text("code"));
        }

        return root.Get("detail") switch
        {
            { ValueKind: JsonValueKind.String } text => new(text.GetString()!, "", "", null),
            { ValueKind: JsonValueKind.Array } list => new(string.Join("; ", list.EnumerateArray().Select(d => d.Text("msg")).OfType<string>()), "", "", FieldAt(list)),
            { ValueKind: JsonValueKind.Object } inner => Of(inner, null),
            _ => root.Text("message") is not null || root.Text("code") is not null ? Of(root, null) : null,
        };
    }

    private static Said Of(JsonElement error, string? innerCode) => new(
        error.Text("message") ?? "", $"{error.Text("type")} {error.Text("status")}", $"{error.Text("code")} {innerCode}".Trim(), error.Text("param"));

    /// <summary>The last part of a validation error's place: ["body", "temperature"].</summary>
    private static string? FieldAt(JsonElement details) =>
        details.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first ? first.Items("loc").Select(p => p.AsText()).LastOrDefault(p => p is not null and not "body") : null;

    /// <summary>A field of the top level that is said not to be taken. Places inside a message are mistakes of another kind.</summary>
    private static string? RefusedField(Said said)
    {
        var named = said.Field ?? (UnknownName().Match(said.Message) is { Success: true } match ? match.Groups["name"].Value : null);
        return named is not null && FieldName().IsMatch(named) && IsAboutTheField(said) ? named : null;
    }

    private static bool IsAboutTheField(Said said) =>
        Is(said, "unsupported_parameter", "unsupported_value", "unknown_parameter") || UnknownName().IsMatch(said.Message) || NotTaken().IsMatch(said.Message);

    private static bool Is(Said said, params string[] names) => names.Any(n => said.Names.Contains(n, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan? RetryAfter(HttpResponseHeaders? headers)
    {
        if (headers is null)
        {
            return null;
        }

        if (headers.TryGetValues("retry-after-ms", out var values) && double.TryParse(values.FirstOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < 86_400_000)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        return headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when headers.Date is { } now && date > now => date - now,
            _ => null,
        };
    }

    internal static bool LooksLikeAPage(string body) => Page().IsMatch(body);

    private static string Short(string text)
    {
        var line = WhiteSpace().Replace(text.Trim(), " ");
        return line.Length <= WireLimits.DetailLength ? line : line[..WireLimits.DetailLength] + "…";
    }

    [GeneratedRegex(@"^\s*(<!--|<!doctype\s+html|<html|<\?xml|<head|<body)", RegexOptions.IgnoreCase)]
    private static partial Regex Page();

    [GeneratedRegex(@"maximum context length|context (window|length)|too many tokens|prompt is too long|exceeds the (available )?context", RegexOptions.IgnoreCase)]
    private static partial Regex TooLong();

    [GeneratedRegex(@"(invalid|incorrect|wrong|missing|no) api[ _-]?key|API key not valid|api key (is )?(invalid|missing)", RegexOptions.IgnoreCase)]
    private static partial Regex KeyIsWrong();

    [GeneratedRegex(@"model .{0,200}(not found|does not exist|not exist|is not (a valid|supported)|not available)|no such model|unknown model|invalid model", RegexOptions.IgnoreCase)]
    private static partial Regex NoSuchModel();

    [GeneratedRegex("""(Unknown name|Unrecognized request argument( supplied)?:?|Unknown field|property|extra fields?|Cannot find field:?)\s*["'`]?(?<name>[a-z_]+)["'`]?""", RegexOptions.IgnoreCase)]
    private static partial Regex UnknownName();

    [GeneratedRegex(@"not supported|unsupported|not permitted|does not support|extra inputs|not allowed|cannot be used|use the responses|/v1/responses", RegexOptions.IgnoreCase)]
    private static partial Regex NotTaken();

    [GeneratedRegex("^[a-z][a-z_]{1,40}$")]
    private static partial Regex FieldName();

    [GeneratedRegex(@"/(v\d\w*|openai)$", RegexOptions.IgnoreCase)]
    private static partial Regex VersionAtEnd();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
