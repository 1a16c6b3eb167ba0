using System.Globalization;

namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>A value in a template: nothing, text, a number, true or false, a date, or a list of values. Never an object, never code.</summary>
public abstract record TemplateValue
{
    public static TemplateValue Nothing { get; } = new NothingValue();

    /// <summary>As it is written into the text: the same on every machine and in every language.</summary>
    public abstract string Text { get; }

    /// <summary>What <c>{{#if name}}</c> makes of it.</summary>
    public abstract bool IsTrue { get; }

    /// <summary>About how many characters it has, without writing them.</summary>
    internal virtual int Size => 1;

    public static implicit operator TemplateValue(string? text) => text is null ? Nothing : new TextValue(text);

    public static implicit operator TemplateValue(decimal number) => new NumberValue(number);

    public static implicit operator TemplateValue(bool value) => new BooleanValue(value);

    public static implicit operator TemplateValue(DateTime date) => new DateValue(date);
}

internal sealed record NothingValue : TemplateValue
{
    public override string Text => "";

    public override bool IsTrue => false;
}

public sealed record TextValue(string Value) : TemplateValue
{
    public override string Text => Value;

    public override bool IsTrue => Value.Length > 0;

    internal override int Size => Value.Length;
}

public sealed record NumberValue(decimal Value) : TemplateValue
{
    /// <summary>1.50 is 1.5: how often a number was scaled on its way must not show.</summary>
    public override string Text => Value.ToString("0.############################", CultureInfo.InvariantCulture);

    public override bool IsTrue => Value != 0;
}

public sealed record BooleanValue(bool Value) : TemplateValue
{
    public override string Text => Value ? "true" : "false";

    public override bool IsTrue => Value;
}

/// <summary>A day, or a moment in UTC when it has a time.</summary>
public sealed record DateValue(DateTime Value) : TemplateValue
{
    public override string Text => Value.TimeOfDay == TimeSpan.Zero
        ? Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : Value.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public override bool IsTrue => true;
}

public sealed record ListValue(IReadOnlyList<TemplateValue> Items) : TemplateValue
{
    public override string Text => string.Join(", ", Items.Select(i => i.Text));

    public override bool IsTrue => Items.Count > 0;

    internal override int Size => Items.Sum(i => i.Size + 2);

    public bool Equals(ListValue? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Aggregate(Items.Count, HashCode.Combine);
}
