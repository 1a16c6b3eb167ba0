namespace AssistantStudio.Core.Prompts.Templates;

internal abstract record TemplateNode;

internal sealed record TextNode(string Text) : TemplateNode;

internal sealed record OutputNode(Expression Value, TemplatePosition Position) : TemplateNode;

/// <summary>The branches in order; the last one has no condition when it is <c>{{else}}</c>.</summary>
internal sealed record IfNode(IReadOnlyList<(Expression? Condition, IReadOnlyList<TemplateNode> Body)> Branches) : TemplateNode;

internal sealed record EachNode(
    Expression List, string Item, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Otherwise, TemplatePosition Position) : TemplateNode;

internal abstract record Expression(TemplatePosition Position);

internal sealed record Literal(TemplateValue Value, TemplatePosition Position) : Expression(Position);

internal sealed record Name(string Value, TemplatePosition Position) : Expression(Position);

internal sealed record Not(Expression Value, TemplatePosition Position) : Expression(Position);

internal sealed record Both(Expression Left, Expression Right, bool And, TemplatePosition Position) : Expression(Position);

internal sealed record Compare(Expression Left, string Operator, Expression Right, TemplatePosition Position) : Expression(Position);

internal sealed record Filtered(Expression Value, TemplateFilter Filter, IReadOnlyList<Literal> Arguments, TemplatePosition Position) : Expression(Position);
