using System.Text;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>A model from a price that nobody meant to its use by an assistant and its end.</summary>
public sealed class ModelJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Model_DescribedImportedAndChosen_IsPricedAndItsEndAnnounced()
    {
        var code = Guid.NewGuid().ToString("N")[..8];
        var (typed, listed) = ($"typed-{code}", $"listed-{code}");
        var admin = await OpenAdminAsync();
        var page = admin.Page;
        await admin.GoAsync("/ai/providers/models");

        // 0 is not free by itself, and a price without output is none.
        await admin.PressAsync("Add a model");
        await page.Locator("#f-model-name").FillAsync(typed);
        await admin.PressAsync("Add a price");
        await page.Locator("[id='f-prices[0].input']").FillAsync("0");
        await admin.PressAsync("Save the model");
        await Assertions.Expect(page.Locator("[id='f-prices[0].input-help']")).ToContainTextAsync("0 would make it free");
        await Assertions.Expect(page.Locator("[id='f-prices[0].output-help']")).ToContainTextAsync("the model is then unpriced");
        await admin.InspectEverywhereAsync("model with a price of nothing");
        await page.Locator("[id='f-prices[0].input']").FillAsync("0.15");
        await page.Locator("[id='f-prices[0].output']").FillAsync("0.6");
        await page.Locator("#f-shutdownDate").FillAsync("2020-01-31");
        await admin.PressAsync("Add a special rate");
        await admin.PressAsync("Save the model");
        await Assertions.Expect(page.Locator("[id='f-prices[0].special[0].above-help']")).ToContainTextAsync("Say when it counts");
        await page.Locator("[id='f-prices[0].special[0].above']").FillAsync("128,000");
        await page.Locator("[id='f-prices[0].special[0].input']").FillAsync("0.3");
        await admin.PressAsync("Add a part of the day");
        await admin.InspectEverywhereAsync("model with a special rate");
        await page.GetByLabel("Remove part 1 of the day").ClickAsync();
        await admin.PressAsync("Save the model");
        await admin.SeesAsync($"{typed}: $0.15 in, $0.6 out.");
        await admin.GoAsync($"/ai/providers/models?q={typed}");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("gone since 31 Jan 2020");

        // A list shows what it would do before it does it.
        await admin.PressAsync("Import a list");

        await admin.ChooseFilesAsync(new FilePayload
        {
            Name = "models.json",
            MimeType = "application/json",
            Buffer = Encoding.UTF8.GetBytes($$$"""
                {"{{{listed}}}":{"mode":"chat","litellm_provider":"ours","max_input_tokens":8192,"input_cost_per_token":1e-06,"output_cost_per_token":2e-06},
                 "{{{typed}}}":{"mode":"chat","litellm_provider":"ours","input_cost_per_token":9e-06,"output_cost_per_token":9e-06},
                 "negative":{"mode":"chat","input_cost_per_token":-1}}
                """),
        });
        await Assertions.Expect(page.Locator(".plan")).ToContainTextAsync("described it by hand; that stays.");
        await Assertions.Expect(page.Locator(".plan")).ToContainTextAsync("input_cost_per_token is less than 0.");
        await admin.InspectEverywhereAsync("plan of an import");
        await admin.PressAsync("Import 1 model");
        await admin.SeesAsync("1 new, 0 changed.");

        // An assistant takes one of a provider that is set up.
        await using var vendor = await VendorServer.StartAsync();
        var provider = await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), s => s.GetRequiredService<IntegrationService>().CreateAsync(
            new() { Kind = ProviderKind.OpenAiCompatible, Name = $"Ours {code}", BaseUrl = vendor.Origin + "/v1", ApiKey = VendorServer.Key, Models = [listed, typed] }, null, CancellationToken.None));
        await admin.GoAsync("/assistants/delivery-tracker");
        await page.Locator("#f-model").SelectOptionAsync(new SelectOptionValue { Value = $"{provider.Id}|{listed}" });
        await Assertions.Expect(page.Locator("#f-model-help")).ToHaveTextAsync($"Ours {code}: $1 in, $2 out for a million tokens, takes 8,192 tokens.");
        await Assertions.Expect(page.Locator(".save-line")).ToContainTextAsync("Saved");
        await admin.InspectEverywhereAsync("assistant with a model");
        await page.Locator("#f-model").SelectOptionAsync(new SelectOptionValue { Value = "" });
        await Assertions.Expect(page.Locator("#f-model-help")).ToHaveTextAsync("Prices are US dollars for a million tokens.");
    }

    [Fact]
    public async Task Usage_OnAnotherModel_IsComparedAndTheRestNamed()
    {
        var writer = Browser.Host.Services.GetRequiredService<UsageWriter>();
        var now = Browser.Host.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var organization = (await Browser.Host.AdminAsync()).OrganizationId;
        foreach (var cost in new long?[] { 60_000_000, null })
        {
            await writer.RecordAsync(
                new()
                {
                    OrganizationId = organization,
                    At = now,
                    Operation = UsageOperation.Chat,
                    Outcome = UsageOutcome.Succeeded,
                    ProviderName = "Ours",
                    Model = "what-if-of-nobody",
                    Usage = new() { Input = 1_000, Output = 1_000 },
                    Cost = cost,
                },
                CancellationToken.None);
        }

        var admin = await OpenAdminAsync();
        await admin.GoAsync("/ai/usage?range=7d");
        await admin.Page.Locator("#f-models").FillAsync("gpt-5.5");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.PressAsync("Price the calls");

        await Assertions.Expect(admin.Page.Locator("table", new() { HasTextString = "Would have cost" })).ToContainTextAsync("gpt-5.5");
        await Assertions.Expect(admin.Page.GetByText("whose own price is not known")).ToContainTextAsync("what-if-of-nobody");
        await Assertions.Expect(admin.Page.Locator("a[href*='format=csv']")).ToBeVisibleAsync();
        await admin.InspectEverywhereAsync("a period on other models");
    }
}
