using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Serving;

/// <summary>
/// An answer that is about to be written, whole or piece by piece. Whoever stops reading stops the model. The assistant's own
/// tools are run on the way; those that the program brought are handed to it.
/// </summary>
public sealed class ServedCall : IDisposable
{
    private readonly TurnState _turn;
    private readonly ActStep _act;
    private readonly ChoosePromptStep _prompts;
    private readonly DeploymentPlace? _place;
    private readonly ReplyTime _time;
    private bool? _outcome;

    internal ServedCall(TurnState turn, ActStep act, ChoosePromptStep prompts, DeploymentPlace? place, ReplyTime time) =>
        (_turn, _act, _prompts, _place, _time) = (turn, act, prompts, place, time);

    /// <summary>The time that a reply may take is over for whoever reads it, too: a caller who does not read holds its place no longer.</summary>
    public CancellationToken Late => _time.Late;

    /// <summary>The tools are the assistant's own.</summary>
    private bool IsActing => _turn.Tools.Count > 0;

    public Guid DeploymentId => _turn.Deployment!.Id;

    /// <summary>The hash of the release that answers.</summary>
    public string Release => _turn.Kept.Hash;

    public async Task<ChatResponse> AnswerAsync(CancellationToken ct)
    {
        if (_turn.SetReply is { } said)
        {
            _outcome = true;
            return new(new ChatMessage(ChatRole.Assistant, said)) { FinishReason = ChatFinishReason.Stop };
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _time.Up);
        var spoken = new List<ChatMessage>();
        for (var round = 1; ; round++)
        {
            ChatResponse response;
            try
            {
                response = await AskAsync(round, either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (Note(e, ct) && ToldOf(e, ct) is { } told)
            {
                throw told;
            }

            spoken.AddRange(response.Messages.Select(Shown));
            if (!await ActAsync(response, round, ct, either.Token).ConfigureAwait(false))
            {
                _outcome = true;
                response.Messages = spoken; // What it said before it used a tool, too: a stream has sent that by now.
                response.Usage = Used();
                response.FinishReason = IsActing && response.FinishReason == ChatFinishReason.ToolCalls ? ChatFinishReason.Stop : response.FinishReason;
                if (CitationsContent.Of(_turn.Passages, response.Text) is { } citations)
                {
                    response.Messages.Add(new(ChatRole.Assistant, [citations]));
                }

                return response;
            }
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (_turn.SetReply is { } said)
        {
            _outcome = true;
            yield return new(ChatRole.Assistant, said) { FinishReason = ChatFinishReason.Stop };
            yield break;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _time.Up);
        var text = _turn.Passages.Count > 0 ? new StringBuilder() : null;
        for (var round = 1; ; round++)
        {
            var updates = _turn.Tools.Count > 0 ? new List<ChatResponseUpdate>() : null;
            await foreach (var update in PiecesAsync(round, ct, either.Token).ConfigureAwait(false))
            {
                updates?.Add(update);
                if (Shown(update) is { } shown)
                {
                    text?.Append(shown.Text);
                    yield return shown;
                }
            }

            if (updates is null || !await ActAsync(updates.ToChatResponse(), round, ct, either.Token).ConfigureAwait(false))
            {
                _outcome = true;
                yield return new(ChatRole.Assistant, [new UsageContent(Used()), .. Named(_turn.Passages, text?.ToString())]);
                yield break;
            }
        }
    }

    public void Dispose()
    {
        _place?.Leave(_turn.Sink.All(), _outcome);
        _turn.Client?.Dispose();
        _turn.Live.Dispose();
        _time.Dispose();
    }

    private async Task<ChatResponse> AskAsync(int round, CancellationToken ct)
    {
        try
        {
            return await _turn.Client!.GetResponseAsync(_turn.Messages, _turn.Options, ct).ConfigureAwait(false);
        }
        catch (ModelCallException) when (round == 1)
        {
            if (!await FallBackAsync(ct).ConfigureAwait(false))
            {
                throw;
            }

            return await _turn.Client!.GetResponseAsync(_turn.Messages, _turn.Options, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What one call of the model says. Before the first piece another prompt may take the place of the one that it refused.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> PiecesAsync(int round, CancellationToken asked, [EnumeratorCancellation] CancellationToken ct)
    {
        var pieces = _turn.Client!.GetStreamingResponseAsync(_turn.Messages, _turn.Options, ct).GetAsyncEnumerator(ct);
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                bool more;
                try
                {
                    more = await pieces.MoveNextAsync().ConfigureAwait(false);
                }
                catch (ModelCallException e) when (isFirst && round == 1)
                {
                    if (!await FallBackAsync(ct).ConfigureAwait(false))
                    {
                        Note(e, asked);
                        throw ToldOf(e, asked) ?? e;
                    }

                    round++;
                    await pieces.DisposeAsync().ConfigureAwait(false);
                    pieces = _turn.Client.GetStreamingResponseAsync(_turn.Messages, _turn.Options, ct).GetAsyncEnumerator(ct);
                    continue;
                }
                catch (Exception e) when (Note(e, asked) && ToldOf(e, asked) is { } told)
                {
                    throw told;
                }

                if (!more)
                {
                    yield break;
                }

                yield return pieces.Current;
            }
        }
        finally
        {
            await pieces.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> FallBackAsync(CancellationToken ct)
    {
        if (await _prompts.FallbackAsync(_turn, ct).ConfigureAwait(false) is not { } fallback)
        {
            return false;
        }

        _turn.Choice = _turn.Choice! with { Chosen = fallback.Rule, Text = fallback.Text };
        ComposeStep.Recompose(_turn);
        return true;
    }

    private async Task<bool> ActAsync(ChatResponse response, int round, CancellationToken asked, CancellationToken ct)
    {
        try
        {
            return await ActAsync(response, round, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (Note(e, asked) && ToldOf(e, asked) is { } told)
        {
            throw told;
        }
    }

    /// <summary>Runs the tools of the assistant that the model asked for. False: it asked for none, so this was the answer.</summary>
    private async Task<bool> ActAsync(ChatResponse response, int round, CancellationToken ct)
    {
        if (_turn.Tools.Count == 0 || _turn.Options.ToolMode == ChatToolMode.None)
        {
            return false;
        }

        var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
        if (calls.Count == 0)
        {
            return false;
        }

        _turn.Messages.AddRange(response.Messages);
        _turn.Messages.Add(await _act.RunAsync(_turn, calls, ct).ConfigureAwait(false));
        if (!_act.MayGoOn(_turn, round + 1))
        {
            _turn.Options.ToolMode = ChatToolMode.None; // It has to answer with what it has.
        }

        ComposeStep.FitResults(_turn);
        return true;
    }

    /// <summary>Without what is told once at the end, and without what the assistant does by itself.</summary>
    private ChatResponseUpdate? Shown(ChatResponseUpdate update)
    {
        if (update.Contents.All(IsShown))
        {
            return update;
        }

        IList<AIContent> shown = [.. update.Contents.Where(IsShown)];
        var finish = IsActing && update.FinishReason == ChatFinishReason.ToolCalls ? null : update.FinishReason;
        return shown.Count == 0 && finish is null ? null : new(update.Role, shown) { FinishReason = finish, MessageId = update.MessageId };
    }

    private ChatMessage Shown(ChatMessage message)
    {
        var shown = message.Clone();
        shown.Contents = [.. message.Contents.Where(IsShown)];
        return shown;
    }

    /// <summary>A call of the assistant's own tools is nothing that a program declared, even where the model makes one that is not run any more.</summary>
    private bool IsShown(AIContent content) => content is not UsageContent && !(IsActing && content is FunctionCallContent);

    private static IEnumerable<AIContent> Named(IReadOnlyList<Citation> passages, string? text) => text is not null && CitationsContent.Of(passages, text) is { } citations ? [citations] : [];

    private UsageDetails Used()
    {
        var (sum, drafts) = (new UsageDetails(), _turn.Sink.All());
        foreach (var draft in drafts.Where(d => d is { Operation: UsageOperation.Chat, Outcome: UsageOutcome.Succeeded }))
        {
            sum.Add(new()
            {
                InputTokenCount = draft.Usage.Input,
                OutputTokenCount = draft.Usage.Output,
                TotalTokenCount = draft.Usage.Input + draft.Usage.Output,
                CachedInputTokenCount = draft.Usage.CachedInput,
                ReasoningTokenCount = draft.Usage.Reasoning,
            });
        }

        return sum;
    }

    private bool Note(Exception e, CancellationToken asked)
    {
        _outcome = asked.IsCancellationRequested ? null : TurnFaults.Outcome((e as ModelCallException)?.Fault.Code() ?? (e as StudioException)?.Code ?? "unexpected");
        return true;
    }

    /// <summary>As the caller is told; null: as it is.</summary>
    private Exception? ToldOf(Exception e, CancellationToken asked) => e switch
    {
        StudioException known when TurnFaults.ForProgram(_turn.Access, known) is var told && told != known => told,
        OperationCanceledException when _time.IsUp && !asked.IsCancellationRequested => _time.Fault(),
        _ => null,
    };
}
