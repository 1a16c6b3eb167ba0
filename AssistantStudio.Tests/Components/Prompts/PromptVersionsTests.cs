using AssistantStudio.Core.Prompts;
using AssistantStudio.Web.Components.Prompts;
using Bunit;
using Radzen.Blazor;
using Xunit;

namespace AssistantStudio.Tests.Components.Prompts;

public sealed class PromptVersionsTests : PromptScreensTest
{
    private PromptDetail _detail = null!;

    [Fact]
    public async Task Compare_TwoVersions_ShowsWordsAndFieldsOfVariables()
    {
        var versions = await RenderAsync();

        await versions.Find("[aria-label='Compare version 1']").ChangeAsync(new() { Value = true });
        await versions.Find("[aria-label='Compare version 2']").ChangeAsync(new() { Value = true });
        await PressAsync(versions, "Compare v1 with v2");

        versions.WaitForElement(".diff-view");
        Assert.Equal(["removed: Hello"], versions.FindAll(".diff-view del").Select(d => d.TextContent));
        Assert.Equal(["added: Goodbye"], versions.FindAll(".diff-view ins").Select(d => d.TextContent));
        Assert.Equal("Type: was Text is NumberExample: is 12", Text(versions, ".compare-variables dd"));
    }

    [Fact]
    public async Task Publish_Draft_IsPublishedAfterTheQuestion()
    {
        AnswerYes();
        var versions = await RenderAsync();

        await PressAsync(versions, "Publish version 2");

        Assert.Equal(["Publish version 2?"], Asked);
        Assert.Equal(PromptVersionState.Published, (await StoredAsync("refund-policy")).Version.State);
    }

    [Fact]
    public async Task Deprecate_WithLabel_SaysWhyNotAndOffersNoWay()
    {
        await RenderAsync();
        await Ben.Get<PromptVersionService>().MoveLabelAsync(_detail.Prompt.Id, "production", 1, Cancel);
        var dialog = Render<RadzenDialog>();
        var labelled = await Ben.Get<PromptService>().GetAsync("refund-policy", Cancel);
        var versions = Render<PromptVersions>(p => p.Add(x => x.Detail, labelled));
        versions.WaitForElement("tbody tr");

        var pressed = PressAsync(versions, "Deprecate version 1…");

        dialog.WaitForElement(".studio-confirm .df");
        Assert.StartsWith("It carries the label production. Move it to another version first", Text(dialog, ".studio-confirm .note"), StringComparison.Ordinal);
        Assert.True(dialog.FindAll(".studio-confirm .df .btn")[1].HasAttribute("disabled"));
        await PressAsync(dialog, "Keep the version");
        await pressed;
        Assert.Equal(PromptVersionState.Published, (await Ben.Get<PromptVersionService>().GetAsync(_detail.Prompt.Id, 1, Cancel)).Version.State);
    }

    [Fact]
    public async Task Labels_AddedAndMoved_HaveOneHolder()
    {
        AnswerYes();
        await RenderAsync();
        await Ben.Get<PromptVersionService>().PublishAsync(_detail.Prompt.Id, 2, null, Cancel);
        var first = Render<LabelPanel>(p => p.Add(l => l.PromptId, _detail.Prompt.Id).Add(l => l.Number, 1));
        await first.WaitForElement("#f-label").ChangeAsync(new() { Value = "Not A Label" });
        await first.Find("form").SubmitAsync();
        Assert.StartsWith("Use lower-case letters", Text(first, "#f-label-help"), StringComparison.Ordinal);
        await first.Find("#f-label").ChangeAsync(new() { Value = "production" });
        await first.Find("form").SubmitAsync();
        Assert.Contains("On version 1, by Ada", Text(first, ".label-list"), StringComparison.Ordinal);

        var second = Render<LabelPanel>(p => p.Add(l => l.PromptId, _detail.Prompt.Id).Add(l => l.Number, 2));
        second.WaitForElement(".label-list");
        await PressAsync(second, "Move here the label production");

        Assert.Equal(["Move production to version 2?"], Asked);
        Assert.Equal([("production", 2)], (await Ben.Get<PromptService>().GetAsync("refund-policy", Cancel)).Labels.Select(l => (l.Label, l.Version)));
    }

    private async Task<IRenderedComponent<PromptVersions>> RenderAsync()
    {
        _detail = await AddAsync("Hello {{amount}}.", publish: true, variables: new PromptVariable { Name = "amount" });
        await Ben.Get<PromptVersionService>().AddAsync(
            _detail.Prompt.Id, new PromptContent { Content = "Goodbye {{amount}}.", Variables = [new PromptVariable { Name = "amount", Type = PromptVariableType.Number, Example = "12" }] }, Cancel);
        _detail = await Ben.Get<PromptService>().GetAsync("refund-policy", Cancel);
        var versions = Render<PromptVersions>(p => p.Add(v => v.Detail, _detail));
        versions.WaitForElement("tbody tr");
        return versions;
    }
}
