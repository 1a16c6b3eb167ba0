using Microsoft.JSInterop;

namespace AssistantStudio.Web.Shell;

/// <summary>
/// The only way to js/studio.js. A browser that is gone, a circuit that ends and a script that fails are all answered
/// with the default, because no screen can do anything about them.
/// </summary>
public sealed class StudioJs(IJSRuntime js, ILogger<StudioJs> log) : IAsyncDisposable
{
    private string _path = "./js/studio.js";
    private Task<IJSObjectReference>? _module;

    /// <summary>The fingerprinted address, which only a component knows; the layout says it before the first call.</summary>
    public void UseModule(string path) => _path = path.StartsWith('/') || path.StartsWith('.') ? path : "/" + path;

    public async ValueTask<T?> CallAsync<T>(string function, params object?[] arguments)
    {
        try
        {
            var module = await (_module ??= js.InvokeAsync<IJSObjectReference>("import", _path).AsTask());
            return module is null ? default : await module.InvokeAsync<T?>(function, arguments);
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

    public async ValueTask DisposeAsync()
    {
        if (_module is not { IsCompletedSuccessfully: true } loaded)
        {
            return;
        }

        try
        {
            await (await loaded).DisposeAsync();
        }
        catch (Exception e) when (IsGone(e) || e is JSException)
        {
            _module = null;
        }
    }

    /// <summary>True for what is thrown when the browser went away or the circuit has not begun.</summary>
    public static bool IsGone(Exception exception) =>
        exception is JSDisconnectedException or OperationCanceledException or ObjectDisposedException
        || (exception is InvalidOperationException && exception.Message.Contains("JavaScript interop", StringComparison.Ordinal));
}
