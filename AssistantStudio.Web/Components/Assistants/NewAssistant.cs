using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What a person says about a new assistant, step by step. What a type suggests follows the type until somebody writes over it.</summary>
public sealed class NewAssistant
{
    private AssistantTypeInfo _info = AssistantTypes.Of(AssistantType.General);

    public NewAssistant()
    {
        ResponseStyle = _info.Start.ResponseStyle;
        Take(_info);
    }

    public AssistantType Type => _info.Type;

    /// <summary>Given: everything but the name comes from it.</summary>
    public AssistantRow? Template { get; private set; }

    public ClonePrompts TemplatePrompts { get; set; } = ClonePrompts.Copy;

    public string Name { get; set; } = "";

    /// <summary>Null: made of the name.</summary>
    public string? Slug { get; set; }

    public string Description { get; set; } = "";

    public IReadOnlyList<string> Tags { get; set; } = [];

    public AssistantVisibility Visibility { get; set; } = AssistantVisibility.Organization;

    public string Instructions { get; set; } = "";

    public string Prompt { get; set; } = "";

    public string Greeting { get; set; } = "";

    public IReadOnlyList<string> Traits { get; set; } = [];

    public ResponseStyle ResponseStyle { get; set; }

    public string SuggestedSlug => Core.Shared.Slug.From(Name, "assistant", AssistantLimits.SlugLength);

    public IEnumerable<string> Variables => PromptTemplate.Parse(Prompt).Names.Keys;

    /// <summary>Leaving would lose something that was typed or chosen.</summary>
    public bool IsDirty => Name.Length > 0 || Slug is not null || Description.Length > 0 || Tags.Count > 0 || IsRewritten;

    private bool IsRewritten => Instructions != _info.Start.Instructions || Prompt != _info.StartPrompt || Greeting != _info.Start.Greeting
        || ResponseStyle != _info.Start.ResponseStyle || !Traits.SequenceEqual(_info.Start.Traits);

    public void Choose(AssistantType type)
    {
        Template = null;
        Take(AssistantTypes.Of(type));
    }

    public void Choose(AssistantRow template) => Template = template;

    public AssistantInput ToInput() => new()
    {
        Name = Name,
        Slug = string.IsNullOrWhiteSpace(Slug) ? null : Slug,
        Type = Type,
        Description = Description,
        Tags = Tags,
        Visibility = Visibility,
        Instructions = Instructions,
        Greeting = Greeting,
        Traits = Traits,
        ResponseStyle = ResponseStyle,
    };

    public CloneInput ToClone() => new()
    {
        Name = Name,
        Slug = string.IsNullOrWhiteSpace(Slug) ? null : Slug,
        Prompts = TemplatePrompts,
        Visibility = Visibility,
    };

    private void Take(AssistantTypeInfo next)
    {
        var (before, start) = (_info, next.Start);
        Instructions = Instructions == before.Start.Instructions || Instructions.Length == 0 ? start.Instructions : Instructions;
        Prompt = Prompt == before.StartPrompt || Prompt.Length == 0 ? next.StartPrompt : Prompt;
        Greeting = Greeting == before.Start.Greeting || Greeting.Length == 0 ? start.Greeting : Greeting;
        Traits = Traits.SequenceEqual(before.Start.Traits) || Traits.Count == 0 ? start.Traits : Traits;
        ResponseStyle = ResponseStyle == before.Start.ResponseStyle ? start.ResponseStyle : ResponseStyle;
        _info = next;
    }
}

public enum WizardStep
{
    Type,
    Basics,
    Instructions,
    Review,
}
