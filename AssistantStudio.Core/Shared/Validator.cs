using System.Globalization;

namespace AssistantStudio.Core.Shared;

/// <summary>Collects what is wrong field by field and throws it all at once.</summary>
public sealed class Validator
{
    private readonly Dictionary<string, List<string>> _errors = [];

    public Validator Check(bool isRight, string field, string message)
    {
        if (!isRight)
        {
            if (!_errors.TryGetValue(field, out var list))
            {
                _errors[field] = list = [];
            }

            list.Add(message);
        }

        return this;
    }

    /// <summary>A text that must be there and not too long. Returns it trimmed.</summary>
    public string Text(string? value, string field, string what, int maxLength)
    {
        var text = value?.Trim() ?? "";
        Check(PlainText.IsVisible(text), field, $"Enter {what}.");
        Check(text.Length <= maxLength, field, $"At most {maxLength} characters; this has {text.Length}.");
        Check(!text.Any(char.IsControl), field, "Line breaks and control characters are not possible here.");
        Storable(text, field);
        Check(!text.Any(TurnsDirection), field, "Marks that turn the direction of the text around are not possible here.");
        return text;
    }

    /// <summary>Embeddings and overrides would also turn what a page writes after the text; right-to-left scripts need none.</summary>
    private static bool TurnsDirection(char c) => c is >= '\u202A' and <= '\u202E';

    /// <summary>For a text of any length and any script, with line breaks.</summary>
    public Validator Storable(string? text, string field) => Check(text is null || PlainText.IsStorable(text), field, PlainText.NotStorable);

    /// <summary>A long text: <see cref="Storable"/>, and no longer than this.</summary>
    public Validator Long(string? text, string field, int maxLength) => Storable(text, field).Check(
        (text ?? "").Length <= maxLength, field, string.Create(CultureInfo.InvariantCulture, $"At most {maxLength:#,0} characters; this has {text?.Length:#,0}."));

    /// <summary>Takes over what another one found about a part, under the part's name.</summary>
    public void Take(Validator part, string field)
    {
        foreach (var (name, messages) in part._errors)
        {
            messages.ForEach(m => Check(false, name.Length == 0 ? field : $"{field}.{name}", m));
        }
    }

    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new ValidationException(_errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));
        }
    }
}
