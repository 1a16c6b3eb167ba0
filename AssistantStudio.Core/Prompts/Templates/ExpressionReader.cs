using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>
/// Reads what stands in a tag: <c>order.total | number: 2</c>, <c>vip and (country == "de" or not returning)</c>.
/// From loose to tight: or, and, not, comparison, filter.
/// </summary>
internal sealed class ExpressionReader(string text, Func<int, TemplatePosition> positionOf)
{
    private static readonly string[] s_comparisons = ["==", "!=", "<=", ">=", "<", ">"];
    private const string Contains = "contains";

    private int _at;
    private int _parts;
    private int _depth;

    /// <summary>The names that were read, each with its first place.</summary>
    public List<Name> Names { get; } = [];

    public TemplatePosition Here => positionOf(_at);

    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return _at == text.Length;
        }
    }

    public Expression ReadAll()
    {
        if (IsAtEnd)
        {
            throw Fault("There is nothing in this tag. Name a variable, like {{customer_name}}.");
        }

        var expression = Or();
        ExpectEnd();
        return expression;
    }

    /// <summary><c>items as item</c></summary>
    public (Expression List, string Item) ReadLoop()
    {
        var list = Filters();
        if (!TakeWord("as") || Word() is not { } item)
        {
            throw Fault("A loop is written {{#each items as item}}.");
        }

        if (item == PromptTemplate.LoopName)
        {
            throw Fault($"\"{item}\" has a meaning of its own inside of loops. Choose another name.");
        }

        ExpectEnd();
        return (list, item);
    }

    public void ExpectEnd()
    {
        if (!IsAtEnd)
        {
            throw Fault($"\"{Rest()}\" is not expected here.");
        }
    }

    public bool TakeWord(string word)
    {
        SkipSpace();
        if (!text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal) || (_at + word.Length < text.Length && IsNamePart(text[_at + word.Length])))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private Expression Or()
    {
        var left = And();
        while (TakeWord("or"))
        {
            var position = Part();
            left = new Both(left, And(), And: false, position);
        }

        return left;
    }

    private Expression And()
    {
        var left = Negation();
        while (TakeWord("and"))
        {
            var position = Part();
            left = new Both(left, Negation(), And: true, position);
        }

        return left;
    }

    private Expression Negation()
    {
        var position = Here;
        if (!TakeWord("not"))
        {
            return Comparison();
        }

        Deeper();
        Part();
        var negated = new Not(Negation(), position);
        _depth--;
        return negated;
    }

    private Expression Comparison()
    {
        var left = Filters();
        SkipSpace();
        var position = Here;
        var found = TakeWord(Contains) ? Contains : s_comparisons.FirstOrDefault(Take);
        if (found is null)
        {
            return Take("=") ? throw Fault("To compare, write == with two equal signs.") : left;
        }

        Part();
        return new Compare(left, found, Filters(), position);
    }

    private Expression Filters()
    {
        var value = Primary();
        while (Take("|"))
        {
            Part();
            SkipSpace();
            var position = Here;
            var name = Word() ?? throw Fault($"A filter is expected after |. There are: {TemplateFilter.Names}.");
            var filter = TemplateFilter.Find(name) ?? throw new TemplateFault($"There is no filter \"{name}\". There are: {TemplateFilter.Names}.", position);
            var arguments = new List<Literal>();
            if (Take(":"))
            {
                do
                {
                    arguments.Add(LiteralOrNull() ?? throw Fault($"The filter {name} takes texts in quotes or numbers, like {filter.Example}."));
                }
                while (Take(","));
            }

            filter.Check(arguments, position);
            value = new Filtered(value, filter, arguments, position);
        }

        return value;
    }

    private Expression Primary()
    {
        Part();
        SkipSpace();
        var position = Here;
        if (Take("("))
        {
            Deeper();
            var inner = Or();
            _depth--;
            return Take(")") ? inner : throw Fault("A closing parenthesis is missing.");
        }

        if (LiteralOrNull() is { } literal)
        {
            return literal;
        }

        var word = Word() ?? throw Fault(_at == text.Length ? "Something is missing at the end of this tag." : $"\"{Rest()}\" is not expected here.");
        var name = new Name(word, position);
        Names.Add(name);
        return name;
    }

    private Literal? LiteralOrNull()
    {
        SkipSpace();
        var position = Here;
        if (TakeWord("true"))
        {
            return new(true, position);
        }

        if (TakeWord("false"))
        {
            return new(false, position);
        }

        if (_at < text.Length && text[_at] == '"')
        {
            return new(Quoted(), position);
        }

        var end = _at < text.Length && text[_at] == '-' ? _at + 1 : _at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        if (end == _at)
        {
            return null;
        }

        var digits = text[_at..end];
        if (!decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw Fault($"\"{digits}\" is not a number.");
        }

        _at = end;
        return new(number, position);
    }

    /// <summary><c>"a \"word\"\n"</c></summary>
    private string Quoted()
    {
        var result = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] != '"'; _at++)
        {
            result.Append(text[_at] != '\\' || _at + 1 == text.Length ? text[_at] : text[++_at] switch
            {
                'n' => '\n',
                't' => '\t',
                var other => other,
            });
        }

        if (_at >= text.Length)
        {
            throw Fault("This quoted text is not closed."); // Only where the tag is not closed either.
        }

        _at++;
        return result.ToString();
    }

    /// <summary><c>name</c> or <c>loop.index</c></summary>
    private string? Word()
    {
        SkipSpace();
        var end = _at;
        while (end < text.Length && (IsNamePart(text[end]) || (text[end] == '.' && end > _at)) && !(end == _at && char.IsAsciiDigit(text[end])))
        {
            end++;
        }

        if (end == _at)
        {
            return null;
        }

        if (end - _at > TemplateLimits.NameLength)
        {
            throw Fault($"A name has at most {TemplateLimits.NameLength} characters.");
        }

        var word = text[_at..end];
        _at = end;
        return word;
    }

    private bool Take(string sign)
    {
        SkipSpace();
        if (!text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal))
        {
            return false;
        }

        _at += sign.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private TemplatePosition Part() => ++_parts <= TemplateLimits.PartsOfATag ? Here : throw Fault($"A tag has at most {TemplateLimits.PartsOfATag} parts.");

    private void Deeper()
    {
        if (++_depth > TemplateLimits.Depth)
        {
            throw Fault($"Parentheses lie at most {TemplateLimits.Depth} deep.");
        }
    }

    private string Rest()
    {
        const int Shown = 20;
        var rest = text[_at..].Trim();
        return rest.Length <= Shown ? rest : rest[..Shown] + "…";
    }

    private TemplateFault Fault(string message) => new(message, Here);

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
