using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Prompts;

public static class PromptLimits
{
    public const int KeyLength = 80;
    public const int TitleLength = 200;
    public const int PurposeLength = 2_000;
    public const int CategoryLength = 60;
    public const int TagLength = TagRules.TagLength;
    public const int Tags = TagRules.Tags;
    public const int NoteLength = 500;
    public const int Labels = 20;
    public const int LabelLength = 40;
    public const int Variables = 100;
    public const int VariableValueLength = 20_000;
    public const int VariableTextLength = 1_000;
    public const int Options = 100;
    public const int OptionLength = 200;

    /// <summary>Tags and categories that an input or a filter offers.</summary>
    public const int Suggestions = 500;
}
