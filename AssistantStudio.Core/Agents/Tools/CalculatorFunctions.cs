namespace AssistantStudio.Core.Agents;

internal static class CalculatorFunctions
{
    public static IReadOnlyList<string> Names { get; } = ["abs", "avg", "ceil", "floor", "max", "min", "round", "sqrt", "sum"];

    public static decimal Apply(string name, IReadOnlyList<decimal> values, CalculatorMath math)
    {
        if (values.Count == 0)
        {
            throw CalculatorMath.Problem($"{name}() needs a number.");
        }

        return name switch
        {
            "min" => values.Min(),
            "max" => values.Max(),
            "sum" => values.Aggregate(math.Add),
            "avg" => math.Divide(values.Aggregate(math.Add), values.Count),
            "round" when values.Count == 2 => decimal.Round(values[0], Places(values[1]), MidpointRounding.AwayFromZero),
            _ when values.Count > 1 => throw CalculatorMath.Problem($"{name}() takes one number{(name == "round" ? ", and how many places" : "")}; got {values.Count}."),
            "round" => decimal.Round(values[0], MidpointRounding.AwayFromZero),
            "abs" => Math.Abs(values[0]),
            "ceil" => decimal.Ceiling(values[0]),
            "floor" => decimal.Floor(values[0]),
            _ => math.Root(values[0]),
        };
    }

    private static int Places(decimal places) => places is >= 0 and <= CalculatorMath.MostPlaces && places == decimal.Truncate(places) ? (int)places
        : throw CalculatorMath.Problem($"round() takes a whole number of places from 0 to {CalculatorMath.MostPlaces}.");
}
