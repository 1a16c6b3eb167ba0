using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Shell;

/// <summary>
/// What is wrong with a form, by field name in camelCase. Filled from the <see cref="ValidationException"/> that a service
/// threw; each field shows its own sentence, the form shows those that belong to no field on the screen.
/// </summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string> _messages = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _shown = new(StringComparer.OrdinalIgnoreCase);

    public event Action? Changed;

    public bool Any => _messages.Count > 0;

    public string? For(string name) => _messages.GetValueOrDefault(name);

    /// <summary>Sentences that no field on the screen shows.</summary>
    public IEnumerable<string> OfForm => _messages.Where(m => !_shown.Contains(m.Key)).Select(m => m.Value);

    public void Set(ValidationException exception)
    {
        _messages.Clear();
        foreach (var (field, sentences) in exception.Errors)
        {
            _messages[field] = string.Join(" ", sentences);
        }

        Changed?.Invoke();
    }

    public void Set(string field, string message)
    {
        _messages[field] = message;
        Changed?.Invoke();
    }

    public void Clear(string field)
    {
        if (_messages.Remove(field))
        {
            Changed?.Invoke();
        }
    }

    public void Clear()
    {
        if (Any)
        {
            _messages.Clear();
            Changed?.Invoke();
        }
    }

    internal void Show(string field) => _shown.Add(field);

    internal void Hide(string field) => _shown.Remove(field);
}
