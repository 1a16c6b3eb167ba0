using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Components.Assistants;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

public sealed class ImportPanelTests : AssistantScreensTest
{
    [Fact]
    public async Task Choose_BeforeTheLastPlanIsThere_ShowsAndImportsTheNewestChoice()
    {
        var row = await AddAsync();
        var bundle = BundleText.Write(await Ben.Get<BundleService>().ExportAsync([row.Id], Cancel));
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Greeting = "Newer" }, Cancel);
        var panel = Render<ImportPanel>();
        panel.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(bundle, "desk.json"));
        panel.WaitForElement(".plan");

        var slow = Database.HoldNext();
        var leave = ChooseAsync(panel, 1);
        Assert.True(panel.Find(".form-actions .btn.p").HasAttribute("disabled"));
        await ChooseAsync(panel, 2);
        slow.SetResult();
        await leave;

        Assert.Equal("Import 1 item", Text(panel, ".form-actions .btn.p"));
        await panel.Find("form").SubmitAsync();
        Assert.Equal(2, (await Ben.Get<AssistantService>().ListAsync(new AssistantListQuery(), Cancel)).Total);
    }

    private static Task ChooseAsync(IRenderedComponent<ImportPanel> panel, int choice) => panel.FindAll("[name=import-choice]")[choice].ChangeAsync(new() { Value = "on" });
}
