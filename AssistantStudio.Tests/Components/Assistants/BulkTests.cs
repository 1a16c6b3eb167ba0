using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

/// <summary>One change to several assistants.</summary>
public sealed class BulkTests : AssistantScreensTest
{
    [Fact]
    public async Task Tag_OneThatIsGone_TagsTheOthersAndNamesItWithTheReason()
    {
        AssistantRow[] rows = [await AddAsync("Alpha"), await AddAsync("Beta"), await AddAsync("Gamma")];
        await Ben.Get<AssistantService>().DeleteAsync(rows[1].Id, null, Cancel);
        var panel = await TaggingAsync(rows);

        await panel.Find("form").SubmitAsync();

        Assert.Equal("Beta: " + new NotFoundException("The assistant").Message, Text(panel, ".refused li"));
        Assert.Equal("Tag 1 assistant", Text(panel, ".form-actions .btn.p"));
        Assert.Equal(["customers", "vip"], (await StoredAsync(rows[2].Id)).Assistant.Tags);
        Assert.Equal(["2 assistants have vip now."], Messages());
    }

    [Fact]
    public async Task Tag_WhatIsTooLong_IsNotTakenForATag()
    {
        AssistantRow[] rows = [await AddAsync("Alpha")];
        var panel = await TaggingAsync(rows);
        _ = panel.Find("#f-tags").InputAsync(new() { Value = new string('x', 60) + "," }); // The suggestions come after a pause.

        await panel.Find("form").SubmitAsync();

        Assert.Equal("What you typed is no tag yet. Shorten it, or take it out.", Text(panel, "#f-tags-help"));
        Assert.DoesNotContain("vip", (await StoredAsync(rows[0].Id)).Assistant.Tags);
        Assert.Empty(Messages());
    }

    [Fact]
    public async Task Tag_Stopped_KeepsWhatIsDoneAndGoesOnWithTheRest()
    {
        AssistantRow[] rows = [await AddAsync("Alpha"), await AddAsync("Beta"), await AddAsync("Gamma")];
        var panel = await TaggingAsync(rows);
        var slow = Database.HoldNext();
        var tagging = panel.Find("form").SubmitAsync();
        panel.WaitForAssertion(() => Assert.Equal("0 of 3", Text(panel, ".row .num")));

        await PressAsync(panel, "Stop");
        slow.SetResult();
        await tagging;

        Assert.StartsWith("Stopped.", Text(panel, ".note"), StringComparison.Ordinal);
        Assert.Equal("Tag 3 assistants", Text(panel, ".form-actions .btn.p"));
        await panel.Find("form").SubmitAsync();
        Assert.Equal(["3 assistants have vip now."], Messages());
    }

    [Fact]
    public async Task Tag_OneThatIsGone_TellsTheListOfThoseThatAreDone()
    {
        AssistantRow[] rows = [await AddAsync("Alpha"), await AddAsync("Beta"), await AddAsync("Gamma")];
        var selection = new AssistantSelection();
        Array.ForEach(rows, row => selection.Select(row, true));
        await Ben.Get<AssistantService>().DeleteAsync(rows[1].Id, null, Cancel);
        var panel = await TaggingAsync(rows, row => selection.Select(row, false));

        await panel.Find("form").SubmitAsync();

        Assert.Equal(["Beta"], selection.Rows.Select(r => r.Name));
    }

    [Fact]
    public async Task Archive_OneThatSomebodyArchivedBefore_StaysSelectedAlone()
    {
        AssistantRow[] rows = [await AddAsync("Alpha"), await AddAsync("Beta")];
        await Ben.Get<AssistantService>().SetStatusAsync(rows[0].Id, AssistantStatus.Archived, null, null, Cancel);
        List<string> done = [];
        var panel = Render<StatusPanel>(p => p.Add(x => x.Rows, rows).Add(x => x.To, AssistantStatus.Archived).Add(x => x.Done, row => done.Add(row.Name)));

        await panel.Find("form").SubmitAsync();

        Assert.Equal(["Beta"], done);
    }

    [Fact]
    public async Task Archive_OneThatSomebodyArchivedBefore_IsListedWithTheReason()
    {
        AssistantRow[] rows = [await AddAsync("Alpha"), await AddAsync("Beta")];
        await Ben.Get<AssistantService>().SetStatusAsync(rows[0].Id, AssistantStatus.Archived, null, null, Cancel);
        var panel = Render<StatusPanel>(p => p.Add(x => x.Rows, rows).Add(x => x.To, AssistantStatus.Archived));

        await panel.Find("form").SubmitAsync();

        Assert.StartsWith("Alpha: ", Text(panel, ".refused li"), StringComparison.Ordinal);
        Assert.Equal(AssistantStatus.Archived, (await StoredAsync(rows[1].Id)).Assistant.Status);
    }

    [Fact]
    public async Task Export_OneThatIsGone_CountsWhatIsInTheFile()
    {
        AssistantRow[] rows = [await AddAsync("Alpha"), await AddAsync("Beta")];
        await Ben.Get<AssistantService>().DeleteAsync(rows[1].Id, null, Cancel);

        await Services.GetRequiredService<AssistantActions>().ExportAsync(rows);

        Assert.Equal(["alpha.json holds 1 assistant with its prompts, and no secrets. 1 is not there any more."], Messages());
    }

    [Fact]
    public async Task Select_MoreThanFit_KeepsTheFirstAndSaysSo()
    {
        var row = await AddAsync();
        var selection = new AssistantSelection();
        foreach (var _ in Enumerable.Range(0, AssistantSelection.Most))
        {
            Assert.True(selection.Select(row with { Id = Guid.NewGuid() }, true));
        }

        Assert.False(selection.Select(row, true));
        Assert.Equal((AssistantSelection.Most, false), (selection.Count, selection.Has(row.Id)));
        Assert.True(selection.Select(selection.Rows.First(), false));
        Assert.True(selection.Select(row, true));
    }

    [Fact]
    public async Task Select_ThenShowOthers_SaysHowManyAreNotShown()
    {
        var (row, other) = (await AddAsync(), await AddAsync("Beta"));
        var selection = new AssistantSelection();
        selection.Refresh([row, other]);
        selection.Select(row, true);
        Assert.Equal(0, selection.NotShown);

        selection.Refresh([other]);

        Assert.Equal((1, 1), (selection.Count, selection.NotShown));
    }

    private async Task<IRenderedComponent<TagPanel>> TaggingAsync(AssistantRow[] rows, Action<AssistantRow>? done = null)
    {
        var panel = Render<TagPanel>(p => p.Add(x => x.Rows, rows).Add(x => x.Done, done));
        var typed = panel.Find("#f-tags").InputAsync(new() { Value = "vip" });
        Clock.Advance(ShellLimits.SearchPause);
        await typed;
        await panel.Find("#f-tags").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        return panel;
    }
}
