using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Serving;

/// <summary>What programs call an assistant: its slug, in production; <c>slug@staging</c> elsewhere. Slugs are lower-case, so a program may write them as it likes.</summary>
public sealed record ServedName(string Slug, StudioEnvironment Environment)
{
    public static ServedName? Parse(string text)
    {
        if (text.Length > AssistantLimits.SlugLength + "@development".Length)
        {
            return null;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return new(text.ToLowerInvariant(), StudioEnvironment.Production);
        }

        foreach (var environment in Enum.GetValues<StudioEnvironment>())
        {
            if (text.AsSpan(at + 1).Equals(environment.Word(), StringComparison.OrdinalIgnoreCase))
            {
                return new(text[..at].ToLowerInvariant(), environment);
            }
        }

        return null;
    }

    public override string ToString() => Environment == StudioEnvironment.Production ? Slug : $"{Slug}@{Environment.Word()}";
}
