namespace AssistantStudio.Core.Conversations;

/// <summary>One part of a turn with one job. The order is decided in <see cref="TurnPipeline"/>.</summary>
internal interface ITurnStep
{
    Task RunAsync(TurnState turn, CancellationToken ct);
}
