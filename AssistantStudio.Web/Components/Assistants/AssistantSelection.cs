using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What is chosen in the list, over its pages. Each is changed by itself, so there is an end to how many.</summary>
public sealed class AssistantSelection
{
    /// <summary>The longest page fits.</summary>
    public const int Most = ListLimits.MaxPageSize;

    private readonly Dictionary<Guid, AssistantRow> _rows = [];
    private HashSet<Guid> _shown = [];

    public IReadOnlyCollection<AssistantRow> Rows => _rows.Values;

    public int Count => _rows.Count;

    /// <summary>Chosen before another page or search was shown.</summary>
    public int NotShown => _rows.Keys.Count(id => !_shown.Contains(id));

    public bool Has(Guid id) => _rows.ContainsKey(id);

    /// <summary>False when there is no room for another.</summary>
    public bool Select(AssistantRow row, bool isChosen)
    {
        if (!isChosen)
        {
            _rows.Remove(row.Id);
            return true;
        }

        if (!Has(row.Id) && Count >= Most)
        {
            return false;
        }

        _rows[row.Id] = row;
        return true;
    }

    /// <summary>What the list shows now.</summary>
    public void Refresh(IReadOnlyCollection<AssistantRow> rows)
    {
        _shown = [.. rows.Select(r => r.Id)];
        foreach (var row in rows.Where(r => Has(r.Id)))
        {
            _rows[row.Id] = row;
        }
    }

    public void Clear() => _rows.Clear();
}
