using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Agents;

/// <summary>
/// Arithmetic with decimals that says when it was not exact: decimals silently drop digits that they have no room for, and
/// turn what is too small into 0.
/// </summary>
internal sealed class CalculatorMath
{
    public const int MostPlaces = 28;

    private const int MostDigits = 28;
    private const int MostSteps = 100;

    /// <summary>Of whole numbers below this, a quotient times its divisor still has room for every digit.</summary>
    private const decimal Checkable = 1e27m;

    public bool IsRounded { get; private set; }

    public static ValidationException Problem(string message) => new("expression", message);

    public static decimal Number(string text)
    {
        var digits = text.Split('e', 'E')[0].Replace(".", "", StringComparison.Ordinal).Trim('0').Length;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && digits <= MostDigits && (number != 0 || digits == 0)
            ? Plain(number) : throw Problem($"{PlainText.Cut(text, 40)} has more digits than can be calculated with ({MostDigits}).");
    }

    public decimal Add(decimal a, decimal b) => Exactly(a + b, Math.Max(a.Scale, b.Scale));

    public decimal Subtract(decimal a, decimal b) => Add(a, -b);

    public decimal Multiply(decimal a, decimal b)
    {
        var product = a * b;
        return product == 0 && a != 0 && b != 0 ? throw TooSmall() : Exactly(product, a.Scale + b.Scale);
    }

    public decimal Divide(decimal a, decimal b)
    {
        if (b == 0)
        {
            throw Problem("Division by zero has no result.");
        }

        var quotient = a / b;
        if (quotient == 0 && a != 0)
        {
            throw TooSmall();
        }

        IsRounded |= !IsExact(quotient, a, b);
        return Plain(quotient);
    }

    public decimal Remainder(decimal a, decimal b) => b == 0 ? throw Problem("Division by zero has no result.") : Plain(a % b);

    public decimal Root(decimal value)
    {
        if (value < 0)
        {
            throw Problem("A negative number has no square root.");
        }

        if (value == 0)
        {
            return 0;
        }

        // Newton's method, from what the processor says: each step doubles the right digits.
        var root = (decimal)Math.Sqrt((double)value);
        for (var i = 0; i < MostSteps; i++)
        {
            var next = (root + (value / root)) / 2;
            if (next == root)
            {
                break;
            }

            root = next;
        }

        // An exact root has half as many places; a square with fewer has lost some.
        var plain = Plain(decimal.Round(root, MostPlaces / 2));
        var square = plain * plain;
        if (square == value && square.Scale == 2 * plain.Scale)
        {
            return plain;
        }

        IsRounded = true;
        return Plain(root);
    }

    public decimal Power(decimal value, decimal exponent)
    {
        if (exponent != decimal.Truncate(exponent))
        {
            return exponent == 0.5m ? Root(value) : Rooted(value, exponent);
        }

        if (exponent < 0)
        {
            return Divide(1, Power(value, -exponent));
        }

        if (value is 0 or 1 or -1)
        {
            return exponent == 0 || value == 1 || (value == -1 && exponent % 2 == 0) ? 1 : value;
        }

        var result = 1m;
        while (exponent > 0)
        {
            if (exponent % 2 != 0)
            {
                result = Multiply(result, value);
            }

            exponent = decimal.Truncate(exponent / 2);
            value = exponent > 0 ? Multiply(value, value) : value;
        }

        return result;
    }

    /// <summary>Without zeros at the end, so that the scale tells how many places there are.</summary>
    public static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;

    private static ValidationException TooSmall() => Problem($"A number on the way is too small to calculate with: it would have more than {MostPlaces} decimal places.");

    /// <summary>Multiplied back, a rounded quotient misses, or needs more digits than there are.</summary>
    private static bool IsExact(decimal quotient, decimal a, decimal b)
    {
        var plain = Plain(quotient);
        return plain.Scale + b.Scale <= MostPlaces && Math.Abs(a) < Checkable && plain * b == a;
    }

    /// <summary>A result with fewer places than its parts have together has lost some, unless they were zeros.</summary>
    private decimal Exactly(decimal result, int scale)
    {
        IsRounded |= result.Scale < scale;
        return Plain(result);
    }

    private decimal Rooted(decimal value, decimal exponent)
    {
        if (value < 0)
        {
            throw Problem("A negative number has no power that is not a whole number.");
        }

        IsRounded = true;
        return (decimal)Math.Pow((double)value, (double)exponent);
    }
}
