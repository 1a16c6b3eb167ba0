using System.IO.Compression;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared.Http;

/// <summary>How much of an answer is taken, and for how long.</summary>
public sealed class GuardedHttpLimitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    public async Task Get_CompressedBody_ArrivesReadable(string encoding)
    {
        var text = string.Concat(Enumerable.Range(0, 2000).Select(i => $"line {i}\n"));
        await using var server = await LoopbackServer.StartAsync(c => SendAsync(c, encoding, Compress(encoding, Encoding.UTF8.GetBytes(text))));
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();

        using var response = await client.GetAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel);

        Assert.Equal(text, await response.Content.ReadAsStringAsync(GuardedHttpFixture.Cancel));
        Assert.Equal(encoding == "identity" ? ["identity"] : [], response.Content.Headers.ContentEncoding);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Get_CompressionBomb_IsCutOffByItsGrowth(string encoding)
    {
        await using var server = await LoopbackServer.StartAsync(c => SendAsync(c, encoding, Compress(encoding, new byte[30 * 1024 * 1024])));
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();

        var failure = await Assert.ThrowsAsync<LimitExceededException>(() => client.GetByteArrayAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));

        Assert.Equal("127.0.0.1 sent a reply that grows more than 200 times when decompressed. It was not read further.", failure.Message);
    }

    [Fact]
    public async Task Get_CompressedBodyOverTheDecodedLimit_IsCutOff()
    {
        var limits = new HttpLimits { MaxDecodedBytes = 500_000, MaxExpansion = int.MaxValue };
        await using var server = await LoopbackServer.StartAsync(c => SendAsync(c, "gzip", Compress("gzip", new byte[600_000])));
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client(limits);

        await Assert.ThrowsAsync<LimitExceededException>(() => client.GetByteArrayAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_BodyOverTheLimit_IsCutOffAnnouncedOrNot(bool announced)
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            c.Response.ContentLength = announced ? 20_000 : null;
            await c.Response.Body.WriteAsync(new byte[20_000]);
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client(new HttpLimits { MaxBodyBytes = 10 * 1024 });

        var failure = await Assert.ThrowsAsync<LimitExceededException>(() => client.GetByteArrayAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));

        Assert.Equal("127.0.0.1 sent more than 10 KB, which is the most that is read.", failure.Message);
    }

    [Fact]
    public async Task Head_LengthOverTheLimit_IsOnlyInformation()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.ContentLength = 20_000;
            return Task.CompletedTask;
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client(new HttpLimits { MaxBodyBytes = 10 });
        using var request = new HttpRequestMessage(HttpMethod.Head, server.At("127.0.0.1"));

        using var response = await client.SendAsync(request, GuardedHttpFixture.Cancel);

        Assert.Equal(20_000, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Get_ServerThatNeverAnswers_EndsAfterTheTimeForHeaders()
    {
        await using var server = await LoopbackServer.StartAsync(WaitForTheClientToLeave);
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client(new HttpLimits { HeadersTime = Short, TotalTime = Timeout.InfiniteTimeSpan });

        var failure = await Assert.ThrowsAsync<ProviderFailedException>(() => client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));

        Assert.Equal("127.0.0.1 did not answer within 0.15 seconds.", failure.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_BodyThatStops_EndsAfterIdleOrTotalTime(bool idle)
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            await c.Response.WriteAsync("begin");
            await c.Response.Body.FlushAsync();
            await WaitForTheClientToLeave(c);
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client(idle ? new HttpLimits { IdleTime = Short } : new HttpLimits { TotalTime = Short * 3 });

        await Assert.ThrowsAsync<ProviderFailedException>(() => client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));
    }

    [Fact]
    public async Task Get_CallerCancelsInsideTheBody_IsACancellation()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            await c.Response.WriteAsync("begin");
            await c.Response.Body.FlushAsync();
            await WaitForTheClientToLeave(c);
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();
        await using var body = await client.GetStreamAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel);
        var buffer = new byte[100];
        Assert.Equal(5, await body.ReadAsync(buffer, stop.Token));

        var next = body.ReadAsync(buffer, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task Get_ConnectionBrokenInsideTheBody_IsASentence()
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            c.Response.ContentLength = 100;
            await c.Response.WriteAsync("begin");
            await c.Response.Body.FlushAsync();
            c.Abort();
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();

        var failure = await Assert.ThrowsAsync<ProviderFailedException>(() => client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));

        Assert.Equal("The connection to 127.0.0.1 broke off.", failure.Message);
    }

    [Fact]
    public async Task Get_TooManyHeaders_IsRefused()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.Headers["X-Large"] = new string('x', (HttpLimits.MaxHeaderKilobytes + 1) * 1024);
            return Task.CompletedTask;
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();

        await Assert.ThrowsAsync<LimitExceededException>(() => client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task Get_EncodingNobodyAskedFor_IsRefused(string encoding)
    {
        await using var server = await LoopbackServer.StartAsync(c => SendAsync(c, encoding, [1, 2, 3]));
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();

        var failure = await Assert.ThrowsAsync<ProviderFailedException>(() => client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));

        Assert.Equal($"127.0.0.1 sent a reply compressed as '{encoding}', which cannot be read.", failure.Message);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Get_DamagedCompression_IsASentence(string encoding)
    {
        await using var server = await LoopbackServer.StartAsync(c => SendAsync(c, encoding, Encoding.ASCII.GetBytes("xx this was never compressed at all")));
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();

        var failure = await Assert.ThrowsAsync<ProviderFailedException>(() => client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));

        Assert.Equal("127.0.0.1 sent a damaged reply that cannot be decompressed.", failure.Message);
    }

    [Fact]
    public async Task Get_UnchangedETag_IsNotModified()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.Headers.ETag = "\"v1\"";
            c.Response.StatusCode = c.Request.Headers.IfNoneMatch == "\"v1\"" ? 304 : 200;
            return Task.CompletedTask;
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.At("127.0.0.1")) { Headers = { { "If-None-Match", "\"v1\"" } } };

        using var response = await client.SendAsync(request, GuardedHttpFixture.Cancel);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    [Fact]
    public async Task Get_EventStream_ArrivesWhileItIsStillOpen()
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            c.Response.ContentType = "text/event-stream";
            await c.Response.WriteAsync("data: one\n\n");
            await c.Response.Body.FlushAsync();
            await WaitForTheClientToLeave(c);
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client(new HttpLimits { TotalTime = Timeout.InfiniteTimeSpan });
        await using var body = await client.GetStreamAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel);

        await foreach (var item in SseParser.Create(body).EnumerateAsync(GuardedHttpFixture.Cancel))
        {
            Assert.Equal("one", item.Data);
            break;
        }
    }

    private static Task WaitForTheClientToLeave(HttpContext context)
    {
        var left = new TaskCompletionSource();
        context.RequestAborted.Register(left.SetResult);
        return left.Task;
    }

    private static async Task SendAsync(HttpContext context, string encoding, byte[] body)
    {
        context.Response.ContentType = "text/plain";
        context.Response.Headers.ContentEncoding = encoding.Replace("raw ", "", StringComparison.Ordinal);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static byte[] Compress(string encoding, byte[] plain)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true),
            "raw deflate" => new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(new MemoryStream()),
        })
        {
            stream.Write(plain);
        }

        return encoding == "identity" ? plain : compressed.ToArray();
    }
}
