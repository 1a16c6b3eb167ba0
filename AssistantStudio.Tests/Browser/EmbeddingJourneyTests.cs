using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>The built-in embedding model found, checked with ten lines and an empty one, and what that showed.</summary>
public sealed class EmbeddingJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task BuiltInModel_CheckedWithTenLinesAndAnEmptyOne_ShowsItsFiguresAndTheOneThatFailed()
    {
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/ai/embeddings");
        await admin.Button("Check hashed-ngrams-1 of Built-in").ClickAsync();
        var texts = admin.Page.Locator("#f-check-texts");
        await Assertions.Expect(texts).ToBeFocusedAsync();
        await texts.FillAsync(
            "Where is my parcel?\nThe lamp arrived broken.\nDo you deliver to Norway?\n\nI forgot my password.\nCan I pay by invoice?\nWhere is my order?\n"
            + "How do I return shoes?\nPlease change my address.\nWhen are you open?\nIs there a student discount?");
        await admin.PressAsync("Check the model");

        var result = admin.Page.GetByRole(AriaRole.Group, new() { Name = "Result of the check" });
        await Assertions.Expect(result).ToContainTextAsync("1 of 11 without a vector");
        await Assertions.Expect(result).ToContainTextAsync("Nothing speaks against these vectors.");
        await Assertions.Expect(result.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(result.Locator("tbody tr td").First).ToHaveTextAsync("4");
        await admin.InspectEverywhereAsync("a model that was checked");

        await admin.GoAsync("/ai/usage");
        await admin.SeesAsync("hashed-ngrams-1");
    }
}
