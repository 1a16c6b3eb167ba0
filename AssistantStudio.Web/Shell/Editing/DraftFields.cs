namespace AssistantStudio.Web.Shell;

/// <summary>One field of what a form edits: how it is read, set, compared and shown.</summary>
/// <param name="IsSecret">Its stored value cannot be read, so nobody knows whether it changed.</param>
public sealed record DraftField<TDraft>(
    string Name, string Label, Func<TDraft, object?> Get, Action<TDraft, object?> Set, Func<object?, object?, bool> Same, Func<object?, string> Show, bool IsMono, bool IsSecret);

/// <summary>
/// What a form edits, described once, so that a stale save can show both versions field by field. A field has the name that
/// the service uses in its validation errors, and the label of its input.
/// </summary>
public sealed class DraftFields<TDraft>
    where TDraft : class
{
    private readonly List<DraftField<TDraft>> _fields = [];

    public IReadOnlyList<DraftField<TDraft>> All => _fields;

    /// <param name="show">In words; without it as text.</param>
    /// <param name="same">For values that do not compare themselves, such as lists.</param>
    /// <param name="mono">Drawn in fixed width, like the input.</param>
    public DraftFields<TDraft> Add<TValue>(
        string name, string label, Func<TDraft, TValue?> get, Action<TDraft, TValue?> set,
        Func<TValue?, string?>? show = null, Func<TValue?, TValue?, bool>? same = null, bool mono = false)
    {
        same ??= typeof(TValue) == typeof(string)
            ? static (one, other) => (one as string ?? "") == (other as string ?? "")
            : EqualityComparer<TValue?>.Default.Equals;
        show ??= static value => FormattableString.Invariant($"{value}");
        _fields.Add(new(
            name, label, draft => get(draft), (draft, value) => set(draft, (TValue?)value),
            (one, other) => same((TValue?)one, (TValue?)other), value => show((TValue?)value) ?? "", mono, IsSecret: false));
        return this;
    }

    /// <summary>A secret that is only ever replaced whole. Empty means: leave the stored one.</summary>
    public DraftFields<TDraft> AddSecret(string name, string label, Func<TDraft, string?> get, Action<TDraft, string?> set)
    {
        _fields.Add(new(
            name, label, get, (draft, value) => set(draft, (string?)value),
            (one, other) => (one as string ?? "") == (other as string ?? ""), _ => "", IsMono: false, IsSecret: true));
        return this;
    }
}
