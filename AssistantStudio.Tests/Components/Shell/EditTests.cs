using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Xunit;

namespace AssistantStudio.Tests.Components.Shell;

/// <summary>What was typed, what is stored now and what was there at the beginning, field by field.</summary>
public sealed class EditTests
{
    private static readonly Guid s_id = Guid.NewGuid();

    private Row _stored = new("name", 1, ["a", "b"], 1);

    [Theory]
    [InlineData("mine", "name", Side.Mine, true, false)]
    [InlineData("name", "theirs", Side.Theirs, false, true)]
    [InlineData("mine", "theirs", null, true, true)]
    public async Task Compare_OneFieldDiffers_PreselectsWhoAloneChangedIt(string mine, string theirs, Side? choice, bool mineChanged, bool theirsChanged)
    {
        var edit = Open();
        edit.Draft.Name = mine;
        _stored = _stored with { Name = theirs, Version = 2 };

        Assert.True(await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken));

        var field = Assert.Single(edit.Stale!.Fields);
        Assert.Equal(("name", "Name", mine, theirs, "name"), (field.Name, field.Label, field.Mine, field.Theirs, field.Before));
        Assert.Equal((choice, mineChanged, theirsChanged), (field.Choice, field.MineChanged, field.TheirsChanged));
    }

    [Fact]
    public async Task Compare_BothTypedTheSame_HasNothingToDecideAndShowsWhatIsStored()
    {
        var edit = Open();
        edit.Draft.Name = "same";
        edit.Draft.Tags = ["b", "a"];
        _stored = new("same", 1, ["a", "b"], 2);

        Assert.False(await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken));

        Assert.Equal((null, false, 2), (edit.Stale, edit.IsDirty, edit.Row!.Version));
    }

    [Fact]
    public async Task TakeChoices_PerField_MixesBothAndEditsWhatIsStoredNow()
    {
        var edit = Open();
        (edit.Draft.Name, edit.Draft.Count) = ("mine", 5);
        _stored = new("theirs", 1, ["c"], 2);
        await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken);
        Assert.Equal([null, Side.Mine, Side.Theirs], edit.Stale!.Fields.Select(f => f.Choice));

        edit.Stale.Open.Single().Choice = Side.Theirs;
        edit.TakeChoices();

        Assert.Equal(("theirs", 5, 2), (edit.Draft.Name, edit.Draft.Count, edit.Row!.Version));
        Assert.Equal(["c"], edit.Draft.Tags);
        Assert.Null(edit.Stale);
        Assert.True(edit.IsDirty);
    }

    [Fact]
    public async Task TakeChoices_EverythingTheirs_LeavesNothingToSave()
    {
        var edit = Open();
        edit.Draft.Name = "mine";
        _stored = _stored with { Name = "theirs" };
        await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken);

        edit.Stale!.Fields[0].Choice = Side.Theirs;
        edit.TakeChoices();

        Assert.False(edit.IsDirty);
    }

    [Fact]
    public async Task Compare_AfterAConflictWasTaken_StartsFromTheNewerVersion()
    {
        var edit = Open();
        edit.Draft.Name = "mine";
        _stored = _stored with { Count = 7 };
        await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken);
        edit.TakeChoices();
        _stored = _stored with { Tags = ["z"] };

        await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken);

        Assert.Equal([("name", "name", Side.Mine), ("tags", "a, b", Side.Theirs)], edit.Stale!.Fields.Select(f => (f.Name, f.Before, f.Choice!.Value)));
    }

    [Fact]
    public async Task Compare_RowIsGone_KeepsWhatWasTyped()
    {
        var edit = Open(_ => throw new NotFoundException("The row"));
        edit.Draft.Name = "mine";
        edit.Draft.Tags = [];

        Assert.True(await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken));
        Assert.True(edit.Stale!.IsGone);
        Assert.Equal([("name", "mine"), ("count", "1 pieces")], edit.Stale.Fields.Select(f => (f.Name, f.Mine)));

        edit.Discard();
        Assert.Equal((null, false), (edit.Stale, edit.IsDirty));
    }

    [Fact]
    public async Task Compare_Secret_AsksBecauseNobodyKnowsTheStoredOne()
    {
        var edit = Open();
        edit.Draft.Secret = "typed";

        await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken);

        var field = Assert.Single(edit.Stale!.Fields);
        Assert.Equal((true, null, "", ""), (field.IsSecret, field.Choice, field.Mine, field.Theirs));
        field.Choice = Side.Theirs;
        edit.TakeChoices();
        Assert.Null(edit.Draft.Secret);
    }

    [Theory]
    [InlineData("Name", "Ada")]
    [InlineData("LastSeenAt", null)]
    public async Task Compare_LogNamesAnotherField_NamesNobody(string logged, string? by)
    {
        var edit = Open();
        edit.Draft.Name = "mine";
        _stored = _stored with { Name = "theirs" };

        await edit.CompareAsync(new Somebody("Ada", logged), TestContext.Current.CancellationToken);

        Assert.Equal(by, edit.Stale!.By?.By);
    }

    [Fact]
    public async Task Discard_TakesWhatIsStored()
    {
        var edit = Open();
        edit.Draft.Name = "mine";
        _stored = _stored with { Name = "theirs" };
        await edit.CompareAsync(new Nobody(), TestContext.Current.CancellationToken);

        edit.Discard();

        Assert.Equal(("theirs", false), (edit.Draft.Name, edit.IsDirty));
    }

    private Edit<Row, Draft> Open(Func<CancellationToken, Task<Row>>? read = null)
    {
        var edit = new Edit<Row, Draft>(Draft.Fields, row => new(row)) { Read = read ?? (_ => Task.FromResult(_stored)), SubjectOf = _ => s_id };
        edit.Show(_stored);
        return edit;
    }

    private sealed record Row(string Name, int Count, string[] Tags, int Version);

    private sealed class Draft(Row? stored)
    {
        public static DraftFields<Draft> Fields { get; } = new DraftFields<Draft>()
            .Add("name", "Name", d => d.Name, (d, value) => d.Name = value)
            .Add("count", "Count", d => d.Count, (d, value) => d.Count = value, value => FormattableString.Invariant($"{value} pieces"))
            .Add("tags", "Tags", d => d.Tags, (d, value) => d.Tags = value ?? [], value => string.Join(", ", value ?? []), (one, other) => (one ?? []).Order().SequenceEqual((other ?? []).Order()))
            .AddSecret("secret", "Secret", d => d.Secret, (d, value) => d.Secret = value);

        public string? Name { get; set; } = stored?.Name;

        public int Count { get; set; } = stored?.Count ?? 0;

        public IEnumerable<string> Tags { get; set; } = stored?.Tags ?? [];

        public string? Secret { get; set; }
    }

    private sealed class Nobody : ILastChanges
    {
        public Task<LastChange?> FindAsync(string subjectId, CancellationToken cancellationToken) => Task.FromResult<LastChange?>(null);
    }

    private sealed class Somebody(string name, string field) : ILastChanges
    {
        public Task<LastChange?> FindAsync(string subjectId, CancellationToken cancellationToken) =>
            Task.FromResult<LastChange?>(subjectId == s_id.ToString() ? new(name, DateTime.UnixEpoch, [field]) : null);
    }
}
