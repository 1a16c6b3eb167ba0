using System.Text.Json;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>What prompts and conditions are told in a conversation: named values from a form, a program or a tool.</summary>
internal static partial class ConversationVariables
{
    public static void Check(IReadOnlyDictionary<string, JsonElement> variables, string field, Validator errors)
    {
        errors.Check(variables.Count <= ConversationLimits.Variables, field, $"At most {ConversationLimits.Variables} variables.");
        foreach (var (name, value) in variables.Take(ConversationLimits.Variables))
        {
            errors.Check(Name().IsMatch(name), $"{field}.{name}", $"A name begins with a letter or underscore and has letters, digits and underscores, {ConversationLimits.VariableNameLength} at most.");
            errors.Check(IsValue(value), $"{field}.{name}", "A value is a text, a number, true or false, or a list of those.");
            errors.Check(value.GetRawText().Length <= PromptLimits.VariableValueLength, $"{field}.{name}", $"At most {PromptLimits.VariableValueLength} characters.");
        }
    }

    /// <summary>Against what the assistant's prompts say of them. A name that no prompt knows is free: conditions may ask for it.</summary>
    public static void CheckTypes(IReadOnlyDictionary<string, JsonElement> changes, IReadOnlyList<PromptVariable> known)
    {
        var errors = new Validator();
        Check(changes.Where(c => c.Value.ValueKind is not JsonValueKind.Null).ToDictionary(c => c.Key, c => c.Value), "variables", errors);
        foreach (var variable in known)
        {
            if (changes.TryGetValue(variable.Name, out var value) && value.ValueKind != JsonValueKind.Null && !PromptValues.TryRead(variable, value, out _, out var problem))
            {
                errors.Check(false, $"variables.{variable.Name}", $"The variable {variable.Name}: {problem}");
            }
        }

        errors.ThrowIfAny();
    }

    /// <summary>As they are stored.</summary>
    public static string Write(IReadOnlyDictionary<string, JsonElement> variables)
    {
        var text = StoredJson.Write(variables);
        new Validator().Check(variables.Count <= ConversationLimits.Variables, "variables", $"At most {ConversationLimits.Variables} variables.")
            .Check(text.Length <= ConversationLimits.VariablesLength, "variables", $"At most {ConversationLimits.VariablesLength} characters in all.").ThrowIfAny();
        return text;
    }

    /// <summary>Adds, replaces, and takes away what is null; two who do so at once both get their way.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> MergeVariablesAsync(this StudioDbContext context, Guid conversationId, IReadOnlyDictionary<string, JsonElement> changes, CancellationToken ct)
    {
        while (true)
        {
            var before = await context.Set<Conversation>().Where(c => c.Id == conversationId).Select(c => c.VariablesJson).SingleOrDefaultAsync(ct).ConfigureAwait(false) ?? throw new NotFoundException(ConversationRules.What);
            var merged = StoredJson.Read<Dictionary<string, JsonElement>>(before);
            foreach (var (name, value) in changes)
            {
                if (value.ValueKind == JsonValueKind.Null)
                {
                    merged.Remove(name);
                }
                else
                {
                    merged[name] = value;
                }
            }

            var after = Write(merged);
            if (await context.Set<Conversation>().Where(c => c.Id == conversationId && c.VariablesJson == before).ExecuteUpdateAsync(set => set.SetProperty(c => c.VariablesJson, after), ct).ConfigureAwait(false) == 1)
            {
                return merged;
            }
        }
    }

    private static bool IsValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.TryGetText(out _),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => true,
        JsonValueKind.Array => value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) && IsValue(v)),
        _ => false,
    };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}\\z")]
    private static partial Regex Name();
}
