namespace AssistantStudio.Core.Providers;

/// <summary>How a tokenizer prepares a text and which tokens it puts around it, as its files say.</summary>
internal sealed record WordPieceRules
{
    public bool Lowercase { get; init; } = true;

    /// <summary>Null follows <see cref="Lowercase"/>, as published tokenizers mean it.</summary>
    public bool? StripAccents { get; init; }

    public bool CleanText { get; init; } = true;

    public bool SeparateChinese { get; init; } = true;

    public string Unknown { get; init; } = "[UNK]";

    public string ContinuationPrefix { get; init; } = "##";

    public int MaxWordLength { get; init; } = 100;

    /// <summary>Before and after the text; null where the files name none.</summary>
    public string? First { get; init; }

    public string? Last { get; init; }

    public bool StripsAccents => StripAccents ?? Lowercase;
}
