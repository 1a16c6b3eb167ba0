using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Organizations;

/// <summary>Section <c>AssistantStudio:Mail</c>. Without a host nothing is sent and nothing depends on it.</summary>
public sealed class MailOptions
{
    public const string Section = "AssistantStudio:Mail";

    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    public bool StartTls { get; set; } = true;

    public string? User { get; set; }

    public string? Password { get; set; }

    public string? From { get; set; }

    /// <summary>What links in messages begin with, like https://studio.company.example. Never taken from a request: whoever asks for a message could choose it.</summary>
    public string? LinkAddress { get; set; }
}

internal sealed class ValidateMailOptions : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Host))
        {
            return ValidateOptionsResult.Success;
        }

        if (options.Port is < 1 or > 65535)
        {
            return ValidateOptionsResult.Fail($"{MailOptions.Section}:Port is {options.Port}. Allowed are 1 to 65535.");
        }

        if (!Uri.TryCreate(options.LinkAddress, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return ValidateOptionsResult.Fail($"{MailOptions.Section}:LinkAddress must be the address under which people open the program, like https://studio.company.example.");
        }

        return MailAddress.TryCreate(options.From, out _)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{MailOptions.Section}:From must be the e-mail address that messages come from, like studio@company.example.");
    }
}

/// <summary>Sends plain messages when an SMTP server is configured.</summary>
public sealed class Mailer(IOptions<MailOptions> options, ILogger<Mailer> log)
{
    private const int TimeoutMilliseconds = 20_000;

    public bool IsConfigured => !string.IsNullOrWhiteSpace(options.Value.Host);

    /// <summary>What links in messages begin with, without a slash at the end.</summary>
    public string LinkAddress => options.Value.LinkAddress!.TrimEnd('/');

    /// <summary>False when it could not be sent; the reason is in the log.</summary>
    public async Task<bool> SendAsync(string to, string subject, string text, CancellationToken ct)
    {
        var settings = options.Value;
        try
        {
            using var client = new SmtpClient(settings.Host, settings.Port)
            {
                EnableSsl = settings.StartTls,
                Timeout = TimeoutMilliseconds,
                Credentials = string.IsNullOrEmpty(settings.User) ? null : new NetworkCredential(settings.User, settings.Password),
            };
            using var message = new MailMessage(settings.From!, to, subject, text);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeoutMilliseconds);
            await client.SendMailAsync(message, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is SmtpException or InvalidOperationException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            OrganizationsLog.MailFailed(log, e);
            return false;
        }
    }
}
