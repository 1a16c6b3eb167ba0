using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Providers;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>Who answers is chosen and tried; the same question again is answered from what was kept; a limit then refuses.</summary>
public sealed class AgentJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Question_AskedTwiceAndThenLimited_IsAnsweredKeptAndRefused()
    {
        await using var vendor = await VendorServer.StartAsync("Authorization", "gpt-4.1-nano");
        vendor.Instead = AnswerAsync;
        var name = $"Agent {Guid.NewGuid().ToString("N")[..8]}";
        await Browser.OpenNetworkAsync("127.0.0.1/32");
        await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), s => s.GetRequiredService<IntegrationService>().CreateAsync(
            new() { Kind = ProviderKind.OpenAi, Name = name, BaseUrl = vendor.Origin + "/v1", ApiKey = VendorServer.Key, Models = ["gpt-4.1", "gpt-4.1-nano"] }, null, CancellationToken.None));
        var admin = await OpenAdminAsync();
        var page = admin.Page;
        await admin.GoAsync("/ai/agents");
        await page.Locator("#f-answering-model").SelectOptionAsync(new SelectOptionValue { Label = name });
        await page.GetByText("Easy questions go to cheaper models").ClickAsync();
        await page.Locator("#f-answering-simple").SelectOptionAsync(new SelectOptionValue { Label = name });
        await page.GetByLabel("Model, simple questions").FillAsync("gpt-4.1-nano");
        await page.GetByLabel("Model, simple questions").BlurAsync();
        await admin.PressAsync("Save who answers");
        await admin.SeesAsync("Saved");
        await page.GetByText("Keep answers", new() { Exact = false }).First.ClickAsync();
        await admin.PressAsync("Save the switches");
        await admin.SeesAsync("Nothing is kept yet");

        await page.Locator("#f-answering-text").FillAsync("Hello there");
        await admin.PressAsync("Ask");
        await Assertions.Expect(page.Locator(".attempts")).ToContainTextAsync("gpt-4.1-nano: answered in");
        await admin.SeesAsync("Simple: it is a few words");
        await admin.PressAsync("Ask");
        await Assertions.Expect(page.Locator(".attempts")).ToContainTextAsync("answered from what was kept");
        Assert.Equal(1, vendor.Asked);
        await admin.InspectEverywhereAsync("an answer by difficulty that was kept");

        // Going back leaves the page before the field is left: what was typed in it is asked about all the same.
        await page.GetByRole(AriaRole.Link, new() { Name = "Embedding models" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Embedding models", Level = 1 })).ToBeVisibleAsync();
        await admin.SettleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "AI agents" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "AI agents", Level = 1 })).ToBeVisibleAsync();
        await admin.SettleAsync();

        // The browser hears a round trip after the form is drawn that leaving it is to be asked about; nobody types faster but a test.
        foreach (var (text, unsaved) in new[] { ("0.7", 1), ("", 0) })
        {
            await page.Locator("#f-maxPerRequest").FillAsync(text);
            await page.Locator("#f-maxPerRequest").BlurAsync();
            await Assertions.Expect(page.Locator("[data-unsaved]")).ToHaveCountAsync(unsaved);
        }

        await page.Locator("#f-maxPerRequest").PressSequentiallyAsync("0.75");
        await page.EvaluateAsync("() => history.back()");
        await admin.SeesAsync("Leave without saving?");
        await admin.PressAsync("Stay on the page");
        await Assertions.Expect(page.Locator("#f-maxPerRequest")).ToHaveValueAsync("0.75");
        Assert.EndsWith("/ai/agents", new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);

        await page.Locator("#f-maxPerRequest").FillAsync("0.0001");
        await admin.PressAsync("Save this limit");
        await admin.SeesAsync("One call may cost up to $");
        await page.Locator("#f-answering-text").FillAsync("Compare the two tariffs");
        await admin.PressAsync("Ask");
        await admin.SeesAsync("your organisation allows $0.0001 a call");
        await admin.InspectEverywhereAsync("a question that was refused");
        await page.Locator("#f-maxPerRequest").FillAsync("");
        await admin.PressAsync("Save this limit");
        await Assertions.Expect(page.Locator("#f-maxPerRequest")).ToHaveValueAsync("");
    }

    private static async Task<bool> AnswerAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var data in new[]
        {
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"Good morning."},"finish_reason":"stop"}]}""",
            """{"id":"c","model":"m","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""",
            "[DONE]",
        })
        {
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"data: {data}\n\n"));
        }

        return true;
    }
}
