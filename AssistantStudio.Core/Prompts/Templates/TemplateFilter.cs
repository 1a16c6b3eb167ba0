using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>What can be done to a value on its way into the text. All there are; a template cannot bring its own.</summary>
internal sealed record TemplateFilter(string Name, string Example, int MinArguments, int MaxArguments, Func<TemplateValue, IReadOnlyList<TemplateValue>, TemplateValue> Apply)
{
    private const int MaxDecimals = 10;

    private static readonly TemplateValue s_tooLong = new string(' ', TemplateLimits.OutputLength + 1);

    private static readonly Dictionary<string, TemplateFilter> s_all = new TemplateFilter[]
    {
        new("upper", "{{ name | upper }}", 0, 0, (value, _) => value.Text.ToUpperInvariant()),
        new("lower", "{{ name | lower }}", 0, 0, (value, _) => value.Text.ToLowerInvariant()),
        new("capitalize", "{{ name | capitalize }}", 0, 0, (value, _) => Capitalize(value.Text)),
        new("trim", "{{ name | trim }}", 0, 0, (value, _) => value.Text.Trim()),
        new("truncate", "{{ text | truncate: 200 }}", 1, 1, (value, a) => Truncate(value.Text, Whole(a[0]))),
        new("replace", "{{ text | replace: \"a\", \"b\" }}", 2, 2, (value, a) => Replace(value.Text, a[0].Text, a[1].Text)),
        new("default", "{{ name | default: \"there\" }}", 1, 1, (value, a) => value is NothingValue or TextValue { Value.Length: 0 } ? a[0] : value),
        new("number", "{{ price | number: 2 }}", 0, 1, (value, a) => Number(value, a.Count == 0 ? 0 : Whole(a[0]))),
        new("date", "{{ due | date: \"d MMMM yyyy\" }}", 1, 1, (value, a) => Date(value, a[0].Text)),
        new("join", "{{ items | join: \"; \" }}", 1, 1, (value, a) => Join(Items(value), a[0].Text)),
        new("bullets", "{{ items | bullets }}", 0, 0, (value, _) => string.Join('\n', Items(value).Select(i => "- " + i.Text))),
        new("first", "{{ items | first }}", 0, 0, (value, _) => Items(value) is [var first, ..] ? first : TemplateValue.Nothing),
        new("last", "{{ items | last }}", 0, 0, (value, _) => Items(value) is [.., var last] ? last : TemplateValue.Nothing),
        new("size", "{{ items | size }}", 0, 0, (value, _) => (decimal)(value is ListValue list ? list.Items.Count : new StringInfo(value.Text).LengthInTextElements)),
        new("quote", "{{ name | quote }}", 0, 0, (value, _) => JsonSerializer.Serialize(value.Text)),
    }.ToDictionary(f => f.Name);

    public static string Names { get; } = string.Join(", ", s_all.Keys);

    /// <summary>A missing variable is no error where this filter says what stands in for it.</summary>
    public bool TakesMissing => Name == "default";

    public static TemplateFilter? Find(string name) => s_all.GetValueOrDefault(name);

    /// <summary>Wrong arguments are found when the template is read, not when it is used.</summary>
    public void Check(IReadOnlyList<Literal> arguments, TemplatePosition position)
    {
        if (arguments.Count < MinArguments || arguments.Count > MaxArguments)
        {
            throw new TemplateFault($"The filter {Name} is written {Example}.", position);
        }

        var wrong = (Name, arguments) switch
        {
            ("truncate", [{ Value: var length }]) => length is not NumberValue { Value: >= 1 and <= TemplateLimits.OutputLength },
            ("number", [{ Value: var decimals }]) => decimals is not NumberValue { Value: >= 0 and <= MaxDecimals },
            ("date", [{ Value: var format }]) => !IsDateFormat(format.Text),
            _ => false,
        };
        if (wrong)
        {
            throw new TemplateFault($"The filter {Name} cannot work with \"{arguments[0].Value.Text}\". It is written {Example}.", position);
        }
    }

    private static int Whole(TemplateValue value) => (int)((NumberValue)value).Value;

    private static IReadOnlyList<TemplateValue> Items(TemplateValue value) => value switch
    {
        ListValue list => list.Items,
        NothingValue => [],
        _ => [value],
    };

    private static string Capitalize(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var first = StringInfo.GetNextTextElementLength(text);
        return text[..first].ToUpperInvariant() + text[first..];
    }

    /// <summary>A long text for every letter of another would fill the memory; one character more than the limit says enough.</summary>
    private static TemplateValue Replace(string text, string old, string by)
    {
        var found = old.Length == 0 ? 0 : text.AsSpan().Count(old);
        return found == 0 ? text : (long)found * (by.Length - old.Length) + text.Length > TemplateLimits.OutputLength ? s_tooLong : text.Replace(old, by, StringComparison.Ordinal);
    }

    private static TemplateValue Join(IReadOnlyList<TemplateValue> items, string separator) =>
        (long)items.Count * separator.Length > TemplateLimits.OutputLength + separator.Length ? s_tooLong : string.Join(separator, items.Select(i => i.Text));

    /// <summary>Never through the middle of a character, whatever it is made of.</summary>
    private static string Truncate(string text, int length)
    {
        var info = new StringInfo(text);
        return info.LengthInTextElements <= length ? text : info.SubstringByTextElements(0, length) + "…";
    }

    private static TemplateValue Number(TemplateValue value, int decimals) =>
        TemplateComparison.NumberOf(value) is { } number
            ? Math.Round(number, decimals, MidpointRounding.AwayFromZero).ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture)
            : value;

    private static TemplateValue Date(TemplateValue value, string format) =>
        TemplateComparison.DateOf(value) is { } date ? date.ToString(Custom(format), CultureInfo.InvariantCulture) : value;

    private static bool IsDateFormat(string format)
    {
        const string Letters = "yMdHhmst";
        return format.Length is > 0 and <= 40 && format.Where(char.IsAsciiLetter).All(Letters.Contains) && format.Any(char.IsAsciiLetter);
    }

    /// <summary>A single letter would be one of .NET's standard formats, which depend on the language.</summary>
    private static string Custom(string format) => format.Length == 1 ? "%" + format : format;
}
