using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Providers;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OpenAI;
using OpenAI.Chat;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>The way of an assistant from its draft to production, of a worse one that is taken back by itself, and back by hand.</summary>
public sealed class RolloutJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    private const string Model = "vendor-1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administrator_BringsAnAssistantToProduction_AndAWorseOneGoesBackByItself()
    {
        await using var vendor = await VendorServer.StartAsync("Authorization", Model);
        vendor.Instead = AnswerAsync;
        await Browser.OpenNetworkAsync("127.0.0.1/32");
        var desk = await AddDeskAsync(vendor.Origin);
        var admin = await OpenAdminAsync();
        var page = admin.Page;

        // What keeps it from answering is said with the way to put it right.
        await admin.GoAsync($"/assistants/{desk.Slug}/deployments");
        await admin.PressAsync("Deploy… to development");
        await admin.SeesAsync("Activate it first");
        await Assertions.Expect(admin.Button("Deploy to development")).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Put it right : Assistant" }).ClickAsync();
        await page.GetByLabel($"More actions for {desk.Name}").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Activate…" }).ClickAsync();
        await admin.PressAsync("Activate the assistant");
        await Assertions.Expect(page.Locator("#f-reason")).ToHaveCountAsync(0);

        await admin.GoAsync($"/assistants/{desk.Slug}/deployments");
        await LaunchAsync(admin, "Deploy… to development", "Deploy to development");
        foreach (var place in new[] { "testing", "staging", "production" })
        {
            await LaunchAsync(admin, $"Promote version 1… to {place}", $"Promote to {place}");
        }

        var client = Sdk().GetChatClient(desk.Slug);
        Assert.Equal("Version one says hello.", await SaidAsync(client));

        // A worse one, as a canary beside it.
        await AsAdminAsync(s => s.GetRequiredService<AssistantService>().ChangeAsync(desk.Id, new() { Instructions = "WORSE" }, Cancel));
        await AsAdminAsync(s => s.GetRequiredService<DeploymentService>().DeployAsync(desk.Id, new() { Environment = StudioEnvironment.Development, Reason = "Test" }, Cancel));
        foreach (var from in new[] { StudioEnvironment.Development, StudioEnvironment.Testing })
        {
            await AsAdminAsync(s => s.GetRequiredService<DeploymentService>().PromoteAsync(desk.Id, new() { From = from, Reason = "Test" }, Cancel));
        }

        await admin.PressAsync("Try what stands in staging…");
        await page.Locator("#f-weight").FillAsync("50");
        await page.Locator("#f-minimumSample").FillAsync("20");
        await page.Locator("#f-reason").FillAsync("On trial");
        await admin.PressAsync("Begin the canary in production");
        await admin.SeesAsync("v2 · 50%");
        await admin.InspectEverywhereAsync("a canary beside what answers");
        await TalkAsync(client, 160);
        await Browser.Host.Services.GetRequiredService<DeploymentWatch>().LookAsync(Cancel);
        await Assertions.Expect(page.GetByText("v2 · 50%")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("tr").Filter(new() { HasText = "On trial" })).ToContainTextAsync("Rolled back");
        Assert.Equal("Version one says hello.", await SaidAsync(client));

        // Somebody wants it all the same, and goes back by hand.
        await page.SetViewportSizeAsync(Visitor.Desktop.Width, Visitor.Desktop.Height);
        await LaunchAsync(admin, "Promote version 2… to production", "Promote to production");
        await Assert.ThrowsAsync<ClientResultException>(() => SaidAsync(client));
        await admin.PressAsync("Roll back… in production");
        await page.Locator("#f-reason").FillAsync("It answers nobody");
        await admin.PressAsync("Go back");
        await admin.SeesAsync("Version 1 answers in production now");
        await admin.PressAsync("Close the panel");
        Assert.Equal("Version one says hello.", await SaidAsync(client));
    }

    private static async Task LaunchAsync(Visitor admin, string open, string command)
    {
        await admin.PressAsync(open);
        await admin.Page.Locator("#f-reason").FillAsync("It was tried");
        await admin.PressAsync(command);
        await Assertions.Expect(admin.Page.Locator("#f-reason")).ToHaveCountAsync(0);
    }

    private static async Task<string> SaidAsync(ChatClient client)
    {
        var said = "";
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Hello")], new ChatCompletionOptions(), Cancel))
        {
            said += string.Concat(update.ContentUpdate.Select(c => c.Text));
        }

        return said;
    }

    private static async Task TalkAsync(ChatClient client, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            try
            {
                await client.CompleteChatAsync([new UserChatMessage("Hello")], new ChatCompletionOptions(), Cancel);
            }
            catch (ClientResultException)
            {
                // The worse one.
            }
        }
    }

    /// <summary>Says nothing that can be read to the worse one.</summary>
    private static async Task<bool> AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return false; // Which models there are.
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(Cancel);
        var isStream = body.Contains("\"stream\":true", StringComparison.Ordinal);
        if (body.Contains("WORSE", StringComparison.Ordinal))
        {
            context.Response.ContentType = isStream ? "text/event-stream" : "application/json";
            await context.Response.WriteAsync(isStream ? "data: nothing\n\n" : "nothing", Cancel);
            return true;
        }

        var choice = new Dictionary<string, object?> { ["index"] = 0, ["finish_reason"] = "stop", [isStream ? "delta" : "message"] = new { role = "assistant", content = "Version one says hello." } };
        var reply = JsonSerializer.Serialize(new
        {
            id = "chatcmpl-1",
            @object = isStream ? "chat.completion.chunk" : "chat.completion",
            created = 1_770_000_000,
            model = Model,
            choices = new[] { choice },
            usage = new { prompt_tokens = 10, completion_tokens = 4, total_tokens = 14 },
        });
        context.Response.ContentType = isStream ? "text/event-stream" : "application/json";
        await context.Response.WriteAsync(isStream ? $"data: {reply}\n\ndata: [DONE]\n\n" : reply, Cancel);
        return true;
    }

    private OpenAIClient Sdk() => new(new ApiKeyCredential(StudioHost.AdminKey), new OpenAIClientOptions { Endpoint = new($"{Browser.Address}/v1"), RetryPolicy = new ClientRetryPolicy(0) });

    private async Task<AssistantRow> AddDeskAsync(string vendor)
    {
        var code = Guid.NewGuid().ToString("N")[..8];
        return await AsAdminAsync(async s =>
        {
            var provider = await s.GetRequiredService<IntegrationService>().CreateAsync(
                new() { Kind = ProviderKind.OpenAi, Name = $"Vendor {code}", BaseUrl = vendor + "/v1", ApiKey = VendorServer.Key, Models = [Model] }, null, Cancel);
            await s.GetRequiredService<ModelService>().SaveAsync(new() { Name = Model, Capabilities = ModelCapabilities.Chat, Prices = [new() { Input = 1, Output = 4 }] }, null, Cancel);
            var made = (await s.GetRequiredService<AssistantService>().CreateAsync(
                new() { Name = $"Harbour {code}", Type = AssistantType.Support, Instructions = "You answer for the harbour.", Model = new(provider.Id, Model) }, "Answer politely.", Cancel)).Assistant;
            await s.GetRequiredService<BudgetService>().CreateAsync(new() { Scope = BudgetScope.Assistant, Key = made.Id.ToString(), Period = BudgetPeriod.Month, Amount = 1_000_000_000_000, Action = BudgetAction.Stop }, Cancel);
            return made;
        });
    }

    private async Task<T> AsAdminAsync<T>(Func<IServiceProvider, Task<T>> work) => await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), work);
}
