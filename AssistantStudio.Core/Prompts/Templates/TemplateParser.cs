using System.Globalization;
namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>Makes a tree of the content. Goes on after an error, so that an editor can mark all of them.</summary>
internal sealed class TemplateParser(string content)
{
    private readonly TemplateScanner _scanner = new(content);
    private readonly Dictionary<string, TemplatePosition> _names = new(StringComparer.Ordinal);
    private readonly List<string> _locals = [];
    private readonly List<TemplateError> _errors = [];
    private List<Piece> _pieces = [];
    private int _next;
    private int _depth;

    public IReadOnlyDictionary<string, TemplatePosition> Names => _names;

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<TemplateError> Errors =>
        _scanner.Errors.Count == 0 ? _errors : [.. _errors.Where(e => !_scanner.IsUnclosed(e.Position)).Concat(_scanner.Errors).OrderBy(e => e.Position.Line).ThenBy(e => e.Position.Column).Take(TemplateLimits.Errors)];

    public IReadOnlyList<TemplateNode> Parse()
    {
        if (content.Length > TemplateLimits.ContentLength)
        {
            _errors.Add(new(string.Create(CultureInfo.InvariantCulture, $"A template has at most {TemplateLimits.ContentLength:#,0} characters; this one has {content.Length:#,0}."), new(1, 1)));
            return [];
        }

        try
        {
            _pieces = _scanner.Scan();
            var nodes = new List<TemplateNode>();
            while (_next < _pieces.Count)
            {
                nodes.AddRange(Body());
                if (_next < _pieces.Count)
                {
                    Wrong($"{{{{{Head(_pieces[_next])}}}}} closes or continues nothing that is open.", _pieces[_next]);
                    _next++;
                }
            }

            return nodes;
        }
        catch (TemplateFault fault)
        {
            _errors.Add(fault.Error);
            return [];
        }
    }

    /// <summary>Everything until a tag that closes or continues the block around it, or the end.</summary>
    private List<TemplateNode> Body()
    {
        var nodes = new List<TemplateNode>();
        for (; _next < _pieces.Count; _next++)
        {
            var piece = _pieces[_next];
            if (!piece.IsTag)
            {
                nodes.Add(new TextNode(piece.Text));
                continue;
            }

            var head = Head(piece);
            if (head.StartsWith('/') || head is "else" or "else if")
            {
                return nodes;
            }

            var depth = _depth;
            try
            {
                if (Node(piece, head) is { } node)
                {
                    nodes.Add(node);
                }
            }
            catch (TemplateFault fault) when (_errors.Count < TemplateLimits.Errors)
            {
                _errors.Add(fault.Error);
                _depth = depth;
            }
        }

        return nodes;
    }

    private TemplateNode? Node(Piece piece, string head)
    {
        switch (head)
        {
            case "!":
                return null;
            case "#if":
                return If(piece);
            case "#each":
                return Each(piece);
            case ['#', ..]:
                throw new TemplateFault($"There is no block \"{head}\". There are #if and #each.", PositionOf(piece));
            default:
                var reader = Reader(piece, 0);
                var value = reader.ReadAll();
                Note(reader);
                return new OutputNode(value, PositionOf(piece));
        }
    }

    private IfNode If(Piece opening)
    {
        var branches = new List<(Expression?, IReadOnlyList<TemplateNode>)>();
        var condition = Condition(opening, "#if");
        Enter(opening);
        while (true)
        {
            _next++;
            branches.Add((condition, Body()));
            var (piece, head) = Ending(opening, "if");
            if (head == "/if")
            {
                _depth--;
                return new IfNode(branches);
            }

            if (branches[^1].Item1 is null && branches.Count > 1)
            {
                Wrong("Nothing may follow {{else}} but {{/if}}.", piece);
            }

            condition = head == "else if" ? Condition(piece, "else if") : null;
        }
    }

    private EachNode Each(Piece opening)
    {
        Expression list = new Literal(TemplateValue.Nothing, PositionOf(opening));
        var item = "";
        try
        {
            var reader = Reader(opening, "#each".Length);
            (list, item) = reader.ReadLoop();
            Note(reader);
        }
        catch (TemplateFault fault)
        {
            _errors.Add(fault.Error); // The block is read on, so that its closing tag finds it.
        }

        Enter(opening);
        _locals.AddRange([item, PromptTemplate.LoopName]);
        _next++;
        var body = Body();
        _locals.RemoveRange(_locals.Count - 2, 2);
        IReadOnlyList<TemplateNode> otherwise = [];
        var (_, head) = Ending(opening, "each");
        if (head == "else")
        {
            _next++;
            otherwise = Body();
            (var piece, head) = Ending(opening, "each");
            if (head != "/each")
            {
                Wrong("Nothing may follow {{else}} but {{/each}}.", piece);
            }
        }

        _depth--;
        return new EachNode(list, item, body, otherwise, PositionOf(opening));
    }

    private Expression Condition(Piece piece, string head)
    {
        try
        {
            var reader = Reader(piece, piece.Text.TrimStart().IndexOf("if", StringComparison.Ordinal) + "if".Length);
            if (reader.IsAtEnd)
            {
                throw new TemplateFault($"A condition is missing. It is written {{{{{head} name == \"value\"}}}}.", reader.Here);
            }

            var condition = reader.ReadAll();
            Note(reader);
            return condition;
        }
        catch (TemplateFault fault)
        {
            _errors.Add(fault.Error);
            return new Literal(false, PositionOf(piece));
        }
    }

    private (Piece Piece, string Head) Ending(Piece opening, string block)
    {
        if (_next == _pieces.Count)
        {
            throw new TemplateFault($"This block is not closed. Close it with {{{{/{block}}}}}.", PositionOf(opening));
        }

        var piece = _pieces[_next];
        var head = Head(piece);
        if (head.StartsWith('/') && head != "/" + block)
        {
            throw new TemplateFault($"{{{{{head}}}}} does not close the block that was opened at {PositionOf(opening)}; {{{{/{block}}}}} does.", PositionOf(piece));
        }

        return (piece, head);
    }

    private void Enter(Piece opening)
    {
        if (++_depth > TemplateLimits.Depth)
        {
            throw new TemplateFault($"Blocks lie at most {TemplateLimits.Depth} deep.", PositionOf(opening));
        }
    }

    /// <summary>Reads the tag behind its head; <paramref name="skip"/> counts from the head's first character.</summary>
    private ExpressionReader Reader(Piece piece, int skip)
    {
        var from = skip == 0 ? 0 : piece.Text.Length - piece.Text.AsSpan().TrimStart().Length + skip;
        return new(piece.Text[from..], index => _scanner.PositionOf(piece.Start + from + index));
    }

    private void Note(ExpressionReader reader)
    {
        foreach (var name in reader.Names)
        {
            var root = name.Value.Split('.')[0];
            if (_locals.Contains(root) || _scanner.IsUnclosed(name.Position))
            {
                continue;
            }

            if (name.Value.Contains('.', StringComparison.Ordinal))
            {
                throw new TemplateFault(
                    root == PromptTemplate.LoopName ? "loop has a meaning inside of {{#each}} only." : $"\"{name.Value}\": a variable's name has letters, digits and underscores.", name.Position);
            }

            _names.TryAdd(name.Value, name.Position);
        }
    }

    private void Wrong(string message, Piece piece) => _errors.Add(new(message, PositionOf(piece)));

    private TemplatePosition PositionOf(Piece piece) => _scanner.PositionOf(piece.Start - 2);

    /// <summary>"#if", "/each", "else", "else if", "!", or empty for a value.</summary>
    private static string Head(Piece piece)
    {
        var inside = piece.Text.Trim();
        if (inside.StartsWith('!'))
        {
            return "!";
        }

        var words = inside.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["else"] => "else",
            ["else", "if", ..] => "else if",
            [['#' or '/', ..] head, ..] => head,
            _ => "",
        };
    }
}
