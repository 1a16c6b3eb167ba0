namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>What keeps a template from running away; docs/guide/templates.md repeats these numbers.</summary>
public static class TemplateLimits
{
    public const int ContentLength = 100_000;
    public const int NameLength = 64;

    /// <summary>Blocks inside blocks, and parentheses inside parentheses.</summary>
    public const int Depth = 20;

    public const int Tags = 5_000;

    /// <summary>Operators, names and filters of one tag.</summary>
    public const int PartsOfATag = 200;

    /// <summary>Passes through loops, all loops of a render together.</summary>
    public const int Passes = 10_000;

    public const int OutputLength = 400_000;

    /// <summary>What one render may take: a unit for each value that is looked at, and one for each <see cref="LengthOfAUnit"/> characters of it.</summary>
    public const int Work = 1_000_000;

    public const int LengthOfAUnit = 100;

    /// <summary>A list beyond this is refused as a value.</summary>
    public const int ListItems = 1_000;

    /// <summary>Shown at once; a broken template would repeat itself for ever.</summary>
    public const int Errors = 50;
}
