namespace AssistantStudio.Core.Providers;

/// <summary>
/// How long an answer may be: what people set, and what budgets count on. A server that refuses the name of the field gets it
/// under the other one, and never a request without it.
/// </summary>
internal static class OutputLimit
{
    private static readonly string[] s_names = ["max_tokens", "max_completion_tokens"];

    public static string FieldOf(WireProfile profile, IReadOnlySet<string> refused) =>
        refused.Contains(profile.MaxTokensField) ? Other(profile.MaxTokensField) : profile.MaxTokensField;

    /// <summary>Null: the field is no limit. Otherwise whether there is another name to try.</summary>
    public static bool? HasOtherName(string field, IReadOnlySet<string> refused) => s_names.Contains(field) ? !refused.Contains(Other(field))
        : field == "max_output_tokens" ? false
        : null;

    private static string Other(string name) => s_names.First(n => n != name);
}
