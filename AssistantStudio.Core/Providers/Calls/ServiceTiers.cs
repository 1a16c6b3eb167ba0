using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Vendors answer sooner or later for another price. Which one it is can be a setting of the vendor's project that nobody here
/// sees, so what budgets count on is asked for by name.
/// </summary>
internal static class ServiceTiers
{
    private const string Field = "service_tier";
    private const string Usual = "default";

    /// <summary>The tier that somebody asks for; null: whichever the vendor thinks of.</summary>
    public static string? Of(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(ChatBody.ExtraFields, out var extra) == true && extra is JsonElement fields && fields.Get(Field)?.AsText() is { } tier and not "auto" ? tier : null;

    /// <param name="options">Its own copy.</param>
    public static void Fix(ChatOptions options, ModelTarget target)
    {
        if (target.Account.Kind.Kind != ProviderKind.OpenAi || Of(options) is not null)
        {
            return;
        }

        var fields = options.AdditionalProperties?.TryGetValue(ChatBody.ExtraFields, out var extra) == true && extra is JsonElement { ValueKind: JsonValueKind.Object } set
            ? set.EnumerateObject().Where(f => f.Name != Field).ToDictionary(f => f.Name, f => f.Value)
            : [];
        fields[Field] = JsonSerializer.SerializeToElement(Usual);
        (options.AdditionalProperties ??= [])[ChatBody.ExtraFields] = JsonSerializer.SerializeToElement(fields);
    }
}
