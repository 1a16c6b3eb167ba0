using System.Globalization;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>What makes an assistant's draft acceptable. A draft may be unfinished, never malformed.</summary>
internal static partial class AssistantRules
{
    /// <summary>Words that stand where a slug could in addresses.</summary>
    private static readonly string[] s_reserved =
    [
        "search", "types", "statuses", "popular", "prompts", "import", "export", "environments", "deployments", "compare", "summary", "new", "tags",
    ];

    /// <summary>The draft with what the input names; everything else stays.</summary>
    public static AssistantContent Apply(AssistantContent content, AssistantInput input, Validator errors)
    {
        content = content with
        {
            Name = input.Name is null ? content.Name : errors.Text(input.Name, "name", "a name", AssistantLimits.NameLength),
            Description = Long(input.Description, content.Description, "description", AssistantLimits.DescriptionLength, errors).Trim(),
            Type = Known(input.Type, content.Type, "type", errors),
            Instructions = Long(input.Instructions, content.Instructions, "instructions", AssistantLimits.InstructionsLength, errors),
            Traits = List(input.Traits, content.Traits, "traits", AssistantLimits.Traits, AssistantLimits.TraitLength, errors),
            Temperature = input.Temperature ?? content.Temperature,
            TopP = input.TopP ?? content.TopP,
            MaxTokens = input.MaxTokens ?? content.MaxTokens,
            ContextMemoryTokens = input.ContextMemoryTokens ?? content.ContextMemoryTokens,
            ResponseStyle = Known(input.ResponseStyle, content.ResponseStyle, "responseStyle", errors),
            Language = (input.Language ?? content.Language).Trim(),
            Greeting = Long(input.Greeting, content.Greeting, "greeting", AssistantLimits.GreetingLength, errors),
            SuggestedQuestions = List(input.SuggestedQuestions, content.SuggestedQuestions, "suggestedQuestions", AssistantLimits.Questions, AssistantLimits.QuestionLength, errors),
            Model = input.Model is { } model ? Model(model, errors) : content.Model,
            Capabilities = input.Capabilities is { } capabilities ? Capabilities(capabilities, errors) : content.Capabilities,
            KnowledgeSources = input.KnowledgeSources?.Distinct().ToArray() ?? content.KnowledgeSources,
            Retrieval = Retrieval(input.Retrieval ?? content.Retrieval, errors),
            Tools = List(input.Tools, content.Tools, "tools", AssistantLimits.Bindings, AssistantLimits.WordLength, errors),
            Memory = input.Memory ?? content.Memory,
            Escalation = Escalation(input.Escalation ?? content.Escalation, errors),
            GuardRails = GuardRails(input.GuardRails ?? content.GuardRails, errors),
        };
        CheckNumbers(content, errors);
        errors.Check(content.Language.Length == 0 || (content.Language.Length <= AssistantLimits.LanguageLength && LanguageTag().IsMatch(content.Language)), "language", "A language tag is like en, de or pt-BR. Leave it empty to answer in the language of the question.");
        errors.Check(content.KnowledgeSources.Count <= AssistantLimits.Bindings, "knowledgeSources", $"At most {AssistantLimits.Bindings} sources.");
        return content;
    }

    public static void CheckSlug(string? slug, Validator errors)
    {
        if (slug is null)
        {
            return;
        }

        errors.Check(
            Slug.IsValid(slug) && slug.Length <= AssistantLimits.SlugLength,
            "slug", $"Use lower-case letters, digits and single hyphens, at most {AssistantLimits.SlugLength}, like delivery-tracker.");
        errors.Check(!Guid.TryParse(slug, out _), "slug", "A short name must not look like an id.");
        errors.Check(!IsReserved(slug), "slug", $"\"{slug}\" is a word of the program's own addresses. Choose another.");
    }

    public static void CheckLook(string icon, string colour, Validator errors)
    {
        errors.Check(icon.Length <= AssistantLimits.IconLength && PlainText.IsOneLine(icon), "icon", $"At most {AssistantLimits.IconLength} characters.");
        errors.Check(colour.Length <= AssistantLimits.ColourLength && colour.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '#'), "colour", $"A colour is a word like teal, at most {AssistantLimits.ColourLength} characters.");
    }

    public static bool IsReserved(string slug) => s_reserved.Contains(slug);

    private static void CheckNumbers(AssistantContent c, Validator errors) => errors
        .Check(c.Temperature is >= 0 and <= AssistantLimits.MaxTemperature, "temperature", $"Between 0 and {AssistantLimits.MaxTemperature}.")
        .Check(c.TopP is > 0 and <= 1, "topP", "Above 0, at most 1.")
        .Check(c.MaxTokens is >= 1 and <= AssistantLimits.MaxTokens, "maxTokens", $"Between 1 and {Number(AssistantLimits.MaxTokens)}.")
        .Check(c.ContextMemoryTokens is >= 0 and <= AssistantLimits.MaxContextMemoryTokens, "contextMemoryTokens", $"Between 0 and {Number(AssistantLimits.MaxContextMemoryTokens)}.")
        .Check(c.Memory.KeepDays is >= 1 and <= 3650, "memory", "Between 1 and 3,650 days.")
        .Check(c.Escalation.AfterUnanswered is null or (>= 1 and <= 20), "escalation", "After 1 to 20 questions without an answer.")
        .Check(c.GuardRails.MaxMessageLength is null or (>= 1 and <= 1_000_000), "guardRails", "A message has 1 to 1,000,000 characters.");

    private static string Long(string? given, string current, string field, int maxLength, Validator errors)
    {
        if (given is null)
        {
            return current;
        }

        errors.Long(given, field, maxLength);
        return given;
    }

    private static T Known<T>(T? given, T current, string field, Validator errors)
        where T : struct, Enum
    {
        errors.Check(given is null || Enum.IsDefined(given.Value), field, "There is no such choice.");
        return given ?? current;
    }

    private static IReadOnlyList<string> List(IReadOnlyList<string>? given, IReadOnlyList<string> current, string field, int count, int length, Validator errors)
    {
        if (given is null)
        {
            return current;
        }

        var clean = given.Select(g => g?.Trim() ?? "").Where(g => g.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        errors.Check(clean.Length <= count, field, $"At most {count}; these are {clean.Length}.");
        errors.Check(clean.All(c => c.Length <= length), field, $"Each has at most {length} characters.");
        errors.Check(clean.All(PlainText.IsOneLine), field, "Line breaks, control characters and halves of characters are not possible here.");
        return clean;
    }

    private static ModelRoute? Model(ModelRoute model, Validator errors)
    {
        var name = model.Name?.Trim() ?? "";
        errors.Check(name.Length <= AssistantLimits.ModelNameLength && PlainText.IsOneLine(name), "model", $"A model's name is one line of at most {AssistantLimits.ModelNameLength} characters.");
        errors.Check(name.Length > 0 || model.ProviderId is null, "model", "Choose a model of the provider.");
        return name.Length == 0 ? null : model with { Name = name };
    }

    private static RetrievalSettings Retrieval(RetrievalSettings settings, Validator errors)
    {
        var part = new Validator();
        var clean = settings.Checked(part);
        errors.Take(part, "retrieval");
        return clean;
    }

    private static EscalationRules Escalation(EscalationRules rules, Validator errors) =>
        rules with { Words = List(rules.Words, [], "escalation", AssistantLimits.Words, AssistantLimits.WordLength, errors) };

    private static GuardRails GuardRails(GuardRails rails, Validator errors) =>
        rails with { ForbiddenTopics = List(rails.ForbiddenTopics, [], "guardRails", AssistantLimits.Words, AssistantLimits.WordLength, errors) };

    private static AssistantCapability[] Capabilities(IReadOnlyList<AssistantCapability> given, Validator errors)
    {
        errors.Check(given.Count <= AssistantLimits.Capabilities, "capabilities", $"At most {AssistantLimits.Capabilities} capabilities.");
        errors.Check(given.All(c => c is not null), "capabilities", "An entry of the list is empty.");
        var clean = given.Take(AssistantLimits.Capabilities).Where(c => c is not null).Select((c, i) => Capability(c, $"capabilities[{i}]", errors)).ToArray();
        errors.Check(clean.DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase).Count() == clean.Length, "capabilities", "Two capabilities have the same name.");
        return clean;
    }

    private static AssistantCapability Capability(AssistantCapability given, string field, Validator errors)
    {
        var settings = given.Settings ?? new Dictionary<string, string>();
        errors.Check(Enum.IsDefined(given.Kind), $"{field}.kind", "There is no such kind.");
        errors.Long(given.Description, $"{field}.description", AssistantLimits.CapabilityTextLength);
        errors.Check(settings.Count <= AssistantLimits.CapabilitySettings, $"{field}.settings", $"At most {AssistantLimits.CapabilitySettings} settings.");
        errors.Check(
            settings.All(s => s.Key.Length is > 0 and <= AssistantLimits.CapabilityNameLength && s.Value is { Length: <= AssistantLimits.CapabilityTextLength } && PlainText.IsStorable(s.Key) && PlainText.IsStorable(s.Value)),
            $"{field}.settings", $"A setting has a name of at most {AssistantLimits.CapabilityNameLength} and a value of at most {Number(AssistantLimits.CapabilityTextLength)} characters.");
        return given with
        {
            Name = errors.Text(given.Name, $"{field}.name", "a name", AssistantLimits.CapabilityNameLength),
            Description = given.Description?.Trim() ?? "",
            Settings = settings,
        };
    }

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    private static partial Regex LanguageTag();
}
