using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

public static class AssistantLimits
{
    public const int NameLength = 120;
    public const int SlugLength = 80;
    public const int DescriptionLength = 2_000;
    public const int InstructionsLength = 100_000;
    public const int Traits = 12;
    public const int TraitLength = 60;
    public const int GreetingLength = 2_000;
    public const int Questions = 8;
    public const int QuestionLength = 300;
    public const int LanguageLength = 35;
    public const int Tags = TagRules.Tags;
    public const int TagLength = TagRules.TagLength;
    public const int IconLength = 40;
    public const int ColourLength = 20;
    public const int ReasonLength = 500;
    public const int OwnersShown = 50;
    public const int NoteLength = 500;
    public const int Capabilities = 30;
    public const int CapabilityNameLength = 80;
    public const int CapabilityTextLength = 1_000;
    public const int CapabilitySettings = 20;
    public const int ModelNameLength = 200;

    /// <summary>Of a model that will be gone; more are not named.</summary>
    public const int ModelUsersShown = 500;
    public const int MaxTokens = 1_000_000;
    public const int MaxContextMemoryTokens = 2_000_000;
    public const int MaxTemperature = 2;
    public const int Words = 50;
    public const int WordLength = 200;
    public const int Bindings = 100;
    public const int Links = 50;
    public const int Conditions = 12;
    public const int ConditionTextLength = 500;
    public const int MaxWeight = 1_000;
    public const int MaxPriority = 10_000;

    /// <summary>Longer chains of clones are cut at the far end when they are drawn.</summary>
    public const int LineageDepth = 20;
    public const int LineageSize = 200;

    /// <summary>One report of usage that was counted outside.</summary>
    public const int ReportedUsage = 1_000_000;
}
