using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;

namespace AssistantStudio.Core.Webhooks;

/// <summary>What a webhook may be called, where it may lead, and what it may ask for.</summary>
internal static class WebhookRules
{
    public const string What = "The webhook";

    /// <summary>Webhooks and their journals are about every assistant and environment: not for a key that is for some of them.</summary>
    public static void RequireWebhooks(this Access access)
    {
        access.Require(Permission.WebhooksManage);
        if (access.Grant.Assistants is not null || access.Grant.Environments is not null)
        {
            throw new ForbiddenException("Webhooks tell of every assistant and every environment. This API key is for some of them only.");
        }
    }

    /// <summary>The input as it is kept. Looks up the address's host: what would be refused when it is sent to is told now.</summary>
    public static async Task<WebhookInput> CheckAsync(WebhookInput input, AddressGuard guard, CancellationToken ct)
    {
        var errors = new Validator();
        var name = errors.Text(input.Name, "name", "a name that says who receives the messages", WebhookLimits.NameLength);
        var events = WebhookEvents.Subscribable.Select(e => e.Name).Where(input.Events.Contains).ToArray();
        errors.Check(input.Events.Count > 0, "events", "Choose at least one event.");
        foreach (var unknown in input.Events.Except(events).Distinct())
        {
            errors.Check(false, "events", $"\"{PlainText.Cut(unknown, WebhookLimits.EventNameLength)}\" is no event. There are: {string.Join(", ", WebhookEvents.Subscribable.Select(e => e.Name))}.");
        }

        var url = AddressOf(input.Url, errors);
        if (url is not null)
        {
            await CheckHostAsync(url, guard, errors, ct).ConfigureAwait(false);
        }

        errors.ThrowIfAny();
        return input with { Name = name, Url = url!.AbsoluteUri, Events = events };
    }

    private static Uri? AddressOf(string? typed, Validator errors)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0)
        {
            errors.Check(false, "url", "Enter the address that the messages are sent to.");
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            errors.Check(false, "url", "Enter an address that begins with https://.");
            return null;
        }

        errors.Check(url.AbsoluteUri.Length <= WebhookLimits.UrlLength, "url", $"At most {WebhookLimits.UrlLength} characters.")
            .Check(url.UserInfo.Length == 0, "url", "Leave name and password out of the address. The signature shows who sends.")
            .Check(url.Fragment.Length == 0, "url", "Leave out what follows the #.");
        return url;
    }

    /// <summary>A message in plain text can be read and changed on its way: only inside a network that an administrator opened is that nobody else's business.</summary>
    private static async Task CheckHostAsync(Uri url, AddressGuard guard, Validator errors, CancellationToken ct)
    {
        try
        {
            await guard.CheckAsync(url, ct).ConfigureAwait(false);
            var isPlain = url.Scheme == Uri.UriSchemeHttp && !await guard.IsInsideAsync(url, ct).ConfigureAwait(false);
            errors.Check(!isPlain, "url", "Use https://. Plain http:// is possible only inside a private network that an administrator allowed.");
        }
        catch (ForbiddenException e) when (e.IsOfAddress)
        {
            errors.Check(false, "url", e.Message);
        }
        catch (ProviderFailedException e)
        {
            // The receiver may not be there yet; the journal will tell. Where plain text would go must be known, though.
            errors.Check(url.Scheme == Uri.UriSchemeHttps, "url", e.Message);
        }
    }
}
