using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>What is wrong with a model folder, as one sentence for the person who chose it.</summary>
internal static class ModelFolderError
{
    public const string Field = "folder";

    public static ValidationException Of(FormattableString sentence) => new(Field, sentence.ToString(CultureInfo.InvariantCulture));
}
