using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>Writes the text. Every value is data: braces in it stay braces.</summary>
internal sealed class TemplateRenderer(IReadOnlyDictionary<string, TemplateValue> values)
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, TemplateValue> _locals = new(StringComparer.Ordinal);
    private readonly List<TemplateError> _errors = [];
    private int _passes;
    private int _work;

    public IReadOnlyList<TemplateError> Errors => _errors;

    public string Render(IReadOnlyList<TemplateNode> nodes)
    {
        Write(nodes);
        return _text.ToString();
    }

    private void Write(IReadOnlyList<TemplateNode> nodes)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case TextNode text:
                    Append(text.Text, new(1, 1));
                    break;
                case OutputNode output:
                    Append(Evaluate(output.Value, mayMiss: false).Text, output.Position);
                    break;
                case IfNode choice:
                    Write(choice.Branches.FirstOrDefault(b => b.Condition is null || Evaluate(b.Condition, mayMiss: true).IsTrue).Body ?? []);
                    break;
                case EachNode loop:
                    WriteEach(loop);
                    break;
            }
        }
    }

    private void WriteEach(EachNode loop)
    {
        var items = Evaluate(loop.List, mayMiss: false) switch
        {
            ListValue list => list.Items,
            NothingValue or TextValue { Value.Length: 0 } => [],
            var one => [one],
        };
        if (items.Count == 0)
        {
            Write(loop.Otherwise);
            return;
        }

        var outer = new Dictionary<string, TemplateValue>(_locals, StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (++_passes > TemplateLimits.Passes)
            {
                throw new TemplateFault(string.Create(CultureInfo.InvariantCulture, $"The loops of this template take more than {TemplateLimits.Passes:#,0} passes."), loop.Position);
            }

            _locals[loop.Item] = items[i];
            _locals[PromptTemplate.LoopName + ".index"] = i + 1m;
            _locals[PromptTemplate.LoopName + ".first"] = i == 0;
            _locals[PromptTemplate.LoopName + ".last"] = i == items.Count - 1;
            Write(loop.Body);
        }

        _locals.Clear();
        foreach (var (name, value) in outer)
        {
            _locals[name] = value;
        }
    }

    private TemplateValue Evaluate(Expression expression, bool mayMiss)
    {
        var value = ValueOf(expression, mayMiss);
        _work += 1 + (value.Size / TemplateLimits.LengthOfAUnit);
        return _work <= TemplateLimits.Work ? value
            : throw new TemplateFault("This template takes too long with these values. Use fewer loops, or shorter values.", expression.Position);
    }

    private TemplateValue ValueOf(Expression expression, bool mayMiss)
    {
        switch (expression)
        {
            case Literal literal:
                return literal.Value;
            case Name name:
                return Look(name, mayMiss);
            case Not not:
                return !Evaluate(not.Value, mayMiss: true).IsTrue;
            case Both both:
                var left = Evaluate(both.Left, mayMiss: true).IsTrue;
                return left == both.And ? Evaluate(both.Right, mayMiss: true).IsTrue : left;
            case Compare compare:
                return TemplateComparison.Holds(Evaluate(compare.Left, mayMiss: true), compare.Operator, Evaluate(compare.Right, mayMiss: true));
            case Filtered filtered:
                var value = Evaluate(filtered.Value, mayMiss || filtered.Filter.TakesMissing);
                return filtered.Filter.Apply(value, [.. filtered.Arguments.Select(a => a.Value)]) is { Size: <= TemplateLimits.OutputLength } result ? result
                    : throw TooLong(filtered.Position);
            default:
                throw new InvalidOperationException($"Nobody evaluates {expression.GetType().Name}.");
        }
    }

    private TemplateValue Look(Name name, bool mayMiss)
    {
        if (_locals.TryGetValue(name.Value, out var local))
        {
            return local;
        }

        if (values.TryGetValue(name.Value, out var value))
        {
            return value;
        }

        if (!mayMiss && _errors.Count < TemplateLimits.Errors && _errors.All(e => e.Variable != name.Value))
        {
            _errors.Add(new($"The variable {name.Value} has no value.", name.Position, name.Value));
        }

        return TemplateValue.Nothing;
    }

    private void Append(string text, TemplatePosition position)
    {
        if (_text.Length + text.Length > TemplateLimits.OutputLength)
        {
            throw TooLong(position);
        }

        _text.Append(text);
    }

    private static TemplateFault TooLong(TemplatePosition position) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The rendered text is longer than {TemplateLimits.OutputLength:#,0} characters."), position);
}
