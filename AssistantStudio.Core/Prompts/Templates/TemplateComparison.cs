using System.Globalization;

namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>How values compare: as numbers where both are, as dates where both are, as text otherwise. Conditions of links use the same.</summary>
internal static class TemplateComparison
{
    public static bool Holds(TemplateValue left, string comparison, TemplateValue right) => comparison switch
    {
        "contains" => Contains(left, right),
        "==" => AreEqual(left, right),
        "!=" => !AreEqual(left, right),
        _ when left is NothingValue || right is NothingValue => false,
        "<" => Order(left, right) < 0,
        "<=" => Order(left, right) <= 0,
        ">" => Order(left, right) > 0,
        _ => Order(left, right) >= 0,
    };

    public static decimal? NumberOf(TemplateValue value) => value switch
    {
        NumberValue number => number.Value,
        TextValue text when decimal.TryParse(text.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static DateTime? DateOf(TemplateValue value) => value switch
    {
        DateValue date => date.Value,
        TextValue text when DateTime.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var date) => date,
        _ => null,
    };

    private static bool AreEqual(TemplateValue left, TemplateValue right)
    {
        if (left is NothingValue || right is NothingValue)
        {
            return left.Text.Length == 0 && right.Text.Length == 0;
        }

        if (left is NumberValue or DateValue || right is NumberValue or DateValue)
        {
            return Order(left, right) == 0;
        }

        return left.Text == right.Text;
    }

    private static int Order(TemplateValue left, TemplateValue right)
    {
        if (NumberOf(left) is { } a && NumberOf(right) is { } b)
        {
            return a.CompareTo(b);
        }

        return (left is DateValue || right is DateValue) && DateOf(left) is { } c && DateOf(right) is { } d
            ? c.CompareTo(d)
            : string.CompareOrdinal(left.Text, right.Text);
    }

    private static bool Contains(TemplateValue left, TemplateValue right) => left is ListValue list
        ? list.Items.Any(item => AreEqual(item, right))
        : right.Text.Length > 0 && left.Text.Contains(right.Text, StringComparison.Ordinal);
}
