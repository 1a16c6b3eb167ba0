using Microsoft.JSInterop;

namespace AssistantStudio.Web.Shell;

/// <summary>
/// The only way to js/studio.js. A browser that is gone, a circuit that ends and a script that fails are all answered
/// with the default, because no screen can do anything about them. The functions stand in one object of the page: a module
/// would cost another way to the browser and back before its first call.
/// </summary>
public sealed class StudioJs(IJSRuntime js, ILogger<StudioJs> log)
{
    public async ValueTask<T?> CallAsync<T>(string function, params object?[] arguments)
    {
        try
        {
            return await js.InvokeAsync<T?>("Studio." + function, arguments);
        }
        catch (Exception e) when (IsGone(e))
        {
            return default;
        }
        catch (JSException e)
        {
            ShellLog.ScriptFailed(log, e, function);
            return default;
        }
    }

    public async ValueTask CallAsync(string function, params object?[] arguments) =>
        await CallAsync<object?>(function, arguments);

    /// <summary>True for what is thrown when the browser went away or the circuit has not begun.</summary>
    public static bool IsGone(Exception exception) =>
        exception is JSDisconnectedException or OperationCanceledException or ObjectDisposedException
        || (exception is InvalidOperationException && exception.Message.Contains("JavaScript interop", StringComparison.Ordinal));
}
