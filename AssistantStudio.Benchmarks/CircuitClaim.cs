using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// What an open chat costs the server: pages with 40 messages, each with a circuit of its own as of a browser's tab, until 2 GB
/// are in use or 5,000 are open. The people do nothing but read.
/// </summary>
internal static class CircuitClaim
{
    private const int Talks = 50;
    private const int Questions = 20;
    private const int Warm = 20;
    private const int AtOnce = 8;
    private const int FirstPart = 500;
    private const int Most = 5_000;
    private const long LimitBytes = 2L << 30;
    private const long LimitEach = 10L << 20;

    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_betweenPings = TimeSpan.FromSeconds(10);

    /// <summary>The assistant that is talked with is the sample's.</summary>
    private static readonly Dictionary<string, string> s_settings = new() { ["AssistantStudio__Setup__SampleData"] = "true" };

    public static async Task<IReadOnlyList<Figure>> RunAsync(string? published)
    {
        var data = PublishedProgram.NewDataFolder();
        try
        {
            await using var program = await PublishedProgram.StartAsync(published, data, s_settings);
            return await MeasureAsync(program, await PublishedTalks.HoldAsync(program.Address, Talks, Questions));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(PublishedProgram program, IReadOnlyList<PublishedTalk> talks)
    {
        var (browser, cookies) = await PublishedTalks.SignInAsync(program.Address);
        using var signedIn = browser;
        await using var chats = new OpenChats(browser, cookies, talks);
        await chats.OpenAsync(Warm, AtOnce, () => true);
        await chats.CloseAsync();
        var bare = await ListClaim.MeasureAsync(() => browser.GetStringAsync("/health/live"));
        var before = await RestedAsync(program);

        chats.Times.Clear();
        await chats.OpenAsync(FirstPart, AtOnce, HasRoom);
        var part = (Open: chats.Count, Memory: await RestedAsync(program));
        await chats.OpenAsync(Most, AtOnce, HasRoom);
        var peak = program.WorkingSet;
        var full = (Open: chats.Count, Memory: await RestedAsync(program));
        var times = chats.Times.Order().ToList();
        var slow = times[(int)(times.Count * .95)];

        var asked = Stopwatch.GetTimestamp();
        await chats.AssertAliveAsync();
        var alive = Stopwatch.GetElapsedTime(asked);
        await chats.CloseAsync();
        var after = await RestedAsync(program);

        // The collector keeps what it has until it needs it: only opening chats anew tells whether the closed ones were let go.
        await chats.OpenAsync(FirstPart, AtOnce, () => true);
        var again = (Open: chats.Count, Memory: await RestedAsync(program));

        var each = (full.Memory - before) / full.Open;
        var isFull = peak >= LimitBytes;
        return
        [
            new($"memory of an open chat of 40 messages, {full.Open} open", Kilobytes(each), Kilobytes(LimitEach), $"{Megabytes(before)} before", each < LimitEach),
            new($"the same with {part.Open} open", Kilobytes((part.Memory - before) / part.Open), Kilobytes(LimitEach), $"{Megabytes(part.Memory)} in all", (part.Memory - before) / part.Open < LimitEach),
            new(isFull ? "open chats when 2 GB were reached" : $"open chats, all of {Most}: 2 GB were not reached", Number(full.Open), "", $"{Megabytes(peak)}, {Megabytes(full.Memory)} after a rest", true),
            new($"until a chat shows its messages, {AtOnce} opening at once, p95", ListClaim.Text(slow), "", string.Create(CultureInfo.InvariantCulture, $"{slow / bare:0} x a bare answer"), true),
            new("sent to a browser until then and since, each", Kilobytes(chats.ReceivedEach), "", "", true),
            new("every page asked at the end, all answered", string.Create(CultureInfo.InvariantCulture, $"{alive.TotalSeconds:0.0} s"), "", $"{Number(full.Open)} pages", true),
            new("working set after all were closed", Megabytes(after), "", after < full.Memory ? $"{Megabytes(full.Memory - after)} came back" : "nothing came back", true),
            new($"{again.Open} opened again after that", Megabytes(again.Memory), "", $"{Megabytes(again.Memory - after)} more", again.Memory - after < part.Memory - before),
        ];

        bool HasRoom() => program.WorkingSet < LimitBytes;
    }

    private static async Task<long> RestedAsync(PublishedProgram program)
    {
        await Task.Delay(s_rest);
        return program.WorkingSet;
    }

    private static string Kilobytes(long bytes) => Number(bytes >> 10) + " KB";

    private static string Megabytes(long bytes) => Number(bytes >> 20) + " MB";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Browsers that all look at a conversation, and keep telling the server that they are there.</summary>
    private sealed class OpenChats : IAsyncDisposable
    {
        private readonly HttpClient _browser;
        private readonly string _cookies;
        private readonly IReadOnlyList<PublishedTalk> _talks;
        private readonly CancellationTokenSource _end = new();
        private readonly Task _pinging;
        private ConcurrentBag<CircuitClient> _open = [];

        public OpenChats(HttpClient browser, string cookies, IReadOnlyList<PublishedTalk> talks)
        {
            (_browser, _cookies, _talks) = (browser, cookies, talks);
            _pinging = PingAsync();
        }

        public int Count => _open.Count;

        public long ReceivedEach { get; private set; }

        /// <summary>Milliseconds from asking for the page to its newest message.</summary>
        public ConcurrentBag<double> Times { get; } = [];

        /// <summary>Opens chats until there are so many, or no more room.</summary>
        public Task OpenAsync(int until, int atOnce, Func<bool> hasRoom)
        {
            var next = _open.Count - 1;
            return Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) is var number && number < until && hasRoom())
                {
                    var talk = _talks[number % _talks.Count];
                    var began = Stopwatch.GetTimestamp();
                    _open.Add(await CircuitClient.OpenAsync(_browser, _cookies, talk.Page, talk.NewestQuestion));
                    Times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }));
        }

        public async Task AssertAliveAsync()
        {
            ReceivedEach = _open.Sum(c => c.Received) / _open.Count;
            await Parallel.ForEachAsync(_open, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (chat, _) => await chat.AssertAliveAsync());
        }

        /// <summary>A tab that is closed tells the server, which otherwise waits for it to come back.</summary>
        public async Task CloseAsync()
        {
            var closing = Interlocked.Exchange(ref _open, []);
            await Parallel.ForEachAsync(closing, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (chat, ct) =>
            {
                using var form = new MultipartFormDataContent { { new StringContent(chat.Secret!), "circuitId" } };
                using var reply = await _browser.PostAsync("/_blazor/disconnect", form, ct);
                reply.EnsureSuccessStatusCode();
                await chat.DisposeAsync();
            });
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _pinging;
            await Parallel.ForEachAsync(_open, async (chat, _) => await chat.DisposeAsync());
            _end.Dispose();
        }

        private async Task PingAsync()
        {
            try
            {
                using var timer = new PeriodicTimer(s_betweenPings);
                while (await timer.WaitForNextTickAsync(_end.Token))
                {
                    foreach (var chat in _open)
                    {
                        await chat.PingAsync();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The benchmark is over.
            }
        }
    }
}
