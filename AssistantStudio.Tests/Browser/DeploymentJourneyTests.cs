using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>The board with the mouse.</summary>
public sealed class DeploymentJourneyTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Card_DraggedToTheNextColumn_OpensThePromotion()
    {
        var name = "Dragged " + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];
        await Browser.Host.AsAsync(await Browser.Host.AdminAsync(), async s =>
        {
            var assistants = s.GetRequiredService<AssistantService>();
            var made = (await assistants.CreateAsync(new AssistantInput { Name = name, Model = new(null, BuiltInChatClient.ModelId) }, "Answer.", CancellationToken.None)).Assistant;
            await assistants.SetStatusAsync(made.Id, AssistantStatus.Active, null, null, CancellationToken.None);
            return await s.GetRequiredService<DeploymentService>().DeployAsync(made.Id, new() { Environment = StudioEnvironment.Development, Reason = "Test" }, CancellationToken.None);
        });
        var admin = await OpenAdminAsync();
        await admin.GoAsync("/deployments");
        var page = admin.Page;
        var card = page.Locator(".lane.dev .lane-card", new() { HasTextString = name });
        var (from, to) = ((await card.BoundingBoxAsync())!, (await page.Locator(".lane.test > header").BoundingBoxAsync())!);

        await page.Mouse.MoveAsync(from.X + (from.Width / 2), from.Y + from.Height - 6);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(from.X + (from.Width / 2) + 30, from.Y + from.Height - 6, new() { Steps = 5 });
        await Assertions.Expect(page.Locator(".lane.test.drop")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".lane.no-drop")).ToHaveCountAsync(2);
        await page.Mouse.MoveAsync(to.X + (to.Width / 2), to.Y + 8, new() { Steps = 5 });
        await page.Mouse.MoveAsync(to.X + (to.Width / 2), to.Y + 12);
        await page.Mouse.UpAsync();

        var panel = page.GetByRole(AriaRole.Dialog, new() { Name = $"Promote {name} to testing" });
        await Assertions.Expect(panel.Locator("#launch-checks")).ToBeVisibleAsync();
        await Assertions.Expect(panel.Locator("#launch-changes")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".lane.drop, .lane.no-drop")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".lane.test .lane-card", new() { HasTextString = name })).ToHaveCountAsync(0);
    }
}
