using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class PromptResolverTests
{
    private static readonly DateTime s_monday = new(2026, 11, 23, 10, 30, 0, DateTimeKind.Utc);

    [Fact]
    public void ConditionText_StillBeingBuilt_LeavesAGapThatIsSeen()
    {
        Assert.Equal("When the variable … is …", ConditionText.Of([new PromptCondition { Field = PromptCondition.VariablePrefix, Operator = ConditionOperator.Equals, Values = [""] }]));
        Assert.Equal("When the message is one of …", ConditionText.Of([new PromptCondition { Field = "message", Operator = ConditionOperator.In, Values = [] }]));
    }

    [Fact]
    public void Resolve_PrimaryWhoseConditionHolds_IsChosenAndSaysWhy()
    {
        var primary = Link("Gold answers", PromptRole.Primary, When("variables.plan", ConditionOperator.Equals, "gold"));
        var fallback = Link("Standard", PromptRole.Fallback);

        var choice = PromptResolver.Resolve([fallback, primary], Situation("""{"plan":"Gold"}"""), Fine);

        Assert.Equal(primary, choice.Chosen);
        Assert.Equal(["Chosen: it applies when the variable plan is gold.", "Not needed: Gold answers comes first."], choice.Verdicts.Select(v => v.Reason));
    }

    [Fact]
    public void Resolve_NothingApplies_FallbackServesAndTheOthersSayWhatWasFound()
    {
        var primary = Link("Gold answers", PromptRole.Primary, When("variables.plan", ConditionOperator.Equals, "gold"));
        var secondary = Link("German", PromptRole.Secondary, When("language", ConditionOperator.Equals, "de"));
        var off = Link("Old", PromptRole.Secondary) with { Enabled = false };
        var missing = Link("Gone", PromptRole.Secondary) with { Unavailable = "No version is published yet." };
        var fallback = Link("Standard", PromptRole.Fallback);

        var choice = PromptResolver.Resolve([primary, secondary, off, missing, fallback], Situation("""{"plan":"silver"}""") with { Language = "en-GB" }, Fine);

        Assert.Equal(fallback, choice.Chosen);
        Assert.Equal("Does not apply: it applies when the variable plan is gold, but the variable plan is silver.", ReasonOf(choice, primary));
        Assert.Equal("Does not apply: it applies when the language is de, but the language is en-GB.", ReasonOf(choice, secondary));
        Assert.Equal("Turned off.", ReasonOf(choice, off));
        Assert.Equal("No version is published yet.", ReasonOf(choice, missing));
        Assert.Equal("Chosen because nothing else applies.", ReasonOf(choice, fallback));
    }

    [Fact]
    public void Resolve_ChosenCannotBeRendered_FallbackServesNotTheNextSecondary()
    {
        var primary = Link("Needs a name", PromptRole.Primary);
        var secondary = Link("Second", PromptRole.Secondary);
        var fallback = Link("Standard", PromptRole.Fallback);

        var choice = PromptResolver.Resolve([primary, secondary, fallback], Situation(), link => link == primary ? Broken : Fine(link));

        Assert.Equal(fallback, choice.Chosen);
        Assert.Equal("Cannot be rendered: The variable customer is required.", ReasonOf(choice, primary));
        Assert.Equal("Chosen in place of Needs a name, which cannot be rendered.", ReasonOf(choice, fallback));
        Assert.Empty(choice.Errors);
    }

    [Fact]
    public void Resolve_NothingCanBeRendered_ErrorsNameTheVariable()
    {
        var choice = PromptResolver.Resolve([Link("Needs a name", PromptRole.Primary)], Situation(), _ => Broken);

        Assert.Null(choice.Chosen);
        Assert.Equal(["The variable customer is required."], choice.Errors["variables.customer"]);
    }

    [Fact]
    public void Resolve_NoLinks_ChoosesNothing()
    {
        var choice = PromptResolver.Resolve([], Situation(), Fine);

        Assert.Null(choice.Chosen);
        Assert.Empty(choice.Verdicts);
    }

    [Fact]
    public void Resolve_SmallerPriority_ComesFirst()
    {
        var second = Link("Second", PromptRole.Secondary) with { Priority = 2 };
        var first = Link("First", PromptRole.Secondary) with { Priority = 1, Weight = 1 };

        Assert.Equal(first, PromptResolver.Resolve([second, first], Situation() with { Conversation = "c" }, Fine).Chosen);
    }

    [Fact]
    public void Resolve_EqualRank_SharesConversationsByWeightAndSticks()
    {
        var heavy = Link("Heavy", PromptRole.Secondary) with { Weight = 300 };
        var light = Link("Light", PromptRole.Secondary) with { Weight = 100 };
        var never = Link("Never", PromptRole.Secondary) with { Weight = 0 };
        LinkRule? Of(int conversation, params LinkRule[] links) =>
            PromptResolver.Resolve(links, Situation() with { Conversation = conversation.ToString(CultureInfo.InvariantCulture) }, Fine).Chosen;

        var chosen = Enumerable.Range(0, 4_000).Select(i => Of(i, heavy, light, never)).ToArray();

        Assert.Equal(chosen, Enumerable.Range(0, 4_000).Select(i => Of(i, never, light, heavy)));
        Assert.InRange(chosen.Count(c => c == heavy), 2_850, 3_150);
        Assert.DoesNotContain(never, chosen);

        // A third prompt takes conversations, it does not move the others between the two.
        var third = Link("Third", PromptRole.Secondary) with { Weight = 100 };
        Assert.All(Enumerable.Range(0, 4_000), i => Assert.True(Of(i, heavy, light, third) is { } now && (now == third || now == chosen[i])));
    }

    [Theory]
    [InlineData("variables.amount", "greater_than", "100", """{"amount":150}""", true)]
    [InlineData("variables.amount", "greater_than", "100", """{"amount":"99.5"}""", false)]
    [InlineData("variables.amount", "between", "100|200", """{"amount":200}""", true)]
    [InlineData("variables.day", "less_than", "2026-05-01", """{"day":"2026-04-30T23:00:00Z"}""", true)]
    [InlineData("variables.tags", "contains", "vip", """{"tags":["new","VIP"]}""", true)]
    [InlineData("variables.tags", "not_contains", "vip", """{"tags":["new","VIP"]}""", false)]
    [InlineData("variables.plan", "exists", "", """{"plan":"x"}""", true)]
    [InlineData("variables.plan", "exists", "", """{"plan":null}""", false)]
    [InlineData("variables.plan", "missing", "", "{}", true)]
    [InlineData("variables.plan", "not_equals", "gold", "{}", true)]
    [InlineData("variables.plan", "in", "gold|silver", """{"plan":"Silver"}""", true)]
    [InlineData("variables.plan", "not_in", "gold|silver", """{"plan":"bronze"}""", true)]
    [InlineData("variables.paid", "equals", "true", """{"paid":true}""", true)]
    [InlineData("variables.note", "starts_with", "re", """{"note":"  Refund"}""", true)]
    [InlineData("variables.note", "ends_with", "nd", """{"note":"refund"}""", true)]
    [InlineData("channel", "equals", "web", "{}", true)]
    [InlineData("user_role", "in", "editor|viewer", "{}", true)]
    [InlineData("language", "equals", "de", "{}", true)]
    [InlineData("language", "not_equals", "de", "{}", false)]
    [InlineData("message", "matches", @"\bwo\s+ist\b", "{}", true)]
    [InlineData("message", "not_matches", "refund", "{}", true)]
    [InlineData("weekday", "in", "mon|tue", "{}", true)]
    [InlineData("weekday", "not_in", "saturday|sunday", "{}", true)]
    [InlineData("time", "between", "11:00|12:00", "{}", true)]
    [InlineData("time", "between", "22:00|11:00", "{}", false)]
    public void Condition_OnEachSubject_HoldsAsItReads(string field, string op, string values, string variables, bool holds)
    {
        var condition = StoredJson.Read<PromptCondition>(JsonSerializer.Serialize(
            new { field, @operator = op, value = values.Split('|', StringSplitOptions.RemoveEmptyEntries), timeZone = field is "time" or "weekday" ? "Europe/Vienna" : null }));
        var situation = Situation(variables) with { Channel = "Web", UserRole = "Editor", Language = "de-AT", Message = "Hallo, wo ist mein Paket?" };

        Assert.Equal(holds, ConditionCheck.Holds(condition, situation, out _));
    }

    [Fact]
    public void Sentence_OfConditions_ReadsAsPeopleSayIt()
    {
        var conditions = new[]
        {
            When("channel", ConditionOperator.Equals, "web"),
            When("weekday", ConditionOperator.In, "friday", "mon", "tue", "wed", "thu") with { TimeZone = "Europe/Vienna" },
            When("time", ConditionOperator.Between, "22:00", "06:00"),
            When("variables.amount", ConditionOperator.GreaterOrEqual, "100"),
        };

        Assert.Equal(
            "When the channel is web and it is Monday to Friday (Europe/Vienna) and it is between 22:00 and 06:00 (UTC) and the variable amount is at least 100",
            ConditionText.Of(conditions));
        Assert.Equal("When the channel is web, or the user's role is none of a, b", ConditionText.Of([conditions[0], When("user_role", ConditionOperator.NotIn, "a", "b")], any: true));
        Assert.Equal("Always", ConditionText.Of([]));
    }

    [Fact]
    public void Operators_AllOfThem_HaveWords() =>
        Assert.All(Enum.GetValues<ConditionOperator>(), op => Assert.NotEmpty(ConditionText.Of(op)));

    private static string ReasonOf(PromptChoice choice, LinkRule link) => choice.Verdicts.Single(v => v.LinkId == link.LinkId).Reason;

    private static RenderAttempt Fine(LinkRule link) => new($"Text of {link.PromptTitle}", new Dictionary<string, string[]>());

    private static RenderAttempt Broken { get; } = new(null, new Dictionary<string, string[]> { ["variables.customer"] = ["The variable customer is required."] });

    private static LinkRule Link(string title, PromptRole role, params PromptCondition[] conditions) =>
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), title.ToLowerInvariant(), title, role, 1, 100, true, conditions, false, 1, null);

    private static PromptCondition When(string field, ConditionOperator op, params string[] values) => new() { Field = field, Operator = op, Values = values };

    private static PromptSituation Situation(string variables = "{}") => new()
    {
        At = s_monday,
        Variables = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(variables)!,
    };
}
