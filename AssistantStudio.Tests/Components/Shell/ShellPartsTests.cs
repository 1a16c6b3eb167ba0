using System.Collections.Frozen;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AssistantStudio.Tests.Components.Shell;

public sealed class ShellPartsTests
{
    [Fact]
    public void CancellationSeries_Next_CancelsTheOneBefore()
    {
        using var series = new CancellationSeries();
        var first = series.Next();
        var second = series.Next();

        Assert.True(first.IsCancellationRequested);
        Assert.False(second.IsCancellationRequested);

        series.Dispose();
        Assert.True(second.IsCancellationRequested);
        Assert.True(series.Next().IsCancellationRequested);
    }

    [Fact]
    public void NavigationMenu_WithoutPermission_HidesTheEntry()
    {
        var access = new Access(Grant.None with { Permissions = new[] { Permission.JobsView }.ToFrozenSet() });
        var menu = new NavigationMenu(
            [
                new(NavigationGroup.Operate, "Users", "/users", "", 2) { Required = Permission.UsersView },
                new(NavigationGroup.Operate, "Jobs", "/jobs", "", 1) { Required = Permission.JobsView },
                new(NavigationGroup.Operate, "Admin", "/admin", "", 3) { RequiredAny = [Permission.UsersView, Permission.AuditView] },
                new(NavigationGroup.Top, "Home", "/", "", 0),
            ],
            access);

        Assert.Equal(["Home", "Jobs"], menu.Visible.Select(e => e.Label));
    }

    [Theory]
    [InlineData("", "Home")]
    [InlineData("admin/users?q=a", "Admin")]
    [InlineData("admin/keys/5", "Keys")]
    [InlineData("administrators", null)]
    public void NavigationMenu_Current_IsTheLongestAddressThatFits(string path, string? expected)
    {
        var menu = new NavigationMenu(
            [
                new(NavigationGroup.Top, "Home", "/", "", 0),
                new(NavigationGroup.Operate, "Admin", "/admin", "", 1),
                new(NavigationGroup.Operate, "Keys", "/admin/keys", "", 2),
            ],
            new Access());

        Assert.Equal(expected, menu.Current(path)?.Label);
    }

    [Fact]
    public async Task CommandSearch_OneSourceFails_ShowsTheOthersBestFirst()
    {
        var search = new CommandSearch(
            [
                new FakeSource(_ => throw new InvalidOperationException("broken")),
                new FakeSource(_ =>
                [
                    new CommandHit(CommandGroup.GoTo, "Payroll", "") { Href = "/p" },
                    new CommandHit(CommandGroup.GoTo, "Roll backs", "") { Href = "/r" },
                    new CommandHit(CommandGroup.Commands, "Roll back an assistant…", ""),
                ]),
            ],
            NullLogger<CommandSearch>.Instance);

        var hits = await search.SearchAsync(" roll ", CancellationToken.None);

        Assert.Equal(["Roll back an assistant…", "Roll backs", "Payroll"], hits.Select(h => h.Title));
    }

    [Fact]
    public void CommandMatch_Parts_MarksEveryWord() => Assert.Equal(
        [("Roll", true), (" back Returns ", false), ("desk", true)],
        CommandMatch.Parts("Roll back Returns desk", "desk roll"));

    [Theory]
    [InlineData("Support editor", "SE")]
    [InlineData("ada.lovelace@example.org", "AL")]
    [InlineData("Ada", "AD")]
    [InlineData("Ö", "Ö")]
    [InlineData("", "?")]
    [InlineData("Support (German)", "SG")]
    [InlineData("<Old> desk", "OD")]
    [InlineData("(Wien)", "WI")]
    [InlineData("“…”", "?")]
    public void Initials_Any_AreTwoLettersAtMost(string name, string expected) => Assert.Equal(expected, Names.Initials(name));

    [Fact]
    public void FieldErrors_FieldNotOnScreen_BelongsToTheForm()
    {
        var errors = new FieldErrors();
        errors.Show("name");
        errors.Set(new ValidationException(new Dictionary<string, string[]>
        {
            ["Name"] = ["Give it a name.", "Not longer than 100."],
            ["seats"] = ["There is no seat left."],
        }));

        Assert.Equal("Give it a name. Not longer than 100.", errors.For("name"));
        Assert.Equal(["There is no seat left."], errors.OfForm);
    }

    private sealed class FakeSource(Func<string, IReadOnlyList<CommandHit>> answer) : ICommandSource
    {
        public Task<IReadOnlyList<CommandHit>> SearchAsync(string query, CancellationToken cancellationToken) =>
            Task.FromResult(answer(query));
    }
}
