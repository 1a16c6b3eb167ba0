using System.Text.Json;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Usage;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>Who answers depends on how hard the question is; why, and what that saved, is kept.</summary>
public sealed class AnsweringServiceTests
{
    private const string Cheap = "gpt-4.1-nano";
    private const string Dear = "gpt-4.1";

    private readonly List<string> _asked = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_Easy_GoesToTheCheapModelAndTheSavingIsExact()
    {
        await using var scene = await CreateAsync();

        var (text, result) = await AskAsync(scene, "Hello there");

        Assert.Equal(("From gpt-4.1-nano", Cheap), (text, Assert.Single(_asked)));
        Assert.Equal("simple: it is a few words", result.Route);
        var record = Assert.Single(await scene.RecordsAsync());
        var at = scene.Studio.Clock.Now;
        var dear = CallCost.Of(new() { Input = 10, Output = 20 }, ModelCatalogue.Shipped.Find(Dear)!.PriceOn(DateOnly.FromDateTime(at))!, at)!.NanoDollars;
        Assert.Equal(("simple: it is a few words", dear - record.Cost, result.Saved), (record.Route, record.Saved, record.Saved));
        Assert.True(record.Saved > 0);
    }

    [Fact]
    public async Task Ask_Hard_GoesToTheBestModelAndSavesNothing()
    {
        await using var scene = await CreateAsync();

        var (text, result) = await AskAsync(scene, "Compare the two tariffs for parcels of three kilos");

        Assert.Equal(("From gpt-4.1", null), (text, result.Saved));
        Assert.StartsWith("complex: it says", result.Route, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_RulesAreNotSure_TheClassifierDecidesAndIsPaidFor()
    {
        await using var scene = await CreateAsync(p => p with { Classifier = p.Simple });
        scene.Vendor.Instead = async context => await ReplyAsync(context, await BodyAsync(context), _asked.Count == 0 ? "Complex." : null);

        var (_, result) = await AskAsync(scene, "When do you open on Saturday?");

        Assert.Equal([Cheap, Dear], _asked);
        Assert.Equal("complex: as the classifier judged", result.Route);
        var records = await scene.RecordsAsync();
        Assert.Equal([UsageOperation.Classification, UsageOperation.Chat], records.Select(r => r.Operation));
        Assert.Equal(result.Cost, records.Sum(r => r.Cost));
    }

    [Theory, InlineData(null), InlineData("I would rather not say")]
    public async Task Ask_ClassifierIsOfNoUse_TheRulesDecide(string? reply)
    {
        await using var scene = await CreateAsync(p => p with { Classifier = p.Model });
        scene.Vendor.Instead = async context =>
        {
            if (_asked.Count == 0 && reply is null)
            {
                _asked.Add("failed");
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsync("""{"error":{"message":"no","type":"invalid_request_error"}}""", Cancel);
                return true;
            }

            return await ReplyAsync(context, await BodyAsync(context), _asked.Count == 0 ? reply : null);
        };

        var (text, result) = await AskAsync(scene, "When do you open on Saturday?");

        Assert.Equal("From gpt-4.1-nano", text);
        Assert.StartsWith("simple: it is one short question; the classifier", result.Route, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_WhoeverIsMeantForEasyOnesFails_TheBetterOneStandsIn()
    {
        await using var scene = await CreateAsync();
        scene.Vendor.Instead = async context =>
        {
            var body = await BodyAsync(context);
            if (body.GetProperty("model").GetString() == Cheap)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                await context.Response.WriteAsync("{}", Cancel);
                return true;
            }

            return await ReplyAsync(context, body, null);
        };

        var (text, result) = await AskAsync(scene, "Hello there");

        Assert.Equal("From gpt-4.1", text);
        Assert.Equal([UsageOutcome.Failed, UsageOutcome.Succeeded], result.Attempts.Select(a => a.Outcome));
        Assert.Null(result.Saved);
    }

    [Fact]
    public async Task Ask_TheSameAgain_ComesFromTheCache()
    {
        await using var scene = await CreateAsync();
        await scene.DecideAsync(new FeaturePolicy { AnswerCache = true });

        var (first, asked) = await AskAsync(scene, "Hello there");
        var (second, kept) = await AskAsync(scene, "Hello there");

        Assert.Equal((first, false, true, 0L, asked.Cost), (second, asked.IsFromCache, kept.IsFromCache, kept.Cost, kept.Saved));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Ask_NobodyChosenOrNothingSaid_IsRefused()
    {
        await using var scene = await BudgetScene.CreateAsync();

        Assert.Contains("choose a model first", (await Assert.ThrowsAsync<ConflictException>(() => AskAsync(scene, "Hello"))).Message, StringComparison.Ordinal);
        Assert.Contains("text", (await Assert.ThrowsAsync<ValidationException>(() => AskAsync(scene, " "))).Errors.Keys);
    }

    [Fact]
    public async Task Route_OfAGroup_BeginsWithWhoeverHasTheLeastToDo()
    {
        await using var scene = await BudgetScene.CreateAsync();
        await using var editor = scene.Studio.As(Role.Editor);
        var providers = editor.Get<IntegrationService>();
        var last = await AddAsync("Last", null, Cheap);
        var busy = await AddAsync("Busy", "east", Cheap, last);
        await AddAsync("Free", "East", Cheap);
        await AddAsync("Without it", "east", Dear);
        var gate = scene.Studio.Get<ProviderGates>().Of(new(busy, new() { Kind = ProviderKinds.Of(ProviderKind.OpenAi), Name = "Busy" }, Cheap));
        await gate.EnterAsync(null, null, true, 0, Cancel);
        await using var db = await scene.Studio.OpenAsync();

        var route = await scene.Studio.Get<ModelRouter>().RouteAsync(db.OrganizationId, busy, Cheap, new() { OrganizationId = scene.Studio.Ours.Id, Operation = UsageOperation.Chat }, Cancel);

        Assert.Equal(["Free", "Busy", "Last"], route.Select(t => t.Account.Name));

        async Task<Guid> AddAsync(string name, string? group, string model, Guid? fallback = null) => (await providers.CreateAsync(
            new() { Kind = ProviderKind.OpenAi, Name = name, BaseUrl = scene.Vendor.Origin + "/v1", ApiKey = VendorServer.Key, Models = [model], LoadGroup = group, FallbackId = fallback }, null, Cancel)).Id;
    }

    private async Task<BudgetScene> CreateAsync(Func<AnsweringPreference, AnsweringPreference>? change = null)
    {
        var scene = await BudgetScene.CreateAsync();
        var provider = await scene.AddProviderAsync("Vendor");
        var preference = new AnsweringPreference { Model = new(provider, Dear), ByDifficulty = true, Simple = new(provider, Cheap) };
        await scene.DecideAsync(change?.Invoke(preference) ?? preference);
        scene.Vendor.Instead = async context => await ReplyAsync(context, await BodyAsync(context), null);
        return scene;
    }

    private static async Task<(string Text, AnswerResult Result)> AskAsync(BudgetScene scene, string question)
    {
        await using var editor = scene.Studio.As(Role.Editor);
        var (text, result) = ("", (AnswerResult?)null);
        await foreach (var step in editor.Get<AnsweringService>().AskAsync(question, Cancel))
        {
            (text, result) = (text + step.Text, step.Result ?? result);
        }

        return (text, result!);
    }

    private static async Task<JsonElement> BodyAsync(HttpContext context) => await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: Cancel);

    private async Task<bool> ReplyAsync(HttpContext context, JsonElement body, string? text)
    {
        var model = body.GetProperty("model").GetString()!;
        _asked.Add(model);
        var content = JsonSerializer.Serialize(text ?? $"From {model}");
        if (body.TryGetProperty("stream", out var stream) && stream.GetBoolean())
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync($$$"""
                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":{{{content}}}},"finish_reason":"stop"}]}

                data: {"id":"c","model":"m","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}

                data: [DONE]


                """, Cancel);
            return true;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            $$$"""{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":{{{content}}}}}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""", Cancel);
        return true;
    }
}
