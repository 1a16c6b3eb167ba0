namespace AssistantStudio.Benchmarks;

/// <summary>One measured claim, the limit it is held to, and something simple measured in the same run.</summary>
public sealed record Figure(string What, string Measured, string Limit, string Baseline, bool Holds);
