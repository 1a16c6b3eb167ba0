using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Shell;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

/// <summary>What the Prompts tab says and offers without being asked.</summary>
public sealed class LinkHintsTests : AssistantScreensTest
{
    private static readonly PromptCondition s_condition = new() { Field = "message", Operator = ConditionOperator.Contains, Values = ["order"] };

    public static TheoryData<AssistantType> Types { get; } = [.. Enum.GetValues<AssistantType>()];

    [Theory, MemberData(nameof(Types))]
    public async Task Wizard_PromptOfAType_CarriesNoWarning(AssistantType type)
    {
        var draft = new NewAssistant { Name = "New one" };
        draft.Choose(type);
        var made = await Ben.Get<AssistantService>().CreateAsync(draft.ToInput(), draft.Prompt, Cancel);

        var page = Open(made.Assistant.Slug, "/prompts");

        page.WaitForElement(".resolver .verdict");
        Assert.Empty(page.FindAll(".links > .note"));
    }

    [Fact]
    public async Task Secondary_BehindAPrimaryWithoutConditions_SaysItNeverAnswersAndWhatMendsIt()
    {
        var row = await AddAsync(prompt: "Hello.");
        await LinkAsync(row.Id, "Orders", new() { Role = PromptRole.Secondary });
        var page = Open(row.Slug, "/prompts");
        page.WaitForElement(".link-list");

        Assert.Equal("Never answers: “Returns desk” comes first and has no conditions. Add a condition to “Returns desk”", Text(page, ".hidden-link"));
        var links = await Ben.Get<PromptLinkService>().ListAsync(row.Id, Cancel);
        var panel = Render<LinkPanel>(p => p.Add(x => x.AssistantId, row.Id).Add(x => x.Link, links[0]).Add(x => x.AddsCondition, true));
        Assert.Single(panel.FindAll("[aria-label='What to look at']"));
    }

    [Fact]
    public async Task Secondary_BehindAnotherWithoutConditions_NamesThatOne()
    {
        var row = await AddAsync();
        await LinkAsync(row.Id, "First", new() { Role = PromptRole.Primary, Conditions = [s_condition] });
        await LinkAsync(row.Id, "Second", new() { Role = PromptRole.Secondary, Priority = 1 });
        await LinkAsync(row.Id, "Third", new() { Role = PromptRole.Secondary, Priority = 2, Conditions = [s_condition] });
        await LinkAsync(row.Id, "Off", new() { Role = PromptRole.Secondary, Priority = 3, Enabled = false });

        var page = Open(row.Slug, "/prompts");

        page.WaitForElement(".hidden-link");
        Assert.StartsWith("Never answers: “Second” comes first", Assert.Single(page.FindAll(".hidden-link")).TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggestions_WithoutAPrimary_LinkWithOnePress()
    {
        var row = await AddAsync();
        await AddPromptAsync("Returns policy for customers", "How returns work.");
        var page = Open(row.Slug, "/prompts");
        page.WaitForElement(".suggestions li");
        Assert.StartsWith("Is about the same: returns", Text(page, ".suggestions .help"), StringComparison.Ordinal);

        await PressAsync(page, "Link Returns policy for customers");

        page.WaitForAssertion(() => Assert.Equal("Returns policy for customers", Text(page, ".link-list a.m")));
        var link = Assert.Single(await Ben.Get<PromptLinkService>().ListAsync(row.Id, Cancel));
        Assert.Equal((PromptRole.Primary, true), (link.Role, link.Enabled));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".suggestions")));
    }

    [Fact]
    public async Task Suggestions_Many_ShowTheBestThreeAndAWayToAll()
    {
        var row = await AddAsync(prompt: "Hello.");
        foreach (var number in Enumerable.Range(1, 4))
        {
            await AddPromptAsync($"Returns policy {number}", "How returns work.");
        }

        var page = Open(row.Slug, "/prompts");

        page.WaitForElement(".suggestions li");
        Assert.Equal(3, page.FindAll(".suggestions li").Count);
        Assert.Equal("Link…", Text(page, ".suggestions .btn"));
        await PressAsync(page, "Show all 4");
        Assert.Equal(4, page.FindAll(".suggestions li").Count);
    }

    [Fact]
    public async Task Suggestions_WithTwoLinks_AreNotShown()
    {
        var row = await AddAsync(prompt: "Hello.");
        await AddPromptAsync("Returns policy", "How returns work.");
        await LinkAsync(row.Id, "Orders", new() { Role = PromptRole.Fallback });
        var page = Open(row.Slug, "/prompts");
        page.WaitForElement(".resolver .verdict");
        Assert.Empty(page.FindAll(".suggestions"));
    }

    [Fact]
    public async Task Suggestions_ForWhoeverOnlyLooks_AreNotShown()
    {
        Use(Role.Viewer);
        var row = await AddAsync();
        await AddPromptAsync("Returns policy", "How returns work.");

        var page = Open(row.Slug, "/prompts");

        page.WaitForElement(".empty");
        Assert.Empty(page.FindAll(".suggestions"));
    }

    [Fact]
    public async Task Resolver_Examples_AreSaidAndCanBeCleared()
    {
        var row = await AddAsync();
        var prompt = await AddPromptAsync("Orders", "Order {{order}} of {{customer | default: \"somebody\"}}.", new PromptVariable { Name = "order", Example = "4817" }, new PromptVariable { Name = "customer" });
        await Ben.Get<PromptLinkService>().AddAsync(row.Id, prompt.Id, new PromptLinkInput { Role = PromptRole.Primary }, Cancel);
        var page = Open(row.Slug, "/prompts");
        page.WaitForAssertion(() => Assert.Equal("Order 4817 of somebody.", Text(page, ".preview")));
        Assert.StartsWith("These are the examples from the variables; change them.", Text(page, ".examples"), StringComparison.Ordinal);
        await page.Find("[id='f-variables.customer']").ChangeAsync(new() { Value = "Ada" });

        await PressAsync(page, "Clear the examples");

        page.WaitForAssertion(() => Assert.Equal("Order of Ada.", Text(page, ".preview")));
        await PressAsync(page, "Fill in the examples");
        page.WaitForAssertion(() => Assert.Equal("Order 4817 of Ada.", Text(page, ".preview")));
    }

    private async Task LinkAsync(Guid assistant, string title, PromptLinkInput link) =>
        await Ben.Get<PromptLinkService>().AddAsync(assistant, (await AddPromptAsync(title, "Text of " + title)).Id, link, Cancel);
}
