using System.Text;
using AssistantStudio.Core.Conversations;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>A reply while it is written: what the events of its turn have told so far.</summary>
public sealed class ChatLiveReply(Guid messageId)
{
    private readonly StringBuilder _written = new();
    private readonly List<MessageTool> _tools = [];
    private readonly List<string> _notes = [];
    private string? _text;

    /// <summary>There is more to draw. About ten times a second at most.</summary>
    public event Action? Changed;

    public Guid MessageId => messageId;

    public string Text => _text ??= _written.ToString();

    /// <summary>What goes on while there is nothing to read yet.</summary>
    public string Thinking { get; private set; } = "Thinking";

    public IReadOnlyList<Citation> Passages { get; private set; } = [];

    public IReadOnlyList<MessageTool> Tools => _tools;

    /// <summary>What a tool is about to do and waits with.</summary>
    public TurnApprovalNeeded? Asked { get; private set; }

    /// <summary>Somebody else answers, or the beginning was summed up.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public bool IsStopping { get; set; }

    public void Take(TurnEvent one)
    {
        switch (one)
        {
            case TurnThinking thinking:
                Thinking = thinking.About;
                break;
            case TurnRetrieved found:
                Passages = found.Passages;
                break;
            case TurnDelta delta:
                _written.Append(delta.Text);
                _text = null;
                break;
            case TurnToolStarted tool:
                _tools.Add(new(tool.Id, tool.Name, tool.Title, tool.Arguments, null, null, null, false, null));
                break;
            case TurnToolFinished tool:
                Finish(tool);
                break;
            case TurnApprovalNeeded asked:
                Asked = asked;
                break;
            case TurnFellBack fell:
                _notes.Add(ChatText.Of(fell));
                break;
            case TurnCompressed compressed:
                _notes.Add(ChatText.Of(compressed));
                break;
        }
    }

    public void Answered(string call) => Asked = Asked?.Id == call ? null : Asked;

    public void Draw() => Changed?.Invoke();

    private void Finish(TurnToolFinished tool)
    {
        Answered(tool.Id);
        var at = _tools.FindLastIndex(t => t.Id == tool.Id);
        if (at >= 0)
        {
            _tools[at] = _tools[at] with { Result = tool.Result, Fault = tool.Fault, IsFromCache = tool.IsFromCache, DurationMs = tool.DurationMs };
        }
    }
}
