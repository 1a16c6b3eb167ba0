namespace AssistantStudio.Core.Agents;

/// <summary>The tools that an assistant can be bound to.</summary>
public sealed class ToolCatalog
{
    internal ToolCatalog(ToolRunner runner) => All = runner.All;

    public IReadOnlyList<ToolDefinition> All { get; }
}
