using AssistantStudio.Core.Prompts.Templates;
using Xunit;

namespace AssistantStudio.Tests.Core.Prompts;

public sealed class PromptTemplateTests
{
    private static readonly Dictionary<string, TemplateValue> s_values = new()
    {
        ["name"] = "Ada",
        ["empty"] = "",
        ["missing"] = TemplateValue.Nothing,
        ["price"] = 1234.5m,
        ["count"] = 3m,
        ["vip"] = true,
        ["due"] = new DateTime(2026, 3, 5, 0, 0, 0, DateTimeKind.Utc),
        ["items"] = new ListValue(["tea", "milk", "bread"]),
        ["none"] = new ListValue([]),
        ["braces"] = "{{name}}",
        ["family"] = "👨‍👩‍👧 x",
    };

    [Theory]
    [InlineData("", "")]
    [InlineData("plain } text { with }} braces", "plain } text { with }} braces")]
    [InlineData("Hello {{name}}, {{ name }}!", "Hello Ada, Ada!")]
    [InlineData(@"\{{name}}", "{{name}}")]
    [InlineData("{{braces}}", "{{name}}")]
    [InlineData("[{{missing}}{{empty}}]", "[]")]
    [InlineData("{{count}} {{price}} {{vip}} {{due}}", "3 1234.5 true 2026-03-05")]
    [InlineData("{{items}}", "tea, milk, bread")]
    [InlineData("a{{! not shown }}b", "ab")]
    [InlineData("{{ \"a }} \\\"b\\\"\" }}", "a }} \"b\"")]
    public void Render_Values_AreWrittenAsData(string content, string expected) => Assert.Equal(expected, Render(content));

    [Theory]
    [InlineData("{{name | upper}} {{name|lower}}", "ADA ada")]
    [InlineData("{{ \"élan\" | capitalize }}", "Élan")]
    [InlineData("{{ \"  x \" | trim }}", "x")]
    [InlineData("{{ name | truncate: 2 }}", "Ad…")]
    [InlineData("{{ family | truncate: 1 }}", "👨‍👩‍👧…")]
    [InlineData("{{ nobody | default: \"there\" }}{{ empty | default: 5 }}", "there5")]
    [InlineData("{{ price | number: 2 }} {{ price | number }}", "1,234.50 1,235")]
    [InlineData("{{ name | number: 2 }}", "Ada")]
    [InlineData("{{ due | date: \"d MMMM yyyy\" }} {{ due | date: \"d\" }}", "5 March 2026 5")]
    [InlineData("{{ \"2026-12-24T18:00:00Z\" | date: \"HH:mm\" }}", "18:00")]
    [InlineData("{{ items | join: \" + \" | upper }}", "TEA + MILK + BREAD")]
    [InlineData("{{ items | first }}-{{ items | last }}-{{ items | size }}-{{ none | first }}", "tea-bread-3-")]
    [InlineData("{{ items | bullets }}", "- tea\n- milk\n- bread")]
    [InlineData("{{ name | replace: \"A\", \"a\" | quote }}", "\"ada\"")]
    public void Render_Filters_ChangeTheValue(string content, string expected) => Assert.Equal(expected, Render(content));

    [Theory]
    [InlineData("{{#if vip}}yes{{else}}no{{/if}}", "yes")]
    [InlineData("{{#if not vip}}yes{{else}}no{{/if}}", "no")]
    [InlineData("{{#if nobody}}yes{{else}}no{{/if}}", "no")]
    [InlineData("{{#if none}}yes{{else if count > 2}}some{{else}}no{{/if}}", "some")]
    [InlineData("{{#if name == \"Ada\" and (count >= 3 or nobody)}}yes{{/if}}", "yes")]
    [InlineData("{{#if price < \"1300\"}}yes{{/if}}", "yes")]
    [InlineData("{{#if due < \"2026-04-01\"}}yes{{/if}}", "yes")]
    [InlineData("{{#if items contains \"milk\"}}yes{{/if}}{{#if name contains \"d\"}}!{{/if}}", "yes!")]
    [InlineData("{{#if nobody > 1}}yes{{else}}no{{/if}}", "no")]
    [InlineData("{{#if name != \"Bob\"}}{{#if count == 3.0}}both{{/if}}{{/if}}", "both")]
    public void Render_Conditions_ChooseTheBranch(string content, string expected) => Assert.Equal(expected, Render(content));

    [Theory]
    [InlineData("{{#each items as i}}{{loop.index}}:{{i}}{{#if not loop.last}}, {{/if}}{{/each}}", "1:tea, 2:milk, 3:bread")]
    [InlineData("{{#each none as i}}x{{else}}nothing{{/each}}", "nothing")]
    [InlineData("{{#each name as i}}[{{i}}]{{/each}}", "[Ada]")]
    [InlineData("{{#each items as a}}{{#each items as b}}{{#if loop.first}}{{a}}{{/if}}{{/each}}{{loop.index}}{{/each}}", "tea1milk2bread3")]
    public void Render_Loops_RepeatTheirBody(string content, string expected) => Assert.Equal(expected, Render(content));

    [Fact]
    public void Render_BlockAloneOnItsLine_LeavesNoEmptyLine() =>
        Assert.Equal(
            "Order:\n- tea\n- milk\n- bread\nEnd",
            Render("Order:\n{{#each items as i}}\n- {{i}}\n{{/each}}\n  {{#if vip}}\r\nEnd\n  {{/if}}\n{{! done }}").TrimEnd('\n'));

    [Theory]
    [InlineData("Hi {{name", 1, 4, "not closed")]
    [InlineData("a\nb {{name {{x}}", 2, 3, "not closed")]
    [InlineData("{{ \"x }}", 1, 1, "quoted text")]
    [InlineData("{{}}", 1, 3, "nothing in this tag")]
    [InlineData("x\r\n  {{ name | shout }}", 2, 13, "no filter \"shout\"")]
    [InlineData("{{ name | truncate }}", 1, 11, "truncate: 200")]
    [InlineData("{{ due | date: \"system('x')\" }}", 1, 10, "cannot work with")]
    [InlineData("{{#if}}x{{/if}}", 1, 6, "condition is missing")]
    [InlineData("{{#if a = 1}}x{{/if}}", 1, 10, "==")]
    [InlineData("{{#if a}}x", 1, 1, "{{/if}}")]
    [InlineData("{{#each items}}x{{/each}}", 1, 14, "as item")]
    [InlineData("{{#if a}}{{/each}}", 1, 10, "does not close")]
    [InlineData("x{{/if}}", 1, 2, "nothing that is open")]
    [InlineData("{{else}}", 1, 1, "nothing that is open")]
    [InlineData("{{#unless a}}", 1, 1, "no block")]
    [InlineData("{{#if a}}{{else}}{{else}}{{/if}}", 1, 18, "Nothing may follow")]
    [InlineData("{{ name name }}", 1, 9, "not expected")]
    [InlineData("{{ (name }}", 1, 10, "parenthesis")]
    [InlineData("{{ loop.index }}", 1, 4, "inside of")]
    [InlineData("{{ a.b }}", 1, 4, "letters, digits")]
    [InlineData("{{ 1.2.3 }}", 1, 4, "not a number")]
    public void Parse_WrongContent_SaysWhatAndWhere(string content, int line, int column, string message)
    {
        var error = PromptTemplate.Parse(content).Errors[0];

        Assert.Equal(new TemplatePosition(line, column), error.Position);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralErrors_FindsThemAll() =>
        Assert.Equal([1, 2, 4], PromptTemplate.Parse("{{ a | x }}\n{{#if = }}\n{{b}}{{/if}}\n{{ c | y }}").Errors.Select(e => e.Position.Line));

    [Theory]
    [InlineData("{{ a | x }}\nDear {{customer\n{{ c | y }}", "1,8 2,6 3,8")]
    [InlineData("{{#if vip\nx\n{{/if}}\n{{ c | y }}", "1,1 4,8")]
    [InlineData("{{ \"open }} {{ c | y }}\n{{ d | z }}", "1,1 1,20 2,8")]
    [InlineData("{{one {{two {{three}}", "1,1 1,7")]
    [InlineData("{{ this is prose, not a tag\n{{ ok }}", "1,1")]
    public void Parse_TagThatIsNotClosed_DoesNotHideWhatIsWrongElsewhere(string content, string places) =>
        Assert.Equal(places, string.Join(' ', PromptTemplate.Parse(content).Errors.Select(e => FormattableString.Invariant($"{e.Position.Line},{e.Position.Column}"))));

    [Fact]
    public void Parse_NothingButOpenTags_EndsAtTheLimit() =>
        Assert.Equal(TemplateLimits.Errors, PromptTemplate.Parse(string.Concat(Enumerable.Repeat("{{ \"", 20_000))).Errors.Count);

    [Theory]
    [InlineData("{{a}} {{b | upper}}", "a b")]
    [InlineData("{{#if a}}{{a}}{{else}}{{b}}{{/if}}", "b")]
    [InlineData("{{a | default: \"x\"}}{{#if b and c == \"1\"}}{{b}}{{c}}{{/if}}", "")]
    [InlineData("{{#each items as item}}{{item}}{{loop.index}}{{d}}{{/each}}", "d")]
    public void Gaps_AreWhatIsWrittenWithoutAConditionOrDefault(string content, string expected) =>
        Assert.Equal(expected, string.Join(' ', PromptTemplate.Parse(content).Gaps().Order()));

    [Fact]
    public void Parse_Names_AreTheVariablesNotTheLoopsOwn() =>
        Assert.Equal(["a", "b", "c", "item"], PromptTemplate.Parse("{{a}}{{#each b as item}}{{item}}{{loop.index}}{{c}}{{/each}}{{item}}{{a}}").Names.Keys.Order());

    [Fact]
    public void Render_VariablesWithoutValue_AreNamedOnceWithTheirPlace()
    {
        var rendered = PromptTemplate.Parse("{{name}}\n{{who}} {{who}}{{#each which as w}}{{/each}}").Render(s_values);

        Assert.Null(rendered.Text);
        Assert.Equal([("who", new TemplatePosition(2, 3)), ("which", new TemplatePosition(2, 24))], rendered.Errors.Select(e => (e.Variable!, e.Position)));
    }

    [Fact]
    public void Parse_TooMuchOfAnything_IsRefused()
    {
        string[] contents =
        [
            new('x', TemplateLimits.ContentLength + 1),
            string.Concat(Enumerable.Repeat("{{a}}", TemplateLimits.Tags + 1)),
            string.Concat(Enumerable.Repeat("{{#if a}}", 5_000)),
            "{{" + new string('(', 50_000),
            "{{" + new string('(', 50_000) + "}}",
            "{{" + string.Concat(Enumerable.Repeat("not ", 10_000)) + "a}}",
            "{{a" + string.Concat(Enumerable.Repeat(" | upper", 10_000)) + "}}",
            "{{" + new string('a', 10_000) + "}}",
        ];

        Assert.All(contents, content => Assert.NotEmpty(PromptTemplate.Parse(content).Errors));
    }

    [Fact]
    public void Render_RunawayLoopsAndOutput_AreStopped()
    {
        var values = new Dictionary<string, TemplateValue> { ["l"] = new ListValue([.. Enumerable.Repeat((TemplateValue)"x", 200)]), ["big"] = new string('x', 100_000) };

        var loops = PromptTemplate.Parse("{{#each l as a}}{{#each l as b}}{{#each l as c}}x{{/each}}{{/each}}{{/each}}").Render(values);
        var output = PromptTemplate.Parse("{{#each l as a}}{{big}}{{/each}}").Render(values);

        Assert.Contains("passes", Assert.Single(loops.Errors).Message, StringComparison.Ordinal);
        Assert.Contains("longer than", Assert.Single(output.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ x | replace: \"a\", \"bbbbbbbbbb\" | replace: \"b\", \"cccccccccc\" | replace: \"c\", \"dddddddddd\" }}")]
    [InlineData("{{#each l as i}}{{#each l as j}}{{#if x contains \"zzz\"}}{{/if}}{{/each}}{{/each}}")]
    public void Render_ValuesThatGrowOrAreReadOverAndOver_AreStopped(string content)
    {
        var values = new Dictionary<string, TemplateValue>
        {
            ["x"] = new string('a', 20_000),
            ["l"] = new ListValue([.. Enumerable.Range(0, 90).Select(i => (TemplateValue)(decimal)i)]),
        };

        Assert.Single(PromptTemplate.Parse(content).Render(values).Errors);
    }

    [Fact]
    public void ParseAndRender_RandomContent_NeverThrow()
    {
        const string Signs = "{{}}#/!|:\"\\() \nifelseachasornd=<>xy.10";
        var random = new Random(42);
        for (var i = 0; i < 20_000; i++)
        {
            var content = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Signs[random.Next(Signs.Length)]));
            var rendered = PromptTemplate.Parse(content).Render(s_values);
            Assert.True(rendered.Text is not null || rendered.Errors.Count > 0, content);
        }
    }

    private static string Render(string content)
    {
        var rendered = PromptTemplate.Parse(content).Render(s_values);
        Assert.Empty(rendered.Errors);
        return rendered.Text!;
    }
}
