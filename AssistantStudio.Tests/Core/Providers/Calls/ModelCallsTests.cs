using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>A question on its whole way: through the layers to servers that speak the wire, and what the ledger says after it.</summary>
public sealed class ModelCallsTests : IAsyncLifetime
{
    private const string Model = "gpt-4.1-nano";

    private static readonly Dictionary<string, string?> s_loopback = new() { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };

    private TestStudio _studio = null!;
    private TestScope _editor = null!;
    private VendorServer _first = null!;
    private VendorServer _second = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_AnsweredAtOnce_StandsInTheLedgerToTheLastDigit()
    {
        using var client = await OpenAsync(await AddAsync(_first, "First"));

        var reply = await client.GetResponseAsync("Hello", cancellationToken: Cancel);

        Assert.Equal("OK", reply.Text);
        var record = Assert.Single(await RecordsAsync());
        var price = ModelCatalogue.Shipped.Find(Model)!.PriceOn(DateOnly.FromDateTime(_studio.Clock.Now))!;
        Assert.Equal(CallCost.Of(new() { Input = 12, Output = 1 }, price, _studio.Clock.Now)!.NanoDollars, record.Cost);
        Assert.Equal((UsageOutcome.Succeeded, UsageOperation.Chat, "First", Model, false), (record.Outcome, record.Operation, record.ProviderName, record.Model, record.IsEstimated));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Ask_FirstIsDown_TheFallbackAnswersAndBothAreRecorded(bool streamed)
    {
        _first.Instead = context => ErrorAsync(context, 503, "overloaded_error");
        if (streamed)
        {
            _second.Instead = context => StreamAsync(context, ["Hel", "lo"], usage: true);
        }

        var second = await AddAsync(_second, "Second");
        using var client = await OpenAsync(await AddAsync(_first, "First", second));

        Assert.Equal(streamed ? "Hello" : "OK", await AskAsync(client, streamed));
        var records = (await RecordsAsync()).OrderBy(r => r.Attempt).ToArray();
        Assert.Equal(
            [("First", UsageOutcome.Failed, 0L), ("First", UsageOutcome.Failed, 0L), ("First", UsageOutcome.Failed, 0L)],
            records.SkipLast(1).Select(r => (r.ProviderName, r.Outcome, r.Cost ?? -1)));
        Assert.Equal(("Second", UsageOutcome.Succeeded, true, "stands in for First"), (records[^1].ProviderName, records[^1].Outcome, records[^1].Cost > 0, records[^1].Route));
        Assert.All(records.SkipLast(1), r => Assert.Null(r.Route));
        Assert.Equal([1, 2, 3, 4], records.Select(r => r.Attempt));
        Assert.Single(records.Select(r => r.CallId).Distinct());
    }

    [Fact]
    public async Task Ask_QuestionIsToBlame_NobodyElseIsAsked()
    {
        _first.Instead = context => ErrorAsync(context, 400, "invalid_request_error", "This model's maximum context length is 8 tokens", "context_length_exceeded");
        using var client = await OpenAsync(await AddAsync(_first, "First", await AddAsync(_second, "Second")));

        var error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("Hello", cancellationToken: Cancel));

        Assert.Equal(ProviderFault.ContextTooLong, error.Fault);
        Assert.Equal(("First", 1), (Assert.Single(await RecordsAsync()).ProviderName, _first.Asked));
        Assert.Equal(0, _second.Asked);
    }

    [Fact]
    public async Task Stream_BreaksOffInTheMiddle_IsAnErrorWithItsCostAndNobodyElseIsAsked()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.Instead = context => StreamAsync(context, ["The parcel ", "is on "], usage: false, breakOff: read.Task);
        using var client = await OpenAsync(await AddAsync(_first, "First", await AddAsync(_second, "Second")));
        var text = "";

        await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync("Where is it?", cancellationToken: Cancel))
            {
                text += update.Text;
                if (text.EndsWith("on ", StringComparison.Ordinal))
                {
                    read.TrySetResult();
                }
            }
        });

        Assert.Equal("The parcel is on ", text);
        var record = Assert.Single(await RecordsAsync());
        Assert.Equal((UsageOutcome.BrokenOff, true), (record.Outcome, record.IsEstimated));
        Assert.InRange(record.OutputTokens, 3, 8);
        Assert.True(record.Cost > 0);
        Assert.Equal(0, _second.Asked);
    }

    [Fact]
    public async Task Stream_NobodyReadsOn_IsRecordedAsCancelled()
    {
        _first.Instead = context => StreamAsync(context, ["One ", "two ", "three"], usage: true);
        using var client = await OpenAsync(await AddAsync(_first, "First"));

        await foreach (var update in client.GetStreamingResponseAsync("Count", cancellationToken: Cancel))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        var record = Assert.Single(await RecordsAsync());
        Assert.Equal((UsageOutcome.Cancelled, true), (record.Outcome, record.IsEstimated));
        Assert.True(record.Cost > 0);
    }

    [Fact]
    public async Task Ask_FailedManyTimes_IsLeftAloneForAWhileAndThenTriedByOne()
    {
        _first.Instead = context => ErrorAsync(context, 503, "overloaded_error");
        var route = await AddAsync(_first, "First");
        using var client = await OpenAsync(route);
        for (var i = 0; i < ProviderGate.FailuresToClose; i++)
        {
            await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("1", cancellationToken: Cancel));
        }

        var asked = _first.Asked;

        var refused = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("3", cancellationToken: Cancel));
        Assert.Contains("First has failed 5 times in a row", refused.Message, StringComparison.Ordinal);
        Assert.Equal(asked, _first.Asked);

        _first.Instead = null;
        _studio.Clock.Advance(ProviderGate.ClosedFor);
        Assert.Equal("OK", (await client.GetResponseAsync("4", cancellationToken: Cancel)).Text);
        Assert.Equal("OK", (await client.GetResponseAsync("5", cancellationToken: Cancel)).Text);
    }

    [Fact]
    public async Task Route_OfProvidersThatAreOff_PassesThemOver()
    {
        var third = await AddAsync(_second, "Third");
        var off = await AddAsync(_first, "Off", third, active: false);
        var first = await AddAsync(_first, "First", off);

        await using var db = await _studio.OpenAsync();
        var route = await _studio.Get<ModelRouter>().RouteAsync(db.OrganizationId, first, null, Purpose, Cancel);

        Assert.Equal(["First", "Third"], route.Select(t => t.Account.Name));
    }

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync(settings: s_loopback);
        _editor = _studio.As(Role.Editor);
        _first = await VendorServer.StartAsync("Authorization", Model);
        _second = await VendorServer.StartAsync("Authorization", Model);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _editor.DisposeAsync();
        await _studio.DisposeAsync();
    }

    private CallPurpose Purpose => new() { OrganizationId = _studio.Ours.Id, Operation = UsageOperation.Chat };

    private async Task<Guid> AddAsync(VendorServer vendor, string name, Guid? fallback = null, bool active = true) =>
        (await _editor.Get<IntegrationService>().CreateAsync(
            new() { Kind = ProviderKind.OpenAi, Name = name, BaseUrl = vendor.Origin + "/v1", ApiKey = VendorServer.Key, Models = [Model], FallbackId = fallback, Active = active }, null, Cancel)).Id;

    private async Task<IChatClient> OpenAsync(Guid provider)
    {
        await using var db = await _studio.OpenAsync();
        var route = await _studio.Get<ModelRouter>().RouteAsync(db.OrganizationId, provider, Model, Purpose, Cancel);
        return _studio.Get<ModelCalls>().Open(route, Purpose, new LedgerSink(_studio.Get<UsageWriter>()));
    }

    private static async Task<string> AskAsync(IChatClient client, bool streamed)
    {
        if (!streamed)
        {
            return (await client.GetResponseAsync("Hello", cancellationToken: Cancel)).Text;
        }

        var text = "";
        await foreach (var update in client.GetStreamingResponseAsync("Hello", cancellationToken: Cancel))
        {
            text += update.Text;
        }

        return text;
    }

    private async Task<List<UsageRecord>> RecordsAsync()
    {
        await using var db = await _studio.OpenAsync();
        return await db.Set<UsageRecord>().OrderBy(r => r.Id).ToListAsync(Cancel);
    }

    private static async Task<bool> ErrorAsync(HttpContext context, int status, string type, string message = "Try later", string? code = null)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new { error = new { message, type, code } }, Cancel);
        return true;
    }

    private static async Task<bool> StreamAsync(HttpContext context, string[] words, bool usage, Task? breakOff = null)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var word in words)
        {
            await SendAsync(new { id = "c", model = Model, choices = new[] { new { index = 0, delta = new { content = word } } } });
        }

        if (breakOff is not null)
        {
            await breakOff; // What is on the way when a connection is reset is lost.
            context.Abort();
            return true;
        }

        await SendAsync(new { id = "c", model = Model, choices = new[] { new { index = 0, delta = new { }, finish_reason = "stop" } } });
        if (usage)
        {
            await SendAsync(new { id = "c", model = Model, choices = Array.Empty<object>(), usage = new { prompt_tokens = 12, completion_tokens = 2, total_tokens = 14 } });
        }

        await context.Response.WriteAsync("data: [DONE]\n\n", Cancel);
        return true;

        async Task SendAsync(object data)
        {
            await context.Response.WriteAsync($"data: {System.Text.Json.JsonSerializer.Serialize(data)}\n\n", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
        }
    }
}
