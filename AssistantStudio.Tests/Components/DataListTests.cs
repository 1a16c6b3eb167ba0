using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components;

public sealed class DataListTests : StudioComponentTest
{
    private readonly List<string> _asked = [];
    private readonly ListState _state = new() { FilterNames = ["role"], DefaultSort = "name", DefaultPageSize = 2 };
    private Func<ListState, CancellationToken, Task<Page<Row>>> _load;

    public DataListTests() => _load = (state, _) => Task.FromResult(PageOf(state, "Ada", "Barbara", "Grace"));

    [Fact]
    public void Render_Rows_ShowsRangeAndLabels()
    {
        var list = RenderList();

        Assert.Equal(["Ada", "Barbara"], list.FindAll("td").Select(t => t.TextContent.Trim()));
        Assert.All(list.FindAll("td"), cell => Assert.Equal("Name", cell.GetAttribute("data-l")));
        Assert.Equal("1 to 2 of 3", list.Find(".pg .num").TextContent);
    }

    [Fact]
    public async Task Reload_RowsThatStay_KeepTheirElements()
    {
        var list = RenderList();
        var before = list.FindComponents<Cell>().Select(c => (c.Instance.Text, c.Instance)).ToList();
        _load = (state, _) => Task.FromResult(PageOf(state, "Barbara", "Ada"));

        await list.InvokeAsync(list.Instance.ReloadAsync);

        Assert.Equal(["Barbara", "Ada"], list.FindAll("td").Select(t => t.TextContent.Trim()));
        Assert.Equal(before.ToHashSet(), list.FindComponents<Cell>().Select(c => (c.Instance.Text, c.Instance)).ToHashSet());
    }

    [Fact]
    public void Next_Clicked_AsksForPageTwoAndWritesTheAddress()
    {
        var list = RenderList();
        list.FindAll(".pg button")[1].Click();

        list.WaitForAssertion(() => Assert.Equal("3 to 3 of 3", list.Find(".pg .num").TextContent));
        Assert.EndsWith("/?page=2", Navigation.Uri, StringComparison.Ordinal);
        Assert.True(list.FindAll(".pg button")[1].HasAttribute("disabled"));
    }

    [Fact]
    public void Render_AddressWithState_LoadsWhatItSays()
    {
        Navigation.NavigateTo("/?q=ad&role=Editor&sort=-name&page=1");
        RenderList();

        Assert.Equal(["ad|Editor|-name|1"], _asked);
    }

    [Fact]
    public void Sort_Clicked_TurnsTheOrder()
    {
        var list = RenderList();
        list.Find("button.sort").Click();

        list.WaitForAssertion(() => Assert.Equal("||-name|1", _asked[^1]));
        Assert.Contains("sorted descending", list.Find("button.sort").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Typing_Pauses_SearchesOnceAndReplacesTheAddress()
    {
        var list = RenderList();
        list.Find("input[type=search]").Input("a");
        list.Find("input[type=search]").Input("ad");
        Clock.Advance(ShellLimits.SearchPause);

        list.WaitForAssertion(() => Assert.Equal(["||name|1", "ad||name|1"], _asked));
        Assert.True(Services.GetRequiredService<BunitNavigationManager>().History.First().Options.ReplaceHistoryEntry);
    }

    [Fact]
    public void Render_SlowLoad_ShowsSkeletonOnlyAfterAPause()
    {
        var answer = new TaskCompletionSource<Page<Row>>();
        _load = (_, _) => answer.Task;
        var list = RenderList();
        Assert.Empty(list.FindAll(".skeleton"));

        Clock.Advance(ShellLimits.SkeletonDelay);
        list.WaitForAssertion(() => Assert.Single(list.FindAll(".skeleton")));

        answer.SetResult(PageOf(_state, "Ada"));
        list.WaitForAssertion(() => Assert.Equal("1 to 1 of 1", list.Find(".pg .num").TextContent));
        Assert.Empty(list.FindAll(".skeleton"));
    }

    [Fact]
    public void Load_Superseded_OldAnswerIsDropped()
    {
        var first = new TaskCompletionSource<Page<Row>>();
        var tokens = new List<CancellationToken>();
        _load = (state, token) =>
        {
            tokens.Add(token);
            return tokens.Count == 1 ? first.Task : Task.FromResult(PageOf(state, "New"));
        };
        var list = RenderList();
        Navigation.NavigateTo("/?q=n");
        list.WaitForAssertion(() => Assert.Equal("New", list.Find("td").TextContent.Trim()));
        first.SetResult(PageOf(_state, "Old"));

        Assert.True(tokens[0].IsCancellationRequested);
        Assert.Equal("New", list.Find("td").TextContent.Trim());
    }

    [Fact]
    public void Render_Nothing_TellsEmptyFromNoMatch()
    {
        _load = (state, _) => Task.FromResult(PageOf(state));
        Assert.Equal("No users yet", RenderList().Find("h2").TextContent);

        Navigation.NavigateTo("/?q=retruns&role=Editor");
        var list = RenderList();
        Assert.Equal("Nothing matches “retruns”", list.Find("h2").TextContent);
        Assert.Equal("The filter role is on as well.", list.Find(".empty p").TextContent);

        list.Find(".empty button").Click();
        list.WaitForAssertion(() => Assert.Equal("No users yet", list.Find("h2").TextContent));
    }

    [Fact]
    public void Load_Fails_ShowsReferenceAndTriesAgain()
    {
        var answers = new Queue<Func<Task<Page<Row>>>>(
        [
            () => throw new InvalidOperationException("secret detail"),
            () => throw new UnavailableException("The database was busy for 30 s. Nothing is lost."),
            () => Task.FromResult(PageOf(_state, "Ada")),
        ]);
        _load = (_, _) => answers.Dequeue()();
        var list = RenderList();
        Assert.Equal("Users could not be loaded", list.Find("h2").TextContent);
        Assert.Equal(8, list.Find(".empty .mono").TextContent.Length);
        Assert.DoesNotContain("secret detail", list.Markup, StringComparison.Ordinal);

        list.Find(".empty .btn").Click();
        list.WaitForAssertion(() => Assert.Equal("The database was busy for 30 s. Nothing is lost.", list.Find(".empty p").TextContent));
        Assert.Empty(list.FindAll(".empty .mono"));

        list.Find(".empty .btn").Click();
        list.WaitForAssertion(() => Assert.Equal("Ada", list.Find("td").TextContent.Trim()));
    }

    [Fact]
    public async Task Change_OfItsTopic_ReadsOnceAndStopsWithDisposal()
    {
        var list = RenderList();
        var feed = Services.GetRequiredService<ChangeFeed>();
        for (var i = 0; i < 3; i++)
        {
            feed.Publish(new Change("users", Access.OrganizationId));
        }

        feed.Publish(new Change("users", Guid.NewGuid()));
        await list.InvokeAsync(() => { });
        Clock.Advance(ShellLimits.LiveReloadPause);
        list.WaitForAssertion(() => Assert.Equal(2, _asked.Count));

        await DisposeComponentsAsync();
        Assert.Equal(0, feed.SubscriberCount);
    }

    [Fact]
    public void Filter_ChosenBeforeTheSearchBegins_TakesTheTextAlong()
    {
        var list = RenderList();
        list.Find("input[type=search]").Input("ada");

        _state.SetFilter("role", "Editor");
        Clock.Advance(ShellLimits.SearchPause);

        list.WaitForAssertion(() => Assert.Equal(["||name|1", "ada|Editor|name|1"], _asked));
        Assert.EndsWith("/?q=ada&role=Editor", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("ada", list.Find("input[type=search]").GetAttribute("value"));
    }

    [Fact]
    public void View_ChosenBeforeTheSearchBegins_DropsTheText()
    {
        var list = RenderList();
        list.Find("input[type=search]").Input("ada");

        Navigation.NavigateTo("/?role=Editor");
        Clock.Advance(ShellLimits.SearchPause);

        list.WaitForAssertion(() => Assert.Equal(["||name|1", "|Editor|name|1"], _asked));
        Assert.Equal("", list.Find("input[type=search]").GetAttribute("value") ?? "");
    }

    [Fact]
    public void Render_MisspeltAndFilteredAway_SaysOneThing()
    {
        _load = (state, _) => Task.FromResult(PageOf(state) with { SearchedFor = "returns" });
        Navigation.NavigateTo("/?q=retruns&role=Editor");

        var list = RenderList();

        Assert.Equal("Nothing matches “retruns”", list.Find("h2").TextContent);
        Assert.Empty(list.FindAll(".searched-for"));
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private static Page<Row> PageOf(ListState state, params string[] names) => new(
        [.. names.Skip((state.Page - 1) * state.PageSize).Take(state.PageSize).Select(n => new Row(n))],
        state.Page, state.PageSize, names.Length);

    private IRenderedComponent<DataList<Row>> RenderList() => Render<DataList<Row>>(p => p
        .Add(l => l.Label, "Users")
        .Add(l => l.State, _state)
        .Add(l => l.Topic, "users")
        .Add(l => l.Load, (state, token) =>
        {
            _asked.Add($"{state.Search}|{state["role"]}|{state.Sort}|{state.Page}");
            return _load(state, token);
        })
        .Add(l => l.Columns, builder =>
        {
            builder.OpenComponent<DataColumn<Row>>(0);
            builder.AddComponentParameter(1, "Title", "Name");
            builder.AddComponentParameter(2, "SortKey", "name");
            builder.AddComponentParameter(3, "Template", (RenderFragment<Row>)(row => cell =>
            {
                cell.OpenComponent<Cell>(0);
                cell.AddComponentParameter(1, nameof(Cell.Text), row.Name);
                cell.CloseComponent();
            }));
            builder.CloseComponent();
        })
        .Add(l => l.Empty, builder => builder.AddMarkupContent(0, "<h2>No users yet</h2>")));

    public sealed record Row(string Name);

    /// <summary>A new instance would be a new element.</summary>
    public sealed class Cell : ComponentBase
    {
        [Parameter, EditorRequired] public required string Text { get; set; }

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, Text);
    }
}
