namespace AssistantStudio.Core.Knowledge;

/// <summary>Collects what a record can be found by; what says nothing is left out.</summary>
internal sealed class RecordLabels
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> All => _labels;

    public void Add(string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            _labels[name] = value.Trim();
    }

    public void Add(string name, IEnumerable<string> values) => Add(name, string.Join(", ", values));

    /// <summary>One line for each, as it stands in the text of a record.</summary>
    public string Lines(params ReadOnlySpan<string> without)
    {
        var lines = new List<string>();
        foreach (var (name, value) in _labels)
        {
            if (!without.Contains(name))
                lines.Add($"{name}: {value}");
        }

        return string.Join('\n', lines);
    }
}
