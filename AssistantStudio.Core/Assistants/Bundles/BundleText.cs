using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>Bundles as text, a field a line, so that a version control system shows what changed.</summary>
public static class BundleText
{
    public const int MaxItems = 500;

    private const int NotesShown = 20;

    private static readonly JsonSerializerOptions s_options = new(StoredJson.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static string Write(Bundle bundle) => JsonSerializer.Serialize(bundle, s_options);

    /// <summary>Reads what somebody brings. Whatever is wrong with it is said with its place; what is unknown is noted and left out.</summary>
    public static (Bundle Bundle, IReadOnlyList<string> Notes) Read(string text)
    {
        Bundle bundle;
        var unknown = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(text);
            RequireFormat(document.RootElement);
            bundle = document.Deserialize<Bundle>(s_options)!;
            FindUnknown(document.RootElement, typeof(Bundle), "", unknown);
        }
        catch (JsonException e)
        {
            throw new ValidationException("bundle", LooksLikeJson(text) ? $"This is no whole bundle: {Place(e)}. It may have been cut off." : "This file is not JSON. Choose one that was exported from an assistant.");
        }

        var errors = new Validator();
        errors.Check(bundle.Assistants.Count <= MaxItems && bundle.Prompts.Count <= MaxItems, "bundle", $"At most {MaxItems} assistants and {MaxItems} prompts.");
        errors.Check(bundle.Assistants.DistinctBy(a => a.Slug).Count() == bundle.Assistants.Count, "assistants", "Two assistants have the same slug.");
        errors.Check(bundle.Prompts.DistinctBy(p => p.Key).Count() == bundle.Prompts.Count, "prompts", "Two prompts have the same key.");
        for (var i = 0; i < bundle.Prompts.Count; i++)
        {
            PromptBundles.Check(bundle.Prompts[i], $"prompts[{i.ToString(CultureInfo.InvariantCulture)}]", errors);
        }

        for (var i = 0; i < bundle.Assistants.Count; i++)
        {
            Check(bundle.Assistants[i], $"assistants[{i.ToString(CultureInfo.InvariantCulture)}]", errors);
        }

        errors.ThrowIfAny();
        return (bundle, Shortened([.. unknown.Select(path => $"{path} is not known to this version and was left out.")], "more unknown fields were left out."));
    }

    /// <summary>The first notes, and how many there are besides.</summary>
    internal static IReadOnlyList<string> Shortened(IReadOnlyList<string> notes, string rest) => notes.Count <= NotesShown ? notes
        : [.. notes.Take(NotesShown), $"{(notes.Count - NotesShown).ToString(CultureInfo.InvariantCulture)} {rest}"];

    /// <summary>A page, a picture or a table was chosen by mistake; what begins like JSON was cut off or edited.</summary>
    private static bool LooksLikeJson(string text) => text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n') is [] or ['{' or '[', ..];

    private static void RequireFormat(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || !format.TryGetText(out var name) || name != Bundle.FormatName)
        {
            throw new ValidationException("bundle", $"This is no bundle: its \"format\" is not \"{Bundle.FormatName}\".");
        }

        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetDecimal(out var number) || number < 1 || number % 1 != 0)
        {
            throw new ValidationException("bundle", "The bundle does not say its version.");
        }

        if (number > Bundle.CurrentVersion)
        {
            throw new ValidationException("bundle", $"The bundle was made by a newer AssistantStudio (bundle version {number.ToString(CultureInfo.InvariantCulture)}; this one reads up to {Bundle.CurrentVersion.ToString(CultureInfo.InvariantCulture)}). Update this installation first.");
        }
    }

    private static void Check(BundledAssistant assistant, string field, Validator errors)
    {
        var inner = new Validator();
        AssistantRules.Apply(assistant.Content, AssistantInput.Of(assistant.Content), inner);
        TagRules.Clean(assistant.Tags, "tags", inner);
        AssistantRules.CheckSlug(assistant.Slug, inner);
        AssistantRules.CheckLook(assistant.Icon, assistant.Colour, inner);
        inner.Check(assistant.Links.Count <= AssistantLimits.Links, "links", $"At most {AssistantLimits.Links} prompts.");
        inner.Check(assistant.Links.Count(l => l is { Role: PromptRole.Primary, Enabled: true }) <= 1, "links", "Only one prompt can be primary.");
        for (var i = 0; i < Math.Min(assistant.Links.Count, AssistantLimits.Links); i++)
        {
            var ofLink = new Validator();
            Check(assistant.Links[i], ofLink);
            inner.Take(ofLink, $"links[{i.ToString(CultureInfo.InvariantCulture)}]");
        }

        errors.Take(inner, field);
    }

    private static void Check(BundledLink link, Validator errors)
    {
        var input = new PromptLinkInput { Role = link.Role, Version = link.Version, Label = link.Label, Priority = link.Priority, Weight = link.Weight, Conditions = link.Conditions };
        PromptLinkRules.Apply(new PromptLink { UpdatedBy = "" }, input, errors);
        errors.Check(PromptBundles.IsKey(link.Prompt), "prompt", $"A prompt's key has lower-case letters, digits and single hyphens, at most {PromptLimits.KeyLength}.");
    }

    private static void FindUnknown(JsonElement element, Type type, string path, List<string> unknown)
    {
        var info = s_options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable && element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Null)
                {
                    throw new JsonException("A list has an empty place.", $"$.{path}[{index.ToString(CultureInfo.InvariantCulture)}]", null, null);
                }

                FindUnknown(item, info.ElementType!, $"{path}[{index++.ToString(CultureInfo.InvariantCulture)}]", unknown);
            }
        }
        else if (info.Kind == JsonTypeInfoKind.Object && element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                var inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                if (info.Properties.FirstOrDefault(p => string.Equals(p.Name, property.Name, StringComparison.OrdinalIgnoreCase)) is { } known)
                {
                    FindUnknown(property.Value, known.PropertyType, inner, unknown);
                }
                else
                {
                    unknown.Add(inner);
                }
            }
        }
    }

    private static string Place(JsonException e)
    {
        var what = e.Path is { Length: > 1 } path ? $"{path[2..]} cannot be read" : "it cannot be read";
        return e.LineNumber is { } line ? $"{what}, line {(line + 1).ToString(CultureInfo.InvariantCulture)}" : what;
    }
}
