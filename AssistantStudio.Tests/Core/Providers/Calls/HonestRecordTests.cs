using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>What the ledger says of calls that end in unusual ways: neither nothing for what a vendor bills, nor a bill for what nobody was asked.</summary>
public sealed class HonestRecordTests : IAsyncLifetime
{
    private const string Claude = "claude-sonnet-4-5";

    private const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":50,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":1}}}""";
    private const string Word = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"The parcel is on its way."}}""";
    private const string Delta = """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}""";

    private BudgetScene _scene = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _scene = await BudgetScene.CreateAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task AnthropicStream_Whole_IsChargedWithItsInputAndItsCache()
    {
        Answer("text/event-stream", Events(Start, Word, Delta, """{"type":"message_stop"}"""), ("request-id", "req_77"));

        Assert.Equal("The parcel is on its way.", await ReadAsync(await AddAnthropicAsync()));

        var record = Assert.Single(await _scene.RecordsAsync());
        var usage = new CallUsage { Input = 90, CachedInput = 50, CacheWrite = 20, CacheWriteLong = 10, Output = 7 };
        Assert.Equal((90, 50, 20, 10, 7, false), (record.InputTokens, record.CachedTokens, record.CacheWriteTokens, record.CacheWriteLongTokens, record.OutputTokens, record.IsEstimated));
        Assert.Equal(CallCost.Of(usage, PriceOf(Claude), _scene.Studio.Clock.Now)!.NanoDollars, record.Cost);
        Assert.Equal("req_77", record.RequestId);
    }

    [Fact]
    public async Task AnthropicStream_EndsBeforeItsCounts_HasItsInputAndAnEstimateOfItsOutput()
    {
        Answer("text/event-stream", Events(Start, Word));

        await Assert.ThrowsAsync<ModelCallException>(async () => await ReadAsync(await AddAnthropicAsync()));

        var record = Assert.Single(await _scene.RecordsAsync());
        Assert.Equal((UsageOutcome.BrokenOff, 90L, true), (record.Outcome, record.InputTokens, record.IsEstimated));
        Assert.InRange(record.OutputTokens, 4, 12);
    }

    [Fact]
    public async Task Answer_CutInTheMiddleOfItsBody_IsAskedOnceAndSettledWithTheMost()
    {
        await _scene.AddBudgetAsync(BudgetScene.Dollar);
        var provider = await _scene.AddProviderAsync("Cut");
        _scene.Vendor.Instead = async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 500;
            await context.Response.WriteAsync("""{"choices":[{"message":""", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            context.Abort();
            return true;
        };
        using var client = await _scene.OpenAsync(provider);

        var error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("Hello", new() { MaxOutputTokens = 123 }, Cancel));

        Assert.Equal((ProviderFault.BrokenOff, false, 1), (error.Fault, error.MayRetry, _scene.Vendor.Asked));
        var record = Assert.Single(await _scene.RecordsAsync());
        Assert.Equal((UsageOutcome.Failed, 123L, true), (record.Outcome, record.OutputTokens, record.IsEstimated));
        Assert.True(record.Cost > 0);
        await using var db = await _scene.Studio.OpenAsync();
        Assert.Equal((0, 0), (await db.Set<CallReservation>().CountAsync(Cancel), await db.Set<BudgetBook>().CountAsync(b => b.Reserved != 0, Cancel)));
    }

    [Fact]
    public async Task Embedding_RefusedHere_CostsNothing()
    {
        var provider = await _scene.AddProviderAsync("Vectors", "text-embedding-3-small");
        var target = (await TargetAsync(provider)) with { Model = "text-embedding-3-small" };

        await Assert.ThrowsAsync<ValidationException>(() => _scene.Studio.Get<EmbeddingCalls>().AskAsync(target, [""], null, Purpose, Sink, Cancel));

        Assert.Equal(0, _scene.Vendor.Asked);
        var record = Assert.Single(await _scene.RecordsAsync());
        Assert.Equal((UsageOutcome.Failed, 0L, 0L, false), (record.Outcome, record.Cost ?? -1, record.InputTokens, record.IsEstimated));
    }

    [Fact]
    public async Task Embedding_OfAVendorThatBills_KeepsItsBillAndItsNumber()
    {
        var provider = await _scene.AddProviderAsync("Vectors", "text-embedding-3-small");
        Answer("application/json", """{"object":"list","model":"e","data":[{"index":0,"embedding":[0.6,0.8]}],"usage":{"prompt_tokens":6,"total_tokens":6}}""", ("x-litellm-response-cost", "0.0000005"), ("x-request-id", "req_9"));
        var target = (await TargetAsync(provider)) with { Model = "text-embedding-3-small" };

        await _scene.Studio.Get<EmbeddingCalls>().AskAsync(target, ["Hello"], null, Purpose, Sink, Cancel);

        var record = Assert.Single(await _scene.RecordsAsync());
        Assert.Equal((500L, "req_9"), (record.VendorCost ?? -1, record.RequestId));
    }

    [Fact]
    public async Task Picture_ThatIsSent_IsCharged()
    {
        await using (var admin = _scene.Studio.As(Role.OrgAdmin))
        {
            await admin.Get<ModelService>().SaveAsync(
                new() { Name = "sees", Capabilities = ModelCapabilities.Chat | ModelCapabilities.Vision, Prices = [new() { Input = 1, Output = 1, PerInputImage = 0.002m }] }, null, Cancel);
        }

        using var client = await _scene.OpenAsync(await _scene.AddProviderAsync("Sees", "sees"));
        ChatMessage message = new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2 }, "image/png"), new DataContent(new byte[] { 3, 4 }, "image/png")]);

        await client.GetResponseAsync([message], cancellationToken: Cancel);

        Assert.Equal((2 * 2_000_000) + 13_000, Assert.Single(await _scene.RecordsAsync()).Cost);
    }

    [Fact]
    public async Task Stream_FailsBeforeAWord_AnotherProviderAnswers()
    {
        var first = true;
        _scene.Vendor.Instead = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["x-request-id"] = "req_1";
            var isFirst = context.Request.Headers.Authorization.ToString().Length > 0 && first;
            first = false;
            await context.Response.WriteAsync("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n", Cancel);
            await context.Response.WriteAsync(isFirst
                ? "data: {\"error\":{\"message\":\"Your account is out of credit\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}\n\n"
                : "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", Cancel);
            return true;
        };
        var provider = await _scene.AddProviderAsync("First", fallback: await _scene.AddProviderAsync("Second"));

        Assert.Equal("Hello", await ReadAsync(provider));

        Assert.Equal([("First", UsageOutcome.Failed), ("Second", UsageOutcome.Succeeded)], (await _scene.RecordsAsync()).OrderBy(r => r.Attempt).Select(r => (r.ProviderName, r.Outcome)));
    }

    [Fact]
    public async Task Stream_ThatRepeatsItsCounts_IsCountedOnce()
    {
        Answer("text/event-stream", string.Concat(
            """{"id":"c","choices":[{"index":0,"delta":{"content":"Hel"}}],"usage":{"prompt_tokens":12,"completion_tokens":1,"total_tokens":13}}""",
            "\n\ndata: ",
            """{"id":"c","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14}}""").Insert(0, "data: ") + "\n\ndata: [DONE]\n\n");
        var provider = await _scene.AddProviderAsync("Repeats");

        Assert.Equal("Hello", await ReadAsync(provider));

        var record = Assert.Single(await _scene.RecordsAsync());
        Assert.Equal((12, 2, false), (record.InputTokens, record.OutputTokens, record.IsEstimated));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Call_UnderAHardBudget_NamesTheTierThatItsMostIsOf(bool hasBudget)
    {
        if (hasBudget)
        {
            await _scene.AddBudgetAsync(BudgetScene.Dollar);
        }

        JsonElement asked = default;
        _scene.Vendor.Instead = async context =>
        {
            context.Request.EnableBuffering();
            asked = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: Cancel)).RootElement;
            return false;
        };
        using var client = await _scene.OpenAsync(await _scene.AddProviderAsync("Tiered"));
        var options = new ChatOptions { AdditionalProperties = new() { [ChatBody.ExtraFields] = JsonSerializer.SerializeToElement(new { user = "u" }) } };

        await client.GetResponseAsync("Hello", options, Cancel);

        Assert.Equal(hasBudget ? "default" : null, asked.Text("service_tier"));
        Assert.Equal("u", asked.Text("user"));
        Assert.False(((JsonElement)options.AdditionalProperties[ChatBody.ExtraFields]!).TryGetProperty("service_tier", out _));
    }

    private CallPurpose Purpose => new() { OrganizationId = _scene.Studio.Ours.Id, Operation = UsageOperation.Embedding };

    private LedgerSink Sink => new(_scene.Studio.Get<UsageWriter>());

    private ModelPrice PriceOf(string model) => ModelCatalogue.Shipped.Find(model)!.PriceOn(DateOnly.FromDateTime(_scene.Studio.Clock.Now))!;

    private async Task<Guid> AddAnthropicAsync()
    {
        await using var admin = _scene.Studio.As(Role.OrgAdmin);
        return (await admin.Get<IntegrationService>().CreateAsync(
            new() { Kind = ProviderKind.Anthropic, Name = "Claude", BaseUrl = _scene.Vendor.Origin, ApiKey = VendorServer.Key, Models = [Claude] }, null, Cancel)).Id;
    }

    private async Task<ModelTarget> TargetAsync(Guid provider)
    {
        await using var db = await _scene.Studio.OpenAsync();
        return (await _scene.Studio.Get<ModelRouter>().RouteAsync(db.OrganizationId, provider, null, Purpose, Cancel))[0];
    }

    private async Task<string> ReadAsync(Guid provider)
    {
        using var client = await _scene.OpenAsync(provider);
        var text = "";
        await foreach (var update in client.GetStreamingResponseAsync("Where is it?", cancellationToken: Cancel))
        {
            text += update.Text;
        }

        return text;
    }

    private void Answer(string type, string body, params (string Name, string Value)[] headers) => _scene.Vendor.Instead = async context =>
    {
        context.Response.ContentType = type;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(body, Cancel);
        return true;
    };

    private static string Events(params string[] events) => string.Concat(
        events.Select(e => $"event: {JsonDocument.Parse(e).RootElement.GetProperty("type").GetString()}\ndata: {e}\n\n")
            .SelectMany((e, i) => i == 1 ? ["event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n", e] : new[] { e }));
}
