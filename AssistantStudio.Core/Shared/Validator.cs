using System.Globalization;
using System.Text;

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
        Check(text.EnumerateRunes().Any(IsVisible), field, $"Enter {what}.");
        Check(text.Length <= maxLength, field, $"At most {maxLength} characters; this has {text.Length}.");
        Check(!text.Any(char.IsControl), field, "Line breaks and control characters are not possible here.");
        Check(!text.Any(TurnsDirection), field, "Marks that turn the direction of the text around are not possible here.");
        return text;
    }

    /// <summary>A name of invisible characters only would be a row that nobody can read or press.</summary>
    private static bool IsVisible(Rune rune) => !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.NonSpacingMark);

    /// <summary>Embeddings and overrides would also turn what a page writes after the text; right-to-left scripts need none.</summary>
    private static bool TurnsDirection(char c) => c is >= '\u202A' and <= '\u202E';

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
