using System.Text.Json;
using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// What the steps of a turn hand on to each other. Only the turn that it belongs to knows it; readers see events.
/// </summary>
internal sealed class TurnState(TurnRequest request, Access access, TurnTracer tracer, Action<LiveTurn> begun)
{
    /// <summary>Told when the question is stored.</summary>
    public Action<LiveTurn> Begun => begun;

    public TurnRequest Request => request;

    public Access Access => access;

    public TurnTracer Tracer => tracer;

    public Guid TurnId { get; } = Guid.CreateVersion7();

    public required DateTime At { get; init; }

    /// <summary>What a program sent along, that keeps the conversation itself; null: it is stored here.</summary>
    public GivenTalk? Given { get; init; }

    // Admit

    /// <summary>As it was when the turn began.</summary>
    public Conversation Conversation { get; set; } = null!;

    /// <summary>What answers, until the turn ends; null: it is tried in the playground.</summary>
    public LiveDeployment? Deployment { get; set; }

    /// <summary>Its place among the replies that the deployment writes at a time.</summary>
    public DeploymentPlace? Place { get; set; }

    public KeptSnapshot Kept { get; set; } = null!;

    public AssistantSnapshot Snapshot => Kept.Snapshot;

    /// <summary>How it behaves, with what is tried instead.</summary>
    public AssistantContent Content { get; set; } = null!;

    public AnsweringPlan Plan { get; set; } = null!;

    public CallPurpose Purpose { get; set; } = null!;

    public string Question { get; set; } = "";

    /// <summary>The question is there already: only the answer is new.</summary>
    public Message? StoredQuestion { get; set; }

    /// <summary>What the question follows.</summary>
    public Guid? ParentId { get; set; }

    public Dictionary<string, JsonElement> Variables { get; set; } = [];

    // Remember

    public LiveTurn Live { get; set; } = null!;

    public Message Reply { get; set; } = null!;

    public ConversationWindow Window { get; set; } = ConversationWindow.Empty;

    public IReadOnlyList<UserMemory> Memories { get; set; } = [];

    // Choose, retrieve, compose, route

    public PromptChoice? Choice { get; set; }

    public IReadOnlyList<Citation> Passages { get; set; } = [];

    /// <summary>What was looked for in place of the question; null: the question.</summary>
    public string? Asked { get; set; }

    public string SystemText { get; set; } = "";

    public List<ChatMessage> Messages { get; set; } = [];

    public ChatOptions Options { get; set; } = new();

    /// <summary>What an estimate of tokens is multiplied with for the model that is asked.</summary>
    public double Factor { get; set; } = 1;

    public IReadOnlyList<ToolDefinition> Tools { get; set; } = [];

    /// <summary>What is said without asking a model.</summary>
    public string? SetReply { get; set; }

    public IChatClient? Client { get; set; }

    // Call, act

    /// <summary>What was estimated and what was counted, for the next estimate.</summary>
    public List<CalibrationSample> Samples { get; } = [];

    public TurnSink Sink { get; init; } = new();

    public List<MessageTool> ToolCalls { get; } = [];

    public int? FirstTokenMs { get; set; }

    /// <summary>What it was compressed into in this turn, to be stored with it.</summary>
    public ConversationDigestRow? Digest { get; set; }

    public string? Fault { get; set; }

    public string? FaultText { get; set; }
}

/// <summary>Takes what the calls of a turn used, until it is stored with what they brought about.</summary>
/// <param name="store">Stores it at once, where nothing else is stored; null: whoever ends the turn does.</param>
internal sealed class TurnSink(ICallSink? store = null) : ICallSink
{
    private readonly Lock _lock = new();
    private readonly List<UsageDraft> _drafts = [];
    private int _stored;

    public Action<ModelTarget, ModelTarget, StudioException>? OnFallBack { get; set; }

    public Task TakeAsync(IReadOnlyList<UsageDraft> drafts)
    {
        lock (_lock)
        {
            _drafts.AddRange(drafts);
        }

        return store?.TakeAsync(drafts) ?? Task.CompletedTask;
    }

    public void FellBack(ModelTarget from, ModelTarget to, StudioException why) => OnFallBack?.Invoke(from, to, why);

    public IReadOnlyList<UsageDraft> All()
    {
        lock (_lock)
        {
            return [.. _drafts];
        }
    }

    /// <summary>What is not in the ledger yet.</summary>
    public IReadOnlyList<UsageDraft> NotStored()
    {
        lock (_lock)
        {
            return [.. _drafts.Skip(_stored)];
        }
    }

    public void Stored(int count)
    {
        lock (_lock)
        {
            _stored += count;
        }
    }
}
