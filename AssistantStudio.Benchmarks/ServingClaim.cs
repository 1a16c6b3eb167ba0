using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// What it costs that other programs ask an assistant and not its vendor: beside asking the vendor directly, and beside a proxy
/// that does nothing. All on this machine, so the vendor and whoever asks take their share of its processors too.
/// </summary>
internal static class ServingClaim
{
    /// <summary>What runs often is compiled anew while it runs, over the first ten thousand answers. The figures are of a program that is on for minutes.</summary>
    private const int Warm = 8_000;
    private const int Cold = 1_000;
    private const int Calls = 2_000;
    private const int AtOnce = 32;
    private const int Rounds = 3;
    private const int FirstTokens = 60;
    private const int Streams = 1_000;

    private static readonly string[] s_models = ["bench-1"];
    private static readonly string[] s_capabilities = ["chat"];
    private static readonly object[] s_prices = [new { validFrom = "2026-01-01", input = 0.1, output = 0.4 }];
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> RunAsync(string? published)
    {
        await using var vendor = await BareVendor.StartAsync();
        var vendorAddress = vendor.Urls.Single();
        var data = PublishedProgram.NewDataFolder();
        var settings = new Dictionary<string, string>
        {
            ["AssistantStudio__Network__AllowedPrivateNetworks__0"] = "127.0.0.0/8",
            ["AssistantStudio__Web__ServingPerMinute"] = "10000000",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        try
        {
            await using var program = await PublishedProgram.StartAsync(published, data, settings);
            var slug = await SetUpAsync(program.Address, vendorAddress);
            using var proxy = StartProxy(vendorAddress, out var proxyAddress);
            try
            {
                return await MeasureAsync(new(vendorAddress, "bench-1"), new(proxyAddress, "bench-1"), new(program.Address, slug), program);
            }
            finally
            {
                proxy.Kill();
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Target direct, Target proxy, Target studio, PublishedProgram program)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 4_000, UseProxy = false });
        await ListensAsync(client, proxy);
        var cold = await OneByOneAsync(client, studio, Cold);
        foreach (var target in new[] { direct, proxy, studio })
        {
            await ThroughputAsync(client, target, Warm);
            await OneByOneAsync(client, target, Warm);
        }

        // In turns, so that a machine that is slow for a while is slow for all.
        var (alone, through, ours) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            alone.AddRange(await OneByOneAsync(client, direct, Calls / Rounds));
            through.AddRange(await OneByOneAsync(client, proxy, Calls / Rounds));
            ours.AddRange(await OneByOneAsync(client, studio, Calls / Rounds));
        }

        var (most, mostThrough, mostOurs, work) = (0.0, 0.0, 0.0, double.MaxValue);
        for (var i = 0; i < Rounds; i++)
        {
            most = Math.Max(most, await PerSecondAsync(client, direct));
            mostThrough = Math.Max(mostThrough, await PerSecondAsync(client, proxy));
            var before = program.ProcessorTime;
            var perSecond = await PerSecondAsync(client, studio);
            work = Math.Min(work, (program.ProcessorTime - before).TotalMilliseconds / (perSecond * s_round.TotalSeconds));
            mostOurs = Math.Max(mostOurs, perSecond);
        }

        var firstAlone = await FirstTokensAsync(client, direct);
        var firstOurs = await FirstTokensAsync(client, studio);
        var (late, words) = await StreamsAsync(client, studio);
        var first = P(firstOurs, 0.5) / P(firstAlone, 0.5);
        return
        [
            new("an answer, more than from the vendor directly, p50", Ms(P(ours, 0.5) - P(alone, 0.5)), Ms(1.5), Text($"directly {Ms(P(alone, 0.5))}, bare proxy +{Ms(P(through, 0.5) - P(alone, 0.5))}; the first {Cold:#,0} after the start {Ms(P(cold, 0.5))}"), P(ours, 0.5) - P(alone, 0.5) < 1.5),
            new("the same, p99", Ms(P(ours, 0.99) - P(alone, 0.99)), Ms(6), $"directly {Ms(P(alone, 0.99))}, bare proxy +{Ms(P(through, 0.99) - P(alone, 0.99))}", P(ours, 0.99) - P(alone, 0.99) < 6),
            new(Text($"answers a second, {AtOnce} at a time"), Text($"{mostOurs:#,0}"), "2,500", Text($"directly {most:#,0}, bare proxy {mostThrough:#,0}; {work:0.000} ms of a processor each"), mostOurs >= 2_500),
            new("first token, p50, against the vendor's", Text($"{first:0.000} x"), "1.10 x", $"directly {Ms(P(firstAlone, 0.5))}", first <= 1.10),
            new(Text($"{Streams:#,0} streams at once, a word later than its time, p95"), Ms(P(late, 0.95)), Ms(250), Text($"{words:#,0} words; longest {Ms(late.Max())}; working set {program.WorkingSet >> 20} MB"), P(late, 0.95) < 250 && words == Streams * BareVendor.Words),
        ];
    }

    private static async Task ListensAsync(HttpClient client, Target target)
    {
        for (var i = 0; i < 100; i++)
        {
            try
            {
                await CallAsync(client, target);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task<List<double>> OneByOneAsync(HttpClient client, Target target, int calls)
    {
        var took = new List<double>(calls);
        for (var i = 0; i < calls; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await CallAsync(client, target);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return took;
    }

    private static async Task<double> PerSecondAsync(HttpClient client, Target target)
    {
        var (began, done) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < s_round)
            {
                await CallAsync(client, target);
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static Task ThroughputAsync(HttpClient client, Target target, int calls) => Parallel.ForEachAsync(
        Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) => await CallAsync(client, target));

    private static async Task CallAsync(HttpClient client, Target target)
    {
        using var request = target.Request(stream: false);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode || text.AsSpan().IndexOf("on its way"u8) < 0)
        {
            throw new InvalidOperationException($"{(int)response.StatusCode} {Encoding.UTF8.GetString(text)}");
        }
    }

    private static async Task<List<double>> FirstTokensAsync(HttpClient client, Target target)
    {
        var took = new List<double>();
        for (var i = 0; i < FirstTokens; i++)
        {
            using var end = new CancellationTokenSource();
            await foreach (var at in WordsAsync(client, target, end.Token))
            {
                took.Add(at);
                break;
            }
        }

        return took;
    }

    /// <summary>Each word of each stream against when the vendor says it at the earliest, the first one of its stream aside.</summary>
    private static async Task<(List<double> Late, int Words)> StreamsAsync(HttpClient client, Target target)
    {
        var late = await Task.WhenAll(Enumerable.Range(0, Streams).Select(async _ =>
        {
            var (times, first) = (new List<double>(), 0.0);
            await foreach (var at in WordsAsync(client, target, CancellationToken.None))
            {
                first = times.Count == 0 ? at : first;
                times.Add(Math.Max(0, at - first - (times.Count * BareVendor.BetweenWords.TotalMilliseconds * 1.01)));
            }

            return times;
        }));
        return ([.. late.SelectMany(l => l)], late.Sum(l => l.Count));
    }

    private static async IAsyncEnumerable<double> WordsAsync(HttpClient client, Target target, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        using var request = target.Request(stream: true);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        using var reader = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(ct));
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.Contains("\"word ", StringComparison.Ordinal))
            {
                yield return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }
    }

    private static Process StartProxy(string target, out string address)
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        var port = ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
        socket.Stop();
        address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["proxy", port.ToString(CultureInfo.InvariantCulture), target]) { RedirectStandardOutput = true })!;
    }

    /// <summary>As an administrator does it: a provider with a price, a prompt, a hard budget, and through all environments.</summary>
    private static async Task<string> SetUpAsync(string address, string vendor)
    {
        using var client = new HttpClient { BaseAddress = new(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PublishedProgram.ApiKey);
        await SendAsync("ai/models", new { name = "bench-1", capabilities = s_capabilities, contextWindow = 128_000, prices = s_prices, rowVersion = 0 }, HttpMethod.Put);
        var provider = Id(await SendAsync("ai/providers", new { kind = "openai", name = "Bench", baseUrl = vendor + "/v1", credentials = new { apiKey = "sk-bench" }, models = s_models, active = true }));
        await SendAsync("ai/budgets", new { scope = "organization", period = "month", amount = "1000000", action = "stop" });
        var prompt = Id(await SendAsync("prompts", new { key = "desk", title = "Desk", content = "Answer politely.", publish = true }));
        var assistant = await SendAsync("assistants", new { name = "Desk", type = "support", instructions = "You answer for the company.", model = new { providerId = provider, name = "bench-1" } });
        var id = Id(assistant);
        await SendAsync($"assistants/{id}/prompts", new { promptId = prompt, role = "primary" });
        await SendAsync($"assistants/{id}/status", new { status = "active", reason = "Benchmark" });
        await SendAsync($"assistants/{id}/deploy", new { environment = "development", reason = "Benchmark", resources = new { slots = 2_000 } });
        foreach (var from in new[] { "development", "testing", "staging" })
        {
            await SendAsync($"assistants/{id}/promote", new { from, reason = "Benchmark" });
        }

        await SendAsync($"assistants/{id}/scale", new { environment = "production", resources = new { slots = 2_000 } });
        return assistant.GetProperty("slug").GetString()!;

        async Task<JsonElement> SendAsync(string path, object body, HttpMethod? method = null)
        {
            using var request = new HttpRequestMessage(method ?? HttpMethod.Post, $"/api/v1/{path}") { Content = JsonContent.Create(body) };
            using var reply = await client.SendAsync(request);
            var text = await reply.Content.ReadAsStringAsync();
            return reply.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException($"{path}: {(int)reply.StatusCode} {text}");
        }

        static string Id(JsonElement row) => row.GetProperty("id").GetString()!;
    }

    private static double P(List<double> values, double share) => values.Order().ElementAt((int)Math.Min(values.Count - 1, values.Count * share));

    private static string Ms(double milliseconds) => Text($"{milliseconds:0.00} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Target(string Address, string Model)
    {
        public HttpRequestMessage Request(bool stream)
        {
            var body = $$"""{"model":"{{Model}}","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where is my parcel?"}],"stream":{{(stream ? "true" : "false")}}}""";
            var request = new HttpRequestMessage(HttpMethod.Post, Address + "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new("Bearer", PublishedProgram.ApiKey);
            return request;
        }
    }
}
