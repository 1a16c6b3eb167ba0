using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Agents;

/// <summary>Reads and calculates <c>round((1249.90 + 3 * 5) * 19%, 2)</c>, from left to right, with no other program's help.</summary>
internal sealed class Calculator
{
    private readonly string _text;
    private readonly CalculatorMath _math = new();
    private int _at;
    private int _depth;

    private Calculator(string text) => _text = text;

    public static string Calculate(string expression)
    {
        if (expression.Length > ToolLimits.ExpressionLength)
        {
            throw CalculatorMath.Problem($"At most {ToolLimits.ExpressionLength} characters; this has {expression.Length}.");
        }

        try
        {
            var calculator = new Calculator(expression);
            var result = calculator.Sum();
            calculator.ExpectEnd();
            var text = CalculatorMath.Plain(result).ToString(CultureInfo.InvariantCulture);
            return calculator._math.IsRounded ? $"{text} (rounded)" : text;
        }
        catch (OverflowException)
        {
            throw CalculatorMath.Problem("A number on the way is too large to calculate with: at most about 7.9 × 10^28 is possible.");
        }
    }

    private decimal Sum()
    {
        var value = Product();
        while (true)
        {
            if (Take('+'))
                value = _math.Add(value, Product());
            else if (Take('-') || Take('−'))
                value = _math.Subtract(value, Product());
            else
                return value;
        }
    }

    private decimal Product()
    {
        var value = Signed();
        while (true)
        {
            if (Take('*') || Take('×') || Take('·'))
                value = _math.Multiply(value, Signed());
            else if (Take('/') || Take('÷'))
                value = _math.Divide(value, Signed());
            else if (Take('%'))
                value = _math.Remainder(value, Signed());
            else
                return value;
        }
    }

    /// <summary>A power binds more than the sign before it: -2^2 is -4.</summary>
    private decimal Signed()
    {
        // Whatever is within something else passes here.
        if (++_depth > ToolLimits.ExpressionDepth)
        {
            throw CalculatorMath.Problem($"Parentheses, signs and powers are nested more than {ToolLimits.ExpressionDepth} deep.");
        }

        var value = Take('-') || Take('−') ? -Signed() : Take('+') ? Signed() : Power();
        _depth--;
        return value;
    }

    /// <summary>Powers of powers are read from the right: 2^3^2 is 2^9.</summary>
    private decimal Power()
    {
        var value = Percent();
        return Take("**") || Take('^') ? _math.Power(value, Signed()) : value;
    }

    private decimal Percent()
    {
        var value = Value();
        while (Next() == '%' && !IsRemainder())
        {
            _at++;
            value = _math.Divide(value, 100);
        }

        return value;
    }

    /// <summary>With something to divide by after it, the sign means the remainder: <c>10 % 3</c>, but <c>19% + 3</c>.</summary>
    private bool IsRemainder()
    {
        var after = _at + 1;
        while (after < _text.Length && char.IsWhiteSpace(_text[after]))
        {
            after++;
        }

        return after < _text.Length && (char.IsLetterOrDigit(_text[after]) || _text[after] is '(' or '.');
    }

    private decimal Value()
    {
        var next = Next();
        if (next is '(')
        {
            _at++;
            var value = Sum();
            Expect(')');
            return value;
        }

        return char.IsAsciiDigit(next) || next == '.' ? Number() : char.IsLetter(next) ? Function() : throw Unexpected();
    }

    private decimal Number()
    {
        var start = _at;
        SkipDigits();
        if (At('.'))
        {
            _at++;
            SkipDigits();
        }

        if ((At('e') || At('E')) && HasExponent())
        {
            _at += _text[_at + 1] is '+' or '-' ? 2 : 1;
            SkipDigits();
        }

        return _text[start.._at] is "." ? throw Unexpected() : CalculatorMath.Number(_text[start.._at]);
    }

    private bool HasExponent()
    {
        var digit = _at + 1 < _text.Length && _text[_at + 1] is '+' or '-' ? _at + 2 : _at + 1;
        return digit < _text.Length && char.IsAsciiDigit(_text[digit]);
    }

    private void SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }
    }

    private decimal Function()
    {
        var start = _at;
        while (_at < _text.Length && char.IsLetterOrDigit(_text[_at]))
        {
            _at++;
        }

        var name = _text[start.._at].ToLowerInvariant();
        if (!CalculatorFunctions.Names.Contains(name, StringComparer.Ordinal))
        {
            throw CalculatorMath.Problem($"There is no function “{PlainText.Cut(_text[start.._at], 40)}”. There are: {string.Join(", ", CalculatorFunctions.Names)}.");
        }

        Expect('(');
        var values = new List<decimal>();
        if (Next() != ')')
        {
            do
            {
                values.Add(Sum());
            }
            while (Take(','));
        }

        Expect(')');
        return CalculatorFunctions.Apply(name, values, _math);
    }

    /// <summary>The next character that is no space; the character with code 0 at the end.</summary>
    private char Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool At(char c) => _at < _text.Length && _text[_at] == c;

    private bool Take(char c)
    {
        if (Next() != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool Take(string marks)
    {
        Next();
        if (!_text.AsSpan(_at).StartsWith(marks, StringComparison.Ordinal))
        {
            return false;
        }

        _at += marks.Length;
        return true;
    }

    private void Expect(char c)
    {
        if (!Take(c))
        {
            throw Next() == '\0' ? CalculatorMath.Problem($"“{c}” is missing at the end.") : Unexpected();
        }
    }

    private void ExpectEnd()
    {
        if (Next() != '\0')
        {
            throw Unexpected();
        }
    }

    private ValidationException Unexpected()
    {
        var next = Next();
        return next == '\0' ? CalculatorMath.Problem("The expression ends where a number is expected.")
            : next == ',' ? CalculatorMath.Problem($"The comma at position {_at + 1} does not belong there. Write 1234.5, without thousands separators and with a decimal point.")
            : CalculatorMath.Problem($"“{next}” is not possible at position {_at + 1}.");
    }
}
