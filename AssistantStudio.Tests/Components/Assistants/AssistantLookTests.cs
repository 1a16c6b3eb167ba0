using System.Globalization;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Assistants;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

public sealed class AssistantLookTests : AssistantScreensTest
{
    private const double Readable = 4.5;

    public static TheoryData<string> Colours { get; } = [.. AssistantLook.AllColours.Select(c => c.Name)];

    [Theory, MemberData(nameof(Colours))]
    public void Colour_InBothThemes_IsReadableOnItsGroundAndOnCards(string colour)
    {
        var tokens = File.ReadAllText(Path.Combine(Source.Root, "wwwroot-assets/css/tokens.css"));
        var (mark, soft, surface, raised) = (Token(tokens, $"look-{colour}"), Token(tokens, $"look-{colour}-soft"), Token(tokens, "surface"), Token(tokens, "raised"));

        foreach (var ground in new[] { soft, surface, raised })
        {
            Assert.InRange(Contrast(mark.Light, ground.Light), Readable, 21);
            Assert.InRange(Contrast(mark.Dark, ground.Dark), Readable, 21);
        }

        Assert.Contains($".look-{colour} {{", File.ReadAllText(Path.Combine(Source.Root, "wwwroot-assets/css/assistants.css")), StringComparison.Ordinal);
    }

    [Fact]
    public void EachType_HasAColourOfItsOwnAndAnIconThatIsOffered()
    {
        Assert.All(AssistantTypes.All, t => Assert.Contains(AssistantLook.AllIcons, c => c.Name == t.Icon));
        Assert.Equal(AssistantLook.AllColours.Select(c => c.Name).Order(), AssistantTypes.All.Select(t => t.Colour).Order());
        Assert.Equal(AssistantLook.AllIcons.Count, AssistantLook.AllIcons.DistinctBy(c => c.Title).DistinctBy(c => c.Drawn).Count());
    }

    [Fact]
    public async Task Choose_IconAndColour_AreSavedByThemselvesAndShownAtOnce()
    {
        var row = await AddAsync();
        var page = Open(row.Slug);
        Assert.Equal("By type: headset, green", Text(page, "[data-look]"));

        await ChooseAsync(page, "look-icon", "globe");
        await ChooseAsync(page, "look-colour", "plum");
        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.StartsWith("Saved", Text(page, ".save-line"), StringComparison.Ordinal));
        var stored = (await StoredAsync(row.Id)).Assistant;
        Assert.Equal(("globe", "plum"), (stored.Icon, stored.Colour));
        Assert.Equal("Globe, plum", Text(page, "[data-look]"));
        Assert.All(page.FindAll(".ph > .ai, .look-fields .ai"), tile => Assert.Contains("look-plum", tile.ClassName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Choose_ByType_FollowsTheTypeAgain()
    {
        var row = await AddAsync();
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Icon = "globe", Colour = "plum" }, Cancel);
        var page = Open(row.Slug);

        await ChooseAsync(page, "look-icon", "");
        await ChooseAsync(page, "look-colour", "");
        await page.Find("#f-type").ChangeAsync(new() { Value = "Creative" });
        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.StartsWith("Saved", Text(page, ".save-line"), StringComparison.Ordinal));
        var stored = (await StoredAsync(row.Id)).Assistant;
        Assert.Equal(("", ""), (stored.Icon, stored.Colour));
        Assert.Contains("look-coral", page.Find(".ph > .ai").ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_IconOfAProgram_IsShownByTypeAndNotLost()
    {
        var row = await AddAsync();
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Icon = "rocket", Colour = "#ff00aa" }, Cancel);
        var page = Open(row.Slug);

        await page.Find("#f-greeting").ChangeAsync(new() { Value = "Hello." });
        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.StartsWith("Saved", Text(page, ".save-line"), StringComparison.Ordinal));
        var stored = (await StoredAsync(row.Id)).Assistant;
        Assert.Equal(("rocket", "#ff00aa"), (stored.Icon, stored.Colour));
        Assert.Contains("look-green", page.Find(".ph > .ai").ClassName, StringComparison.Ordinal);
        Assert.Equal("rocket", page.Find("input[name=look-icon]:checked").GetAttribute("value"));
    }

    [Fact]
    public async Task OtherSave_OfTheColourThatIsBeingChosen_IsShownBesideMine()
    {
        var row = await AddAsync();
        var page = Open(row.Slug);
        await ChooseAsync(page, "look-colour", "plum");
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Colour = "amber" }, Cancel);

        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForElement(".note.warn");
        await PressAsync(page, "Compare with yours");
        Assert.Contains("Colour", page.Find(".stale-field").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Plum", "Amber"], page.FindAll(".stale-value").Select(v => v.TextContent));
    }

    [Fact]
    public async Task Wizard_Review_ShowsTheLookOfTheType()
    {
        Assert.Contains("look-teal", Render<AssistantTile>(p => p.Add(x => x.Type, AssistantType.Conversational)).Find(".ai").ClassName, StringComparison.Ordinal);
        var draft = new NewAssistant { Name = "Returns desk" };
        draft.Choose(AssistantType.Support);
        Assert.Contains("look-green", Render<WizardReview>(p => p.Add(x => x.Draft, draft)).Find(".ai").ClassName, StringComparison.Ordinal);

        draft.Choose((await AddAsync()) with { Colour = "amber" });

        Assert.Contains("look-amber", Render<WizardReview>(p => p.Add(x => x.Draft, draft)).Find(".ai").ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_SeesTheChoiceAndCannotChangeIt()
    {
        var row = await AddAsync();
        Use(Role.Viewer);

        var page = Open(row.Slug);

        Assert.All(page.FindAll(".look-fields input"), i => Assert.True(i.HasAttribute("disabled")));
    }

    private static Task ChooseAsync(IRenderedComponent<AssistantPage> page, string group, string value) =>
        page.Find($"input[name={group}][value='{value}']").ChangeAsync(new() { Value = value });

    private static (string Light, string Dark) Token(string tokens, string name)
    {
        var match = Regex.Match(tokens, $@"--{Regex.Escape(name)}:\s*light-dark\((#\w{{6}}), (#\w{{6}})\)");
        Assert.True(match.Success, name);
        return (match.Groups[1].Value, match.Groups[2].Value);
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var c = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return c <= 0.03928 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }
}
