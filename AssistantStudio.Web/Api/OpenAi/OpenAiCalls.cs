using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>
/// Calls of functions in a conversation, and what answers them. Models are not asked with the one and without the other: it would be refused
/// at the end of the way, in words that name nothing of this request.
/// </summary>
internal sealed class OpenAiCalls
{
    private HashSet<string>? _known;
    private List<(string Id, OpenAiPlace At)>? _open;

    public void Ask(string id, OpenAiPlace at)
    {
        (_known ??= new(StringComparer.Ordinal)).Add(id);
        (_open ??= []).Add((id, at));
    }

    public void Answer(string id, OpenAiPlace at)
    {
        if (_known?.Contains(id) != true)
        {
            throw OpenAiFields.Wrong(at, $"answers no call: no assistant message before it asks for a function under the id “{Short(id)}”");
        }

        _open!.RemoveAll(o => o.Id == id);
    }

    /// <summary>Before a user speaks again, and at the end: what was asked for has its answer.</summary>
    public void Close()
    {
        if (_open is { Count: > 0 })
        {
            var (id, at) = _open[0];
            throw OpenAiFields.Wrong(at, $"is not answered: the function that it asks for under the id “{Short(id)}” has no result before the next message of the user, or the end");
        }
    }

    /// <param name="at">Of the message.</param>
    public void See(ChatMessage message, OpenAiPlace at)
    {
        if (message.Role == ChatRole.User)
        {
            Close();
        }
        else if (message.Role == ChatRole.Tool)
        {
            Answer(((FunctionResultContent)message.Contents[0]).CallId, at.At("tool_call_id"));
        }
        else if (message.Role == ChatRole.Assistant)
        {
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call)
                {
                    Ask(call.CallId, at.At("tool_calls"));
                }
            }
        }
    }

    private static string Short(string id) => PlainText.Cut(id, OpenAiLimits.CallIdShown);
}
