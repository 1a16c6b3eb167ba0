namespace AssistantStudio.Core.Agents;

public static class ToolLimits
{
    /// <summary>What a model gets to read of one run. It stays in the conversation and is paid for with each further turn.</summary>
    public const int ResultLength = 20_000;

    public const int NameLength = 64;

    /// <summary>Of what a model sends for one run.</summary>
    public const int ArgumentsLength = 100_000;

    /// <summary>Values within values; the schema is followed as deep.</summary>
    public const int ArgumentsDepth = 32;

    /// <summary>A model mends a few mistakes at once, and reads no longer list.</summary>
    public const int MostProblems = 10;

    /// <summary>Of a pattern in a schema, which may come from another server.</summary>
    public const int PatternLength = 1_000;

    public const int KeptResults = 1_000;
    public const int KeptBytes = 16 * 1024 * 1024;

    public const int ExpressionLength = 500;

    /// <summary>Parentheses, signs and powers within each other.</summary>
    public const int ExpressionDepth = 50;

    public const int ZoneLength = 100;
}
