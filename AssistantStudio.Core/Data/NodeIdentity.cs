namespace AssistantStudio.Core.Data;

/// <summary>This run of the program, told apart from its earlier runs and from other nodes on the same database.</summary>
public sealed class NodeIdentity
{
    public string Name { get; } = $"{Environment.MachineName}-{Guid.NewGuid().ToString("N")[..8]}";
}
