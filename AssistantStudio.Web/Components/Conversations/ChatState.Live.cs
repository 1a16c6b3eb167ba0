using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>The reply that is being written, and what others do meanwhile.</summary>
public sealed partial class ChatState
{
    private async Task BeginAsync(TurnRequest request, Guid? from, CancellationToken ct)
    {
        if (IsAnswering)
        {
            return;
        }

        var before = Messages;
        (Pending, Said) = (request.Text ?? "", "");
        if (from is { } replaced)
        {
            Messages = [.. Messages.TakeWhile(m => m.Id != replaced)];
        }

        Draw();
        try
        {
            await runtime.StartAsync(request, ct);
            _sent = null;
            (HasNewer, Said) = (false, "A reply is being written.");
            await ReloadAsync(ct);
            if (Reply is null && Messages is [.., { Role: MessageRole.Assistant, State: not MessageState.Streaming } last])
            {
                Said = EndOf(last); // It was there before it could be followed.
            }
        }
        catch
        {
            Messages = before;
            throw;
        }
        finally
        {
            Pending = null;
            Draw();
        }
    }

    private async Task ReloadAsync(CancellationToken ct)
    {
        var question = ++_reads;
        var detail = await conversations.GetAsync(Id, ct);
        var page = HasNewer ? null : await messages.PageAsync(Id, _way, null, null, ChatLimits.PageSize, ct);
        if (question != _reads)
        {
            return; // Somebody asked again meanwhile, and gets the newer answer.
        }

        Conversation = detail;
        if (page is not null)
        {
            var kept = page.Items.Count == 0 ? [] : Messages.TakeWhile(m => m.Ordinal < page.Items[0].Ordinal).TakeLast(ChatLimits.MostShown - page.Items.Count).ToList();
            var joins = kept.Count > 0 && kept[^1].Id == page.Items[0].ParentId;
            (Messages, HasOlder) = (joins ? [.. kept, .. page.Items] : page.Items, joins ? HasOlder || kept[0].Ordinal > Messages[0].Ordinal : page.Before is not null);
            Follow();
        }

        Draw();
    }

    /// <summary>Reads the reply that is being written, also when it was begun in another tab, or before the page was opened.</summary>
    private void Follow()
    {
        if (Reply is null && Messages is [.., { Role: MessageRole.Assistant, State: MessageState.Streaming } last] && Conversation?.RunningTurnId == last.TurnId)
        {
            Reply = new(last.Id);
            _ = ReadAsync(Reply, _end.Token);
        }
    }

    private async Task ReadAsync(ChatLiveReply reply, CancellationToken ct)
    {
        var repaint = new ChatRepaint(clock, reply.Draw, ct);
        MessageView? stored = null;
        try
        {
            await foreach (var one in runtime.ReadAsync(Id, reply.MessageId, default, ct))
            {
                reply.Take(one.Event);
                stored = (one.Event as TurnCompleted)?.Message;
                repaint.Ask();
            }

            stored ??= await messages.GetAsync(Id, reply.MessageId, ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is StudioException or TimeoutException or InvalidOperationException or System.Data.Common.DbException)
        {
            // It goes on without whoever reads it; what it says is read again with the next change.
            Said = "The reply cannot be shown at the moment.";
        }

        Notes[reply.MessageId] = reply.Notes;
        Reply = null;
        if (stored is not null)
        {
            Replace(stored);
            Said = EndOf(stored);
        }

        Draw();
    }

    private static string EndOf(MessageView reply) =>
        reply.State switch { MessageState.Complete => "The reply is there.", MessageState.Failed => "There is no reply. " + reply.FaultText, _ => "The reply was stopped." };

    /// <summary>Somebody else, or the same person in another tab, did something. A burst of changes is one reading.</summary>
    private async Task HearAsync()
    {
        if (_reloadsSoon || _end.IsCancellationRequested)
        {
            return;
        }

        _reloadsSoon = true;
        var ct = _end.Token;
        await Task.Delay(ShellLimits.SearchPause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _reloadsSoon = false;
        try
        {
            if (!ct.IsCancellationRequested && Pending is null)
            {
                await ReloadAsync(ct);
            }
        }
        catch (NotFoundException)
        {
            IsGone = true;
            Draw();
        }
        catch (Exception e) when (e is StudioException || StudioJs.IsGone(e))
        {
            // The next change, or the reader, asks again.
        }
    }
}
