using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What an assistant can do besides writing, while a person edits it.</summary>
internal sealed class ToolsDraft(AssistantContent stored)
{
    public IReadOnlyList<string> Tools { get; private set; } = stored.Tools;

    /// <summary>By the titles that people know them by.</summary>
    public static DraftFields<ToolsDraft> FieldsFor(IReadOnlyList<ToolDefinition> tools) => new DraftFields<ToolsDraft>()
        .Add("tools", "Tools", d => d.Tools, (d, value) => d.Tools = value ?? [],
            value => string.Join(", ", (value ?? []).Select(name => tools.FirstOrDefault(t => t.Name == name)?.Title ?? name)), (a, b) => (a ?? []).Order(StringComparer.Ordinal).SequenceEqual((b ?? []).Order(StringComparer.Ordinal)));

    public void Choose(string tool, bool on) => Tools = on ? [.. Tools.Append(tool).Distinct()] : [.. Tools.Where(t => t != tool)];
}
