using AssistantStudio.Web.Components.Controls;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace AssistantStudio.Web.Shell;

/// <summary>"Undo" in a toast.</summary>
public sealed record ToastAction(string Label, Func<Task> Run);

/// <summary>What just happened, in a corner for six seconds, errors for twelve. A few at most, and none twice.</summary>
public sealed class Toasts(NotificationService notifications)
{
    public void Success(string title, string? detail = null, ToastAction? action = null) =>
        Show(NotificationSeverity.Success, title, detail, null, action, ShellLimits.ToastTime);

    public void Info(string title, string? detail = null, ToastAction? action = null) =>
        Show(NotificationSeverity.Info, title, detail, null, action, ShellLimits.ToastTime);

    public void Error(string title, string? detail = null, string? referenceId = null, ToastAction? action = null) =>
        Show(NotificationSeverity.Error, title, detail, referenceId, action, ShellLimits.ErrorToastTime);

    /// <summary>Takes an error back: it is being tried again, and must not stand over what comes of that.</summary>
    public void Withdraw(string title)
    {
        foreach (var old in notifications.Messages.Where(m => m.Payload is Said { Severity: NotificationSeverity.Error } said && said.Title == title).ToArray())
        {
            notifications.Messages.Remove(old);
        }
    }

    private void Show(
        NotificationSeverity severity, string title, string? detail, string? referenceId, ToastAction? action, TimeSpan time)
    {
        var message = new NotificationMessage
        {
            Severity = severity,
            Summary = title,
            Duration = time.TotalMilliseconds,
            CloseAriaLabel = "Close message",
            Payload = new Said(severity, title, detail),
        };
        message.DetailContent = _ => builder =>
        {
            builder.OpenComponent<ToastDetail>(0);
            builder.AddComponentParameter(1, nameof(ToastDetail.Detail), detail);
            builder.AddComponentParameter(2, nameof(ToastDetail.ReferenceId), referenceId);
            builder.AddComponentParameter(3, nameof(ToastDetail.Action), action);
            builder.AddComponentParameter(4, nameof(ToastDetail.OnDone), (Action)(() => notifications.Messages.Remove(message)));
            builder.CloseComponent();
        };
        foreach (var same in notifications.Messages.Where(m => Equals(m.Payload, message.Payload)).ToArray())
        {
            notifications.Messages.Remove(same);
        }

        while (notifications.Messages.Count >= ShellLimits.Toasts)
        {
            notifications.Messages.RemoveAt(0);
        }

        notifications.Notify(message);
    }

    private sealed record Said(NotificationSeverity Severity, string Title, string? Detail);
}
