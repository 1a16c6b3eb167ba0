using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Organizations;

/// <summary>Sends the link for "Forgot it?" in the background, so that asking takes equally long for every address.</summary>
public sealed class ForgottenPasswords(IServiceScopeFactory scopes, Mailer mailer, ILogger<ForgottenPasswords> log)
{
    /// <summary>The last message, so that the program can wait for it when it stops.</summary>
    internal Task Last { get; private set; } = Task.CompletedTask;

    public void Begin(string? email, string? remoteAddress) => Last = SendAsync(email, remoteAddress);

    private async Task SendAsync(string? email, string? remoteAddress)
    {
        await Task.Yield();
        if (string.IsNullOrWhiteSpace(email) || email.Length > OrganizationLimits.EmailLength || !mailer.IsConfigured)
        {
            return;
        }

        try
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var links = scope.ServiceProvider.GetRequiredService<AccountLinkService>();
                if (await links.MakeForgottenPasswordLinkAsync(email, remoteAddress, CancellationToken.None).ConfigureAwait(false) is var (link, name))
                {
                    var text = $"Hello {name},\n\nset a new password here within {AccountLinkService.ResetLife.TotalHours:0} hours:\n{mailer.LinkAddress}/account/password?token={link.Token}\n\nIf you did not ask for this, ignore this message; your password stays as it is.\n";
                    await mailer.SendAsync(email.Trim(), "New password for AssistantStudio", text, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            OrganizationsLog.MailFailed(log, e);
        }
    }
}
