using System.Globalization;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Tests.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>Models asked side by side, texts compared, and a budget that then refuses the next question.</summary>
public sealed class TrialJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    /// <summary>The last question that the vendor got.</summary>
    private string _asked = "";

    [Fact]
    public async Task Models_AskedSideBySide_AnswerUntilTheirBudgetIsUsedUp()
    {
        await Browser.CloseNetworksAsync();
        await using var vendor = await VendorServer.StartAsync("Authorization", "gpt-4.1-nano");
        vendor.Instead = AnswerAsync;
        var name = $"Side {Guid.NewGuid().ToString("N")[..8]}";
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/ai/providers");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add a provider" }).First.ClickAsync();
        await admin.Page.Locator("#f-provider-name").FillAsync(name);
        await admin.Page.Locator("[id='f-credentials.apiKey']").FillAsync(VendorServer.Key);
        await admin.Page.Locator("#f-baseUrl").FillAsync(vendor.Origin + "/v1");
        await admin.Page.Locator("#f-models").FillAsync("gpt-4.1-nano");
        await admin.Page.Locator("#f-models").PressAsync("Enter");
        await admin.PressAsync("Save and test");

        await admin.PressAsync("Allow this address");
        await admin.SeesAsync("The address can be asked now.");
        await Assertions.Expect(admin.Button("Allow this address")).ToBeHiddenAsync(); // What is below moves up.
        await admin.PressAsync("Save and test");
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true })).ToBeVisibleAsync();

        // The same model twice: how far do two answers differ?
        await admin.GoAsync("/ai/testing");
        await admin.Page.Locator("#f-trial-text").FillAsync("Where is my parcel?");
        await admin.Page.GetByLabel("Provider 1").First.SelectOptionAsync(new SelectOptionValue { Label = name });
        await admin.PressAsync("Add a model");
        await admin.Page.GetByLabel("Provider 2").SelectOptionAsync(new SelectOptionValue { Label = name });
        await admin.PressAsync("Ask 2 models");
        var answers = admin.Page.Locator(".trial");
        await Assertions.Expect(answers).ToHaveCountAsync(2);
        await Assertions.Expect(answers.Nth(0)).ToContainTextAsync("On its way.");
        await Assertions.Expect(answers.Nth(1)).ToContainTextAsync("1,000 in, 2,000 out");
        await Assertions.Expect(answers.Nth(1)).ToContainTextAsync("$0.0009");
        await admin.InspectEverywhereAsync("two answers");

        // A prompt is tried with the values of its preview.
        var prompt = await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), s => s.GetRequiredService<PromptService>().CreateAsync(
            new PromptInput { Title = $"Tried {name}" },
            new PromptContent { Content = "You serve {{customer}}.", Variables = [new PromptVariable { Name = "customer", Required = true }] },
            CancellationToken.None));
        await admin.GoAsync($"/prompts/{prompt.Prompt.Key}");
        var trial = admin.Page.Locator(".prompt-trial");
        await Assertions.Expect(trial).ToContainTextAsync("Give every variable a value first.");
        await admin.Page.Locator("#f-preview-customer").FillAsync("Ada");
        await admin.Page.Locator("#f-preview-customer").BlurAsync();
        await trial.GetByLabel("Provider 1").SelectOptionAsync(new SelectOptionValue { Label = name });
        await trial.GetByLabel("What somebody says").FillAsync("Where is my parcel?");
        await admin.PressAsync("Ask the model");
        await Assertions.Expect(trial).ToContainTextAsync("On its way.");
        await admin.InspectEverywhereAsync("a prompt that was tried");
        Assert.Contains("You serve Ada.", _asked, StringComparison.Ordinal);

        await admin.GoAsync("/ai/usage");
        await admin.PressAsync("Set a budget");
        await admin.Page.Locator("#f-scope").SelectOptionAsync("Provider");
        await admin.Page.Locator("#f-key").FillAsync(name);
        await admin.Page.Locator(".pick-list button", new() { HasTextString = name }).ClickAsync();
        await admin.Page.Locator("#f-budget-amount").FillAsync("0.003");
        await admin.Page.Locator("#f-action").SelectOptionAsync("Stop");
        await admin.InspectEverywhereAsync("a budget");
        await admin.PressAsync("Set the budget");
        var budget = admin.Page.Locator(".budgets > li", new() { HasTextString = name });
        await Assertions.Expect(budget).ToContainTextAsync("$0.0027");
        await admin.InspectEverywhereAsync("budgets");

        await admin.GoAsync("/ai/testing");
        await admin.Page.Locator("#f-trial-text").FillAsync("And now?");
        await admin.Page.GetByLabel("Provider 1").First.SelectOptionAsync(new SelectOptionValue { Label = name });
        await admin.PressAsync("Ask the model");
        await Assertions.Expect(answers.First).ToContainTextAsync("budget of this provider");
        await admin.InspectEverywhereAsync("an answer that was refused");
    }

    private async Task<bool> AnswerAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _asked = await reader.ReadToEndAsync();
        if (!_asked.Contains("\"stream\":true", StringComparison.Ordinal))
        {
            return false;
        }

        context.Response.ContentType = "text/event-stream";
        foreach (var data in new[]
        {
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"On its "}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"way."},"finish_reason":"stop"}]}""",
            """{"id":"c","model":"m","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":2000,"total_tokens":3000}}""",
            "[DONE]",
        })
        {
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"data: {data}\n\n")));
        }

        return true;
    }
}
