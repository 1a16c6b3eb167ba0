using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Shell;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

public sealed class OwnerPickerTests : AssistantScreensTest
{
    [Fact]
    public async Task Owner_BehindTheFirstPeople_IsNamedAndCanBeHandedOverToAnother()
    {
        foreach (var number in Enumerable.Range(1, 9))
        {
            await AddMemberAsync($"Person {number}");
        }

        var (yves, zoe) = (await AddMemberAsync("Yves"), await AddMemberAsync("Zoe"));
        var row = await AddAsync();
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { OwnerId = zoe }, Cancel);
        var page = Open(row.Slug);
        page.WaitForAssertion(() => Assert.Equal("Zoe", Text(page, ".chosen b")));

        await page.Find("#f-ownerId").ClickAsync(new());
        Assert.Equal("There are more. Type to find others.", Text(page, ".pick-list .none"));
        var typed = page.Find("#f-ownerId").InputAsync(new() { Value = "yv" });
        Clock.Advance(ShellLimits.SearchPause);
        await typed;
        Assert.Equal(["Keep Zoe", "Yves"], page.FindAll(".pick-list b").Select(b => b.TextContent));
        await page.FindAll(".pick-list button")[1].ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("Yves", Text(page, ".chosen b")));
        Clock.Advance(AssistantEditor.AutosavePause);
        page.WaitForAssertion(() => Assert.StartsWith("Saved", Text(page, ".save-line"), StringComparison.Ordinal));
        Assert.Equal(yves, (await StoredAsync(row.Id)).Assistant.OwnerId);
    }

    [Fact]
    public async Task Owner_ForSomebodyWhoCannotHandOver_IsNamed()
    {
        var zoe = await AddMemberAsync("Zoe");
        Use(Role.Viewer);

        var picker = Render<OwnerPicker>(p => p.Add(x => x.OwnerId, zoe));

        picker.WaitForAssertion(() => Assert.Equal("OwnerZoeWhoever manages all assistants can hand it over.", Text(picker, ".field")));
    }

    [Fact]
    public void Owner_WhoLeft_IsSaidToBeGone()
    {
        var picker = Render<OwnerPicker>(p => p.Add(x => x.OwnerId, Guid.NewGuid()));

        picker.WaitForAssertion(() => Assert.Equal("somebody who is gone", Text(picker, ".chosen b")));
    }
}
