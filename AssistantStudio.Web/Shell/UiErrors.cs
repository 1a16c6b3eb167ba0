using System.Diagnostics;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Shell;

/// <summary>A failure in words for the person; the reference leads to the log line and is there for unexpected ones only.</summary>
public sealed record UiError(string Message, string? ReferenceId);

/// <summary>The one place where a screen turns an exception into words.</summary>
public sealed class UiErrors(Toasts toasts, ILogger<UiErrors> log)
{
    public const string UnexpectedMessage = "Something unexpected happened. Nothing else is affected.";

    private const int ReferenceLength = 8;

    /// <summary>Unexpected failures are logged here, under the reference that is shown.</summary>
    public UiError Describe(Exception exception, string what)
    {
        if (exception is StudioException expected)
        {
            return new UiError(expected.Message, null);
        }

        var reference = NewReference();
        ShellLog.Unexpected(log, exception, reference, what);
        return new UiError(DatabaseFault.Of(exception)?.Message ?? UnexpectedMessage, reference);
    }

    /// <summary>
    /// Runs what a button does. A failure goes to the fields it names, or to a toast under <paramref name="failed"/>.
    /// True when it worked; work that was cancelled says nothing.
    /// </summary>
    public async Task<bool> RunAsync(Func<Task> work, FieldErrors? fields = null, string failed = "That did not work")
    {
        fields?.Clear();
        toasts.Withdraw(failed);
        try
        {
            await work();
            return true;
        }
        catch (Exception e) when (StudioJs.IsGone(e))
        {
            return false;
        }
        catch (ValidationException e) when (fields is not null)
        {
            fields.Set(e);
            return false;
        }
        catch (Exception e)
        {
            var error = Describe(e, failed);
            toasts.Error(failed, error.Message, error.ReferenceId);
            return false;
        }
    }

    /// <summary>The beginning of the trace's id, so that logs and traces are found by it too.</summary>
    private static string NewReference() =>
        (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString()[..ReferenceLength];
}
