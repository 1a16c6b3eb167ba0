using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Xunit;

namespace AssistantStudio.Tests.Components.Shell;

public sealed class ListStateTests
{
    private readonly ListState _state = new() { FilterNames = ["role", "status"], DefaultSort = "name" };

    [Fact]
    public void Read_FullAddress_TakesEverythingOver()
    {
        _state.Read("http://host/users?q=%20ada%20&role=Editor&sort=-seen&page=3&size=25#top");

        Assert.Equal("ada", _state.Search);
        Assert.Equal(Role.Editor, _state.Filter<Role>("role"));
        Assert.Null(_state.Filter<Role>("status"));
        Assert.Equal(
            new ListQuery { Search = "ada", Sort = "-seen", Page = 3, PageSize = 25 },
            _state.Apply(new ListQuery()));
    }

    [Fact]
    public void Read_NothingOrNonsense_HasDefaults()
    {
        _state.Read("http://host/users?page=-4&size=100000&role=&q=");

        Assert.Equal(
            new ListQuery { Sort = "name", Page = 1, PageSize = ListLimits.MaxPageSize },
            _state.Apply(new ListQuery()));
        Assert.False(_state.IsNarrowed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=a%20%26%20b")]
    [InlineData("?tab=all&q=ada&role=Editor&sort=-seen&page=2&size=10")]
    public void ToQuery_AfterRead_IsTheSameAddress(string query)
    {
        _state.Read("http://host/users" + query);

        Assert.Equal(query, _state.ToQuery());
    }

    [Fact]
    public void Changes_OfTheQuestion_GoBackToPageOne()
    {
        _state.Read("http://host/users?page=5");
        _state.SearchFor("ada");
        Assert.Equal(1, _state.Page);

        _state.GoTo(5);
        _state.SetFilter("role", "Editor");
        Assert.Equal(1, _state.Page);

        _state.GoTo(5);
        _state.SortBy("seen");
        Assert.Equal(1, _state.Page);
    }

    [Fact]
    public void SortBy_SameColumnAgain_TurnsTheOrder()
    {
        _state.Read("http://host/users");
        var orders = new List<string?>();
        foreach (var key in new[] { "name", "name", "seen" })
        {
            _state.SortBy(key);
            orders.Add(_state.Sort);
        }

        Assert.Equal(["-name", "name", "seen"], orders);
    }

    [Fact]
    public void IsSortedBy_ASearchRanksTheRows_MarksNoColumn()
    {
        var state = new ListState { DefaultSort = "-seen", RanksSearch = true };
        state.Read("http://host/users?q=ada");
        Assert.False(state.IsSortedBy("seen"));
        Assert.Null(state.Apply(new ListQuery()).Sort);

        state.SortBy("seen");

        Assert.True(state.IsSortedBy("seen"));
        Assert.Equal("seen", state.Apply(new ListQuery()).Sort);
    }

    [Fact]
    public void Changed_SameValueAgain_IsNotRaised()
    {
        var changes = new List<ListChange>();
        _state.Changed += changes.Add;

        _state.SearchFor("ada");
        _state.SearchFor("ada ");
        _state.SetFilter("role", "Editor");
        _state.SetFilter("role", "Editor");
        _state.GoTo(1);

        Assert.Equal([ListChange.Typed, ListChange.Chosen], changes);
    }

    [Fact]
    public void SetFilter_Undeclared_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _state.SetFilter("colour", "red"));

    [Fact]
    public void ClearAll_Narrowed_KeepsTheOrder()
    {
        _state.Read("http://host/users?q=ada&role=Editor&sort=-seen&page=2");
        _state.ClearAll();

        Assert.Equal("?sort=-seen", _state.ToQuery());
    }
}
