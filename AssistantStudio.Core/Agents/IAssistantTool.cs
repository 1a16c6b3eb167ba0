using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Agents;

/// <summary>Something that an assistant can do besides writing. A model asks for it, the program does it.</summary>
public interface IAssistantTool
{
    ToolDefinition Definition { get; }

    /// <summary>The arguments fit the schema, and whoever asks may.</summary>
    Task<ToolOutput> RunAsync(ToolCall call, CancellationToken ct);
}

/// <summary>What a model and people are told about a tool, and what holds for each of its runs.</summary>
public sealed record ToolDefinition
{
    /// <summary>What models call it: lower-case letters, digits and underscores.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    /// <summary>A JSON Schema of the arguments, an object.</summary>
    public required JsonElement Schema { get; init; }

    /// <summary>What the person on whose behalf it runs must be allowed. Null: anybody who may talk to the assistant.</summary>
    public Permission? Needs { get; init; }

    /// <summary>A person must agree before each run.</summary>
    public bool Confirm { get; init; }

    /// <summary>It works on the conversation that is stored: there is nothing for it to do where none is.</summary>
    public bool NeedsConversation { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same arguments within this time give the result that was kept. Null: never.</summary>
    public TimeSpan? KeepFor { get; init; }
}

/// <summary>Where a tool runs, and on whose behalf.</summary>
public sealed record ToolSetting(Access Access, Guid AssistantId, Guid ConversationId, Guid MessageId);

/// <param name="Id">As the model named this call.</param>
public sealed record ToolCall(string Id, ToolDefinition Tool, JsonElement Arguments, ToolSetting Setting);

/// <summary>What the model and people read of it.</summary>
public sealed record ToolOutput(string Text);

/// <param name="Fault">A code for programs; null: it did what it was asked for.</param>
public sealed record ToolOutcome(bool Ok, string Text, string? Fault, bool IsFromCache, int DurationMs);
