using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Shell;

/// <summary>What a form needs to know about what it edits.</summary>
public interface IEdit
{
    bool IsDirty { get; }

    /// <summary>Set while the person decides between their version and the stored one.</summary>
    StaleEdit? Stale { get; }

    /// <summary>True for what is stored already: only that can be changed or deleted by somebody else.</summary>
    bool IsStored { get; }

    /// <summary>Reads what is stored now and compares. False when there is nothing to decide, because it is the same as typed.</summary>
    Task<bool> CompareAsync(ILastChanges changes, CancellationToken cancellationToken);

    void ShowGone();

    /// <summary>Takes the choices into the draft, which from now on is an edit of what is stored.</summary>
    void TakeChoices();

    void Discard();

    /// <summary>Back to the form as it was typed: nothing is decided, and the next save compares again.</summary>
    void PutOff();
}

/// <summary>
/// The draft of a form beside the row that it was made of. The form binds to <see cref="Draft"/>, saves with the version of
/// <see cref="Row"/>, and shows what the service gave back.
/// </summary>
/// <typeparam name="TRow">As the service reads it.</typeparam>
public sealed class Edit<TRow, TDraft>(DraftFields<TDraft> fields, Func<TRow?, TDraft> draftOf) : IEdit
    where TRow : class
    where TDraft : class
{
    private TRow? _theirs;
    private object?[] _before = ValuesOf(fields, draftOf(null));

    public TDraft Draft { get; private set; } = draftOf(null);

    /// <summary>Null for what is not stored yet.</summary>
    public TRow? Row { get; private set; }

    public StaleEdit? Stale { get; private set; }

    /// <summary>Reads the row again after a stale save.</summary>
    public Func<CancellationToken, Task<TRow>>? Read { get; init; }

    /// <summary>Who wrote the row, where it says so itself.</summary>
    public Func<TRow, LastChange?>? ChangeOf { get; init; }

    /// <summary>The row's id in the audit log, where the row does not say who wrote it.</summary>
    public Func<TRow, Guid>? SubjectOf { get; init; }

    /// <summary>What a field's value is called when that has to be looked up, such as a person's id; null: as the field itself says it.</summary>
    public Func<string, object?, CancellationToken, Task<string?>>? NameOf { get; init; }

    public bool IsStored => Row is not null;

    public bool IsDirty => ValuesOf(fields, Draft).Zip(_before, fields.All).Any(v => !v.Third.Same(v.First, v.Second));

    public void Show(TRow? row)
    {
        (Row, Draft, Stale, _theirs) = (row, draftOf(row), null, null);
        _before = ValuesOf(fields, draftOf(row));
    }

    /// <summary>After a save that did not stop the typing: what was sent is stored, what was typed since is still to be saved.</summary>
    public void Keep(TRow saved, TDraft sent) => (Row, _before) = (saved, ValuesOf(fields, sent));

    /// <summary>
    /// Takes in what somebody else stored: fields that were not touched here follow. False when a field was changed on both
    /// sides, then nothing is taken: see <see cref="CompareAsync"/>.
    /// </summary>
    public bool Follow(TRow theirs)
    {
        var (mine, stored) = (ValuesOf(fields, Draft), ValuesOf(fields, draftOf(theirs)));
        var states = fields.All.Select((field, i) => (Field: field, IsMine: !field.Same(_before[i], mine[i]), IsTheirs: !field.Same(_before[i], stored[i]), IsSame: field.Same(mine[i], stored[i]), Theirs: stored[i])).ToList();
        if (states.Any(s => s is { IsMine: true, IsTheirs: true, IsSame: false }))
        {
            return false;
        }

        foreach (var state in states.Where(s => s is { IsMine: false, IsTheirs: true }))
        {
            state.Field.Set(Draft, state.Theirs);
        }

        (Row, _before) = (theirs, stored);
        return true;
    }

    public async Task<bool> CompareAsync(ILastChanges changes, CancellationToken cancellationToken)
    {
        try
        {
            _theirs = await Read!(cancellationToken);
        }
        catch (NotFoundException)
        {
            ShowGone();
            return true;
        }

        var theirs = ValuesOf(fields, draftOf(_theirs));
        var mine = ValuesOf(fields, Draft);
        var differing = new List<StaleField>();
        for (var i = 0; i < fields.All.Count; i++)
        {
            if (Compare(fields.All[i], _before[i], mine[i], theirs[i]) is { } field)
            {
                differing.Add(await NamedAsync(field, _before[i], mine[i], theirs[i], cancellationToken));
            }
        }

        if (differing.Count == 0)
        {
            Show(_theirs);
            return false;
        }

        Stale = new(differing, await WhoAsync(_theirs, differing, changes, cancellationToken), IsGone: false);
        return true;
    }

    public void ShowGone() => Stale = new([.. fields.All.Select(AsTyped).Where(f => f.Mine.Length > 0)], null, IsGone: true);

    public void TakeChoices()
    {
        var stored = draftOf(_theirs);
        foreach (var field in fields.All)
        {
            if (Stale!.Fields.FirstOrDefault(f => f.Name == field.Name) is { Choice: Side.Theirs })
            {
                field.Set(Draft, field.Get(stored));
            }
        }

        _before = ValuesOf(fields, stored);
        (Row, Stale, _theirs) = (_theirs, null, null);
    }

    public void Discard()
    {
        if (Stale is { IsGone: false })
        {
            Show(_theirs);
            return;
        }

        _before = ValuesOf(fields, Draft);
        Stale = null;
    }

    public void PutOff() => (Stale, _theirs) = (null, null);

    private async Task<StaleField> NamedAsync(StaleField field, object? before, object? mine, object? theirs, CancellationToken cancellationToken)
    {
        if (NameOf is null || field.IsSecret)
        {
            return field;
        }

        async Task<string> NameAsync(object? value, string shown) => await NameOf(field.Name, value, cancellationToken) ?? shown;
        return field with
        {
            Before = await NameAsync(before, field.Before),
            Mine = await NameAsync(mine, field.Mine),
            Theirs = await NameAsync(theirs, field.Theirs),
        };
    }

    private static StaleField? Compare(DraftField<TDraft> field, object? before, object? mine, object? theirs)
    {
        if (field.Same(mine, theirs))
        {
            return null;
        }

        var mineChanged = !field.Same(before, mine);
        var theirsChanged = field.IsSecret || !field.Same(before, theirs);
        return new()
        {
            Name = field.Name,
            Label = field.Label,
            Mine = field.Show(mine),
            Theirs = field.Show(theirs),
            Before = field.Show(before),
            MineChanged = mineChanged,
            TheirsChanged = theirsChanged,
            IsMono = field.IsMono,
            IsSecret = field.IsSecret,
            Choice = (mineChanged, theirsChanged) switch { (true, false) => Side.Mine, (false, true) => Side.Theirs, _ => null },
        };
    }

    private StaleField AsTyped(DraftField<TDraft> field)
    {
        var value = field.Get(Draft);
        return new()
        {
            Name = field.Name,
            Label = field.Label,
            Mine = field.IsSecret ? value as string ?? "" : field.Show(value),
            Theirs = "",
            Before = "",
            IsMono = field.IsMono,
            IsSecret = field.IsSecret,
        };
    }

    /// <summary>The log's newest entry may be about something that this form does not show; then nobody is named.</summary>
    private async Task<LastChange?> WhoAsync(TRow row, List<StaleField> differing, ILastChanges changes, CancellationToken cancellationToken)
    {
        if (ChangeOf is not null)
        {
            return ChangeOf(row);
        }

        var last = SubjectOf is null ? null : await changes.FindAsync(SubjectOf(row).ToString(), cancellationToken);
        var theirs = differing.Where(f => f.TheirsChanged).Select(f => f.Name);
        return last?.Fields is { } known && !theirs.Intersect(known, StringComparer.OrdinalIgnoreCase).Any() ? null : last;
    }

    private static object?[] ValuesOf(DraftFields<TDraft> fields, TDraft draft) => [.. fields.All.Select(f => f.Get(draft))];
}
