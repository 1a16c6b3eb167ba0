using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// A browser that has opened one page, as far as the server can tell: it starts the page's circuit, answers what is called in
/// it, says that it has drawn, and keeps nothing of what it was sent.
/// </summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    private const int SmallestBuffer = 4 << 10;
    private const int ObjectReference = 1;

    // Only one call is ever under way in each direction of these.
    private const string StartCall = "0";
    private const string AliveCall = "1";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Uri _page;
    private readonly byte[] _awaited;
    private TaskCompletionSource? _alive;
    private Task _listening = Task.CompletedTask;
    private string? _components;
    private string _state = "";
    private string? _panel;
    private bool _isOnceListening;

    private CircuitClient(Uri page, string awaited) => (_page, _awaited) = (page, Encoding.UTF8.GetBytes(awaited));

    /// <summary>What the server knows the circuit by.</summary>
    public string? Secret { get; private set; }

    /// <summary>Bytes that the server has sent.</summary>
    public long Received { get; private set; }

    /// <summary>Returns when the page shows the text.</summary>
    public static async Task<CircuitClient> OpenAsync(HttpClient browser, string cookies, Uri page, string awaited)
    {
        var client = new CircuitClient(page, awaited);
        try
        {
            await client.StartAsync(await browser.GetStringAsync(page), cookies);
            await client.WithinPatienceAsync(client._opened.Task, "show " + awaited);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>What goes wrong is told by whoever asks whether the page is alive.</summary>
    public async Task PingAsync()
    {
        try
        {
            await SendAsync(BlazorPack.Ping);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or WebSocketException)
        {
            _failed.TrySetException(e);
        }
    }

    /// <summary>The page itself answers, not only the connection: it is asked for messages older than those it shows.</summary>
    public async Task AssertAliveAsync()
    {
        _alive = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var panel = long.Parse(_panel ?? throw new InvalidOperationException("The page did not say where it can be called."), CultureInfo.InvariantCulture);
        await SendAsync(BlazorPack.Call(null, "BeginInvokeDotNetFromJS", AliveCall, null, "OlderAsync", panel, "[]"));
        await WithinPatienceAsync(_alive.Task, "answer a call");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _listening;
        _socket.Dispose();
        _sending.Dispose();
        _end.Dispose();
    }

    private async Task StartAsync(string html, string cookies)
    {
        var markers = Markers().Matches(html).Select(m => m.Groups[1].Value).Where(m => m.Contains("\"type\":\"server\"", StringComparison.Ordinal)).ToList();
        if (markers.Count == 0)
        {
            throw new InvalidOperationException($"{_page} has nothing that a circuit draws.");
        }

        _state = State().Match(html).Groups[1].Value;
        _components = $$"""{"batchId":1,"operations":[{{string.Join(',', markers.Select((m, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{m}}}"""))}}]}""";
        var origin = _page.GetLeftPart(UriPartial.Authority);
        _socket.Options.SetRequestHeader("Cookie", cookies);
        _socket.Options.SetRequestHeader("Origin", origin);
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        await _socket.ConnectAsync(new Uri($"ws://{_page.Authority}/_blazor"), _end.Token);
        _listening = ListenAsync();
        await SendAsync(BlazorPack.Handshake);
        await SendAsync(BlazorPack.Call(StartCall, "StartCircuit", origin + "/", _page.ToString(), "[]", _state));
    }

    private async Task WithinPatienceAsync(Task task, string what)
    {
        if (await Task.WhenAny(task, _failed.Task, Task.Delay(s_patience)) is var first && first != task && first != _failed.Task)
        {
            throw new TimeoutException($"{_page} did not {what} within {s_patience.TotalSeconds:0} s.");
        }

        await first;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        await _sending.WaitAsync(_end.Token);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, _end.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>A frame may hold several messages, or a part of one. While nothing arrives, no buffer is held.</summary>
    private async Task ListenAsync()
    {
        byte[]? buffer = null;
        var length = 0;
        try
        {
            while (true)
            {
                await _socket.ReceiveAsync(Memory<byte>.Empty, _end.Token);
                buffer = WithRoom(buffer, length);
                var got = await _socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    throw new InvalidOperationException($"{_page}: the server closed the connection: {_socket.CloseStatusDescription}");
                }

                length += got.Count;
                Received += got.Count;
                var done = await TakeAllAsync(buffer.AsMemory(0, length));
                buffer.AsSpan(done, length - done).CopyTo(buffer);
                length -= done;
                if (length == 0)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
                }
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // Closed from here.
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
        }
    }

    private static byte[] WithRoom(byte[]? buffer, int length)
    {
        if (buffer is not null && length < buffer.Length)
        {
            return buffer;
        }

        var wider = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, 2 * length));
        if (buffer is not null)
        {
            buffer.AsSpan(0, length).CopyTo(wider);
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return wider;
    }

    /// <summary>How many bytes were whole messages.</summary>
    private async Task<int> TakeAllAsync(ReadOnlyMemory<byte> arrived)
    {
        var done = 0;
        if (!_isOnceListening)
        {
            done = arrived.Span.IndexOf(BlazorPack.HandshakeEnd) + 1;
            _isOnceListening = done > 0;
        }

        while (_isOnceListening && BlazorPack.TryFind(arrived.Span[done..], out var begin, out var length))
        {
            foreach (var reply in Replies(arrived.Span.Slice(done + begin, length)))
            {
                await SendAsync(reply);
            }

            done += begin + length;
        }

        return done;
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Replies(ReadOnlySpan<byte> message)
    {
        var reader = new BlazorPackReader(message);
        reader.Array();
        switch (reader.Integer())
        {
            case BlazorPack.Invocation:
                reader.NoHeaders();
                reader.Text();
                var target = reader.Text();
                reader.Array();
                return Called(target!, ref reader);
            case BlazorPack.Completion:
                reader.NoHeaders();
                reader.Text();
                const int Result = 3;
                Secret = reader.Integer() == Result ? reader.Text() : throw new InvalidOperationException($"{_page}: the circuit did not start: {reader.Text()}");
                return [];
            case BlazorPack.Close:
                throw new InvalidOperationException($"{_page}: the server ended the circuit: {reader.Text()}");
            default:
                return [];
        }
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Called(string target, ref BlazorPackReader arguments)
    {
        switch (target)
        {
            case "JS.RenderBatch":
                var batch = arguments.Integer();
                if (!_opened.Task.IsCompleted && arguments.Bytes().IndexOf(_awaited) >= 0)
                {
                    _opened.TrySetResult();
                }

                return [BlazorPack.Call(null, "OnRenderCompleted", batch, null)];
            case "JS.BeginInvokeJS":
                return Answers(arguments.Integer(), arguments.Text()!, arguments.Text()!, arguments.Integer());
            case "JS.EndInvokeDotNet":
                arguments.Text();
                if (arguments.Flag())
                {
                    _alive?.TrySetResult();
                }
                else
                {
                    throw new InvalidOperationException($"{_page}: a call failed: {arguments.Text()}");
                }

                return [];
            case "JS.Error":
                throw new InvalidOperationException($"{_page}: the circuit failed: {arguments.Text()}");
            default:
                return [];
        }
    }

    private List<ReadOnlyMemory<byte>> Answers(long task, string function, string arguments, long resultType)
    {
        var answers = new List<ReadOnlyMemory<byte>>();
        if (function == "Studio.chat" && arguments.StartsWith("[\"attach\"", StringComparison.Ordinal))
        {
            _panel = Reference().Match(arguments).Groups[1].Value;
        }

        if (task != 0)
        {
            var result = function switch
            {
                _ when resultType == ObjectReference => $$"""{"__jsObjectId":{{task}}}""",
                "Studio.start" => """{"zone":"UTC","theme":""}""",
                "Blazor._internal.PageTitle.getAndRemoveExistingTitle" => "\"AssistantStudio\"",
                _ => "null",
            };
            answers.Add(BlazorPack.Call(null, "EndInvokeJSFromDotNet", task, true, $"[{task},true,{result}]"));
        }

        // The first call says that the circuit can draw: only now is it told what.
        if (_components is { } components)
        {
            _components = null;
            answers.Add(BlazorPack.Call(null, "UpdateRootComponents", components, _state));
            _state = "";
        }

        return answers;
    }

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->")]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();

    [GeneratedRegex("\"__dotNetObject\":(\\d+)")]
    private static partial Regex Reference();
}
