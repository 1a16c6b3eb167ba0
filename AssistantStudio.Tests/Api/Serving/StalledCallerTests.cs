using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Callers that stop in the middle and keep the line open: they hold nothing for longer than the limits say.</summary>
[Collection(Serving.Name)]
public sealed class StalledCallerTests(ServingFixture serving)
{
    /// <summary>More than any buffer between the model and the caller holds.</summary>
    private const int Pieces = 20_000;

    private static readonly string s_piece = new('x', 2_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"MODEL","stream":true,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1/responses", """{"model":"MODEL","stream":true,"input":"Hi"}""")]
    public async Task Stream_ThatIsNotRead_GivesItsPlaceBackInTime(string path, string body)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { Slots = 1, QueueLength = 0, TimeoutSeconds = DeploymentLimits.MinTimeoutSeconds });
        var said = 0;
        host.Fake.Reply = (_, ct) => WithoutEndAsync(() => said++, ct);
        using var client = await ConnectAsync(host);

        await SendAsync(client, path, body.Replace("MODEL", desk.Slug, StringComparison.Ordinal), all: true);
        await Eventually.TrueAsync(() => said > 0);
        host.Fake.Reply = (_, _) => FakeModel.Say("Hello.");

        await Eventually.GetAsync(() => ServingLimitTests.LoadAsync(host, desk), load => load.Running == 0);
        Assert.InRange(said, 1, Pieces - 1); // The model was not asked for what nobody reads.
        await AnswersAsync(host, desk);
    }

    [Fact]
    public async Task Answer_ThatIsNotRead_GivesItsPlaceBackInTime()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { Slots = 1, QueueLength = 0, TimeoutSeconds = DeploymentLimits.MinTimeoutSeconds });
        host.Fake.Reply = (_, _) => FakeModel.Say(new string('x', 8_000_000));
        using var client = await ConnectAsync(host);

        await SendAsync(client, "/v1/chat/completions", $$"""{"model":"{{desk.Slug}}","messages":[{"role":"user","content":"Hi"}]}""", all: true);
        await Eventually.GetAsync(() => host.UsageAsync(desk.AssistantId), used => used.Count == 1);
        host.Fake.Reply = (_, _) => FakeModel.Say("Hello.");

        await Eventually.GetAsync(() => ServingLimitTests.LoadAsync(host, desk), load => load.Running == 0);
        await AnswersAsync(host, desk);
    }

    [Fact]
    public async Task Request_ThatIsHalfSent_HasNoPlaceAndIsEnded()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { Slots = 1, QueueLength = 0 });
        using var client = await ConnectAsync(host);

        await SendAsync(client, "/v1/chat/completions", $$"""{"model":"{{desk.Slug}}","messages":[{"role":"user","content":"Hi"}]}""", all: false);
        await AnswersAsync(host, desk);

        using var heard = new MemoryStream();
        await client.GetStream().CopyToAsync(heard, Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel); // Ends when the server closes the line.
        Assert.StartsWith("HTTP/1.1 408 ", Encoding.UTF8.GetString(heard.ToArray()), StringComparison.Ordinal);
        Assert.Equal(0, (await ServingLimitTests.LoadAsync(host, desk)).Running);
    }

    private static async Task AnswersAsync(ServingHost host, ServedDesk desk)
    {
        using var http = host.Http();
        using var reply = await ServingTests.AskAsync(http, desk.Slug, "Hi");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private static async Task<TcpClient> ConnectAsync(ServingHost host)
    {
        var client = new TcpClient { ReceiveBufferSize = 4_096 };
        var address = new Uri(host.Address);
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancel);
        return client;
    }

    private static async Task SendAsync(TcpClient client, string path, string body, bool all)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {StudioHost.AdminKey}\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        await client.GetStream().WriteAsync(all ? bytes : bytes.AsMemory(0, bytes.Length / 2), Cancel);
    }

    private static async IAsyncEnumerable<AIContent> WithoutEndAsync(Action said, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var i = 0; i < Pieces; i++)
        {
            ct.ThrowIfCancellationRequested();
            said();
            yield return new TextContent(s_piece);
            await Task.Yield();
        }
    }
}
