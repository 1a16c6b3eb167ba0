using System.Globalization;
using AssistantStudio.Tests.Core.Providers;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>A provider from its first wrong key to its replacement, against a server on this machine.</summary>
public sealed class ProviderJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Provider_WrongAddressThenWrongKeyThenRight_IsStoredTestedAndReplaced()
    {
        await Browser.CloseNetworksAsync();
        await using var vendor = await VendorServer.StartAsync("Authorization", "our-model", "our-embed");
        var code = Guid.NewGuid().ToString("N")[..8];
        var (first, second) = ($"Gateway {code}", $"Spare {code}");
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/ai/providers");

        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add a provider" }).First.ClickAsync();
        await ChooseCompatibleAsync(admin);
        await admin.Page.Locator("#f-provider-name").FillAsync(first);
        await Key(admin).FillAsync("quite-the-wrong-key");
        await admin.Page.Locator("#f-baseUrl").FillAsync(vendor.Origin + "/v1");
        await admin.Page.Locator("#f-models").FillAsync("m");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.PressAsync("Save and test");

        // The address is private, and an administrator allows it with one press.
        await Assertions.Expect(admin.Page.Locator("#f-baseUrl-help")).ToContainTextAsync("private or reserved network");
        await admin.InspectEverywhereAsync("provider with a private address");
        await admin.PressAsync("Allow this address");
        await admin.SeesAsync("The address can be asked now.");
        await Assertions.Expect(admin.Button("Allow this address")).ToBeHiddenAsync(); // What is below moves up.
        await admin.PressAsync("Save and test");
        await Assertions.Expect(admin.Page.Locator("[id='f-credentials.apiKey-help']")).ToHaveTextAsync(
            $"{first} does not accept this key. Check that it was copied whole and is still valid.");
        await Assertions.Expect(admin.Page.Locator(".test-steps .bad.m")).ToHaveTextAsync("Key not accepted");
        await admin.InspectEverywhereAsync("provider with a wrong key");
        await Key(admin).FillAsync(VendorServer.Key);
        await admin.PressAsync("Save and test");

        var card = Card(admin, first);
        await Assertions.Expect(card).ToContainTextAsync("Ready");
        await Assertions.Expect(card).ToContainTextAsync("…6789");
        await admin.InspectEverywhereAsync("providers");
        Assert.DoesNotContain(VendorServer.Key, await admin.Page.ContentAsync(), StringComparison.Ordinal);

        // Another falls back on it; then it goes, and a third takes its place.
        await AddWithFallbackAsync(admin, second, vendor, first);
        await Assertions.Expect(Card(admin, second).Locator(".chain b").First).ToHaveTextAsync(first);
        await MenuAsync(admin, first, "Duplicate");
        await Assertions.Expect(Card(admin, $"{first} (copy)")).ToContainTextAsync("Switched off");
        await MenuAsync(admin, first, "Delete…");
        await Assertions.Expect(admin.Page.Locator(".names")).ToContainTextAsync($"{second}, which falls back on it");
        await admin.InspectEverywhereAsync("delete a provider in use");
        await admin.Page.Locator("#f-replaceBy").SelectOptionAsync(new SelectOptionValue { Label = $"{first} (copy)" });
        await admin.PressAsync("Replace and delete");
        await Assertions.Expect(Card(admin, second).Locator(".chain b").First).ToHaveTextAsync($"{first} (copy)");

        await RemoveAsync(admin, second);
        await RemoveAsync(admin, $"{first} (copy)");
    }

    private static ILocator Key(Visitor visitor) => visitor.Page.Locator("[id='f-credentials.apiKey']");

    private static ILocator Card(Visitor visitor, string name) => visitor.Page.Locator(
        "article.provider", new() { Has = visitor.Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });

    private static async Task AddWithFallbackAsync(Visitor visitor, string name, VendorServer vendor, string fallback)
    {
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add a provider" }).First.ClickAsync();
        await ChooseCompatibleAsync(visitor);
        await visitor.Page.Locator("#f-provider-name").FillAsync(name);
        await Key(visitor).FillAsync(VendorServer.Key);
        await visitor.Page.Locator("#f-baseUrl").FillAsync(vendor.Origin + "/v1");
        await visitor.Page.Locator("#f-fallbackId").SelectOptionAsync(new SelectOptionValue { Label = fallback });
        await visitor.PressAsync("Save and test");
        await Assertions.Expect(Card(visitor, name)).ToContainTextAsync("Ready");
    }

    /// <summary>Brings its usual name along, which would lie over a name that is typed before it.</summary>
    private static async Task ChooseCompatibleAsync(Visitor visitor)
    {
        await visitor.Page.Locator("label:has(#kind-OpenAiCompatible)").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#f-provider-name")).ToHaveValueAsync("OpenAI-compatible server");
    }

    private static async Task MenuAsync(Visitor visitor, string name, string entry)
    {
        await visitor.Page.Locator($"summary[aria-label='Actions for {name}']").ClickAsync();
        await visitor.Page.Locator("details[open] .mi", new() { HasTextString = entry }).ClickAsync();
    }

    private static async Task RemoveAsync(Visitor visitor, string name)
    {
        await MenuAsync(visitor, name, "Delete…");
        await visitor.PressAsync("Delete the provider");
        await Assertions.Expect(Card(visitor, name)).ToHaveCountAsync(0);
    }
}
