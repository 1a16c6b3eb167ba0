using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Shell;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

public sealed class AssistantPromptsTests : AssistantScreensTest
{
    private static readonly PromptVariable s_order = new() { Name = "order", Required = true };

    [Fact]
    public async Task Prompts_NoFallback_NamesWhatIsRequiredAndWhatStaysEmpty()
    {
        var row = await AddAsync();
        await LinkAsync(
            row.Id, "Orders", "Order {{order}} of {{customer}}, {{city}}.", new PromptLinkInput { Role = PromptRole.Primary },
            s_order, new PromptVariable { Name = "customer" }, new PromptVariable { Name = "city", Default = "Vienna" });

        var page = Open(row.Slug, "/prompts");

        page.WaitForElement(".links > .note");
        Assert.Equal(
            [
                "There is no fallback. “Orders” requires order. Without that, no prompt answers.",
                "“Orders” answers without customer, too. What is optional and has no default is left empty in the text when nobody gives it.",
            ],
            page.FindAll(".links > .note .grow").Select(n => n.TextContent.Trim()));
    }

    [Fact]
    public async Task Resolver_Typing_IsAnsweredAfterAPauseWithoutLeavingTheField()
    {
        var row = await AddAsync();
        await LinkAsync(
            row.Id, "Orders", "About your order.",
            new PromptLinkInput { Role = PromptRole.Primary, Conditions = [new PromptCondition { Field = "message", Operator = ConditionOperator.Contains, Values = ["order"] }] });
        await LinkAsync(row.Id, "Otherwise", "Ask again.", new PromptLinkInput { Role = PromptRole.Fallback });
        var page = Open(row.Slug, "/prompts");
        page.WaitForAssertion(() => Assert.Equal("Ask again.", Text(page, ".preview")));

        await TypeAsync(page, "#f-message", "Where is my order?");

        page.WaitForAssertion(() => Assert.Equal("About your order.", Text(page, ".preview")));
    }

    [Fact]
    public async Task Resolver_Situation_ShowsTheTextAndWhyTheOthersNot()
    {
        var row = await AddAsync();
        await LinkAsync(
            row.Id, "Orders", "Order {{order}}.",
            new PromptLinkInput { Role = PromptRole.Primary, Conditions = [new PromptCondition { Field = "message", Operator = ConditionOperator.Contains, Values = ["order"] }] }, s_order);
        await LinkAsync(row.Id, "Otherwise", "Ask again.", new PromptLinkInput { Role = PromptRole.Fallback });
        var page = Open(row.Slug, "/prompts");
        page.WaitForAssertion(() => Assert.Equal("Ask again.", Text(page, ".preview")));
        Assert.Contains("Does not apply: it applies when the message contains order, but there is no message.", Text(page, ".why"), StringComparison.Ordinal);

        await TypeAsync(page, "#f-message", "Where is my order?");
        page.WaitForAssertion(() => Assert.Contains("Cannot be rendered", Text(page, ".why"), StringComparison.Ordinal));
        await page.Find("[id='f-variables.order']").ChangeAsync(new() { Value = "4817" });

        page.WaitForAssertion(() => Assert.Equal("Order 4817.", Text(page, ".preview")));
    }

    [Fact]
    public async Task Resolver_MissingVariableAndNoFallback_IsNamedAtItsField()
    {
        var row = await AddAsync();
        await LinkAsync(row.Id, "Orders", "Order {{order}}.", new PromptLinkInput { Role = PromptRole.Primary }, s_order);

        var page = Open(row.Slug, "/prompts");

        page.WaitForAssertion(() => Assert.Equal("The variable order is required.", Text(page, "[id='f-variables.order-help']")));
        Assert.Equal("No prompt answers", Text(page, ".verdict"));
    }

    [Fact]
    public async Task MoveDown_FromTheMenu_ChangesTheOrder()
    {
        var row = await AddAsync();
        await LinkAsync(row.Id, "First", "1", new PromptLinkInput { Role = PromptRole.Secondary });
        await LinkAsync(row.Id, "Second", "2", new PromptLinkInput { Role = PromptRole.Secondary });
        var page = Open(row.Slug, "/prompts");
        page.WaitForElement(".link-list");

        await page.FindAll(".link-list .mi").First(b => b.TextContent == "Move down").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(["Second", "First"], page.FindAll(".link-list a.m").Select(a => a.TextContent)));
        Assert.Equal(["Second", "First"], (await Ben.Get<PromptLinkService>().ListAsync(row.Id, Cancel)).Select(l => l.PromptTitle));
    }

    [Fact]
    public async Task MakePrimary_ASecondary_TakesThePlaceOfTheOld()
    {
        var row = await AddAsync(prompt: "Hello.");
        await LinkAsync(row.Id, "Orders", "1", new PromptLinkInput { Role = PromptRole.Secondary });
        var page = Open(row.Slug, "/prompts");
        page.WaitForElement(".link-list");

        await page.FindAll(".mi").First(b => b.TextContent == "Make primary").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(["Orders", "Returns desk"], page.FindAll(".link-list a.m").Select(a => a.TextContent)));
    }

    [Fact]
    public async Task LinkPanel_ConditionsBuilt_AreStoredAndReadAsASentence()
    {
        var row = await AddAsync();
        await AddPromptAsync("Orders", "Order {{order}}.", s_order);
        var panel = Render<LinkPanel>(p => p.Add(x => x.AssistantId, row.Id));
        var typing = panel.Find("input[type=search]").InputAsync("Orders");
        Clock.Advance(AssistantStudio.Web.Shell.ShellLimits.SearchPause);
        await typing;
        await panel.WaitForElement(".pick-list button").ClickAsync(new());
        await PressAsync(panel, "Add a condition");
        await panel.Find("[aria-label='What to look at']").ChangeAsync(new() { Value = nameof(ConditionSubject.Weekday) });
        await PressAsync(panel, "Add a condition");
        await panel.FindAll("[aria-label='What to look at']")[1].ChangeAsync(new() { Value = nameof(ConditionSubject.Language) });
        await panel.FindAll("[aria-label='How to compare']")[1].ChangeAsync(new() { Value = nameof(ConditionOperator.Equals) });
        await panel.Find("[id='f-conditions[1].value']").InputAsync("nl");
        Assert.Equal("When it is Monday to Friday (UTC) and the language is nl.", Text(panel, ".sentence"));

        await panel.Find("form").SubmitAsync();

        var link = Assert.Single(await Ben.Get<PromptLinkService>().ListAsync(row.Id, Cancel));
        Assert.Equal("When it is Monday to Friday (UTC) and the language is nl", link.When);
    }

    [Fact]
    public async Task LinkPanel_PrimaryBesideAPrimary_ReplacesIt()
    {
        var row = await AddAsync(prompt: "Hello.");
        await LinkAsync(row.Id, "Orders", "1", new PromptLinkInput { Role = PromptRole.Secondary });
        var links = await Ben.Get<PromptLinkService>().ListAsync(row.Id, Cancel);
        var panel = Render<LinkPanel>(p => p.Add(x => x.AssistantId, row.Id).Add(x => x.Link, links[1]).Add(x => x.Primary, links[0]));

        await panel.Find("#f-role").ChangeAsync(new() { Value = nameof(PromptRole.Primary) });
        Assert.Equal("“Returns desk” is the primary now. It becomes the first secondary.", Text(panel, "#f-role-help"));
        await panel.Find("form").SubmitAsync();

        Assert.Equal(
            [("Orders", PromptRole.Primary), ("Returns desk", PromptRole.Secondary)],
            (await Ben.Get<PromptLinkService>().ListAsync(row.Id, Cancel)).Select(l => (l.PromptTitle, l.Role)));
    }

    [Theory]
    [InlineData(ConditionSubject.Time, new[] { ConditionOperator.Between })]
    [InlineData(ConditionSubject.Channel, new[] { ConditionOperator.Equals, ConditionOperator.NotEquals, ConditionOperator.In, ConditionOperator.NotIn })]
    public void ConditionForm_ASubject_OffersOnlyWhatMakesSense(ConditionSubject subject, ConditionOperator[] expected)
    {
        var draft = ConditionDraft.New("UTC");

        draft.Choose(subject);

        Assert.Equal(expected, draft.Operators);
    }

    [Fact]
    public async Task LinkPanel_PatternThatIsNone_IsSaidAtItsField()
    {
        var row = await AddAsync();
        var prompt = await AddPromptAsync("Orders", "1");
        var link = await Ben.Get<PromptLinkService>().AddAsync(
            row.Id, prompt.Id, new PromptLinkInput { Role = PromptRole.Secondary, Conditions = [new PromptCondition { Field = "message", Operator = ConditionOperator.Matches, Values = ["a|b"] }] }, Cancel);
        var panel = Render<LinkPanel>(p => p.Add(x => x.AssistantId, row.Id).Add(x => x.Link, link));
        await panel.Find("[id='f-conditions[0].value']").InputAsync("(a");

        await panel.Find("form").SubmitAsync();

        Assert.StartsWith("This pattern cannot be read: a round bracket is opened and not closed", Text(panel, "[id='f-conditions[0].value-help']"), StringComparison.Ordinal);
    }

    [Fact]
    public void ConditionDraft_EveryKind_ComesBackAsItWasStored()
    {
        PromptCondition[] stored =
        [
            new() { Field = "variables.plan", Operator = ConditionOperator.In, Values = ["pro", "team"] },
            new() { Field = "variables.count", Operator = ConditionOperator.Between, Values = ["1", "9"] },
            new() { Field = "variables.order", Operator = ConditionOperator.Exists },
            new() { Field = "weekday", Operator = ConditionOperator.NotIn, Values = ["saturday", "sunday"], TimeZone = "Europe/Vienna" },
            new() { Field = "time", Operator = ConditionOperator.Between, Values = ["22:00", "06:00"], TimeZone = "UTC" },
            new() { Field = "user_role", Operator = ConditionOperator.Equals, Values = ["Viewer"] },
            new() { Field = "message", Operator = ConditionOperator.NotMatches, Values = ["a|b"] },
        ];

        var back = stored.Select(c => ConditionDraft.Of(c, "UTC").ToCondition()).ToArray();

        Assert.Equal(stored.Select(c => (c.Field, c.Operator, string.Join('|', c.Values), c.TimeZone)), back.Select(c => (c.Field, c.Operator, string.Join('|', c.Values), c.TimeZone)));
    }

    private async Task LinkAsync(Guid assistant, string title, string content, PromptLinkInput link, params PromptVariable[] variables) =>
        await Ben.Get<PromptLinkService>().AddAsync(assistant, (await AddPromptAsync(title, content, variables)).Id, link, Cancel);

    private async Task TypeAsync(IRenderedComponent<AssistantPage> page, string field, string text)
    {
        var typed = page.Find(field).InputAsync(new() { Value = text });
        Clock.Advance(ShellLimits.SearchPause);
        await typed;
    }
}
