using System.Runtime.CompilerServices;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Embeds;

/// <summary>What a visitor of another site does: look, ask, read on, stop. It acts with a visitor's rights, whoever may be signed in besides.</summary>
public sealed class EmbedChat
{
    private readonly Access _access;
    private readonly EmbedGate _gate;
    private readonly LiveDeployments _deployments;
    private readonly ConversationService _conversations;
    private readonly MessageService _messages;
    private readonly AssistantRuntime _runtime;

    internal EmbedChat(Access access, EmbedGate gate, LiveDeployments deployments, ConversationService conversations, MessageService messages, AssistantRuntime runtime) =>
        (_access, _gate, _deployments, _conversations, _messages, _runtime) = (access, gate, deployments, conversations, messages, runtime);

    /// <exception cref="UnavailableException">Nothing answers there at the moment.</exception>
    public async Task<EmbedFace> FaceAsync(OpenEmbed embed, string origin, CancellationToken ct)
    {
        _access.Become(EmbedSessions.GrantOf(embed, origin, "nobody", null));
        try
        {
            var live = await _deployments.OfAsync(_access, embed.AssistantId, embed.Environment, ct).ConfigureAwait(false);
            ConversationRules.RequireOpen(_access, live.Kept, ConversationChannel.Embed);
            var content = live.Kept.Snapshot.Content;
            return new(
                embed.Title.Length > 0 ? embed.Title : content.Name, embed.Greeting.Length > 0 ? embed.Greeting : content.Greeting, content.SuggestedQuestions,
                embed.Accent, EmbedColours.InkOn(embed.Accent), embed.Position, embed.Theme, LongestOf(embed, content));
        }
        catch (StudioException e)
        {
            throw EmbedWords.For(e);
        }
    }

    /// <summary>Asks, and reads the answer. What is refused is refused before the first event; leaving stops nothing.</summary>
    public async IAsyncEnumerable<EmbedEvent> SendAsync(OpenEmbed embed, EmbedSession session, EmbedQuestion question, [EnumeratorCancellation] CancellationToken ct)
    {
        var events = (await BeginAsync(embed, session, question, ct).ConfigureAwait(false)).GetAsyncEnumerator(ct);
        await using (events.ConfigureAwait(false))
        {
            while (await NextAsync(events).ConfigureAwait(false))
            {
                if (EmbedWords.Of(events.Current.Event) is { } shown)
                {
                    yield return shown;
                }
            }
        }
    }

    /// <summary>The newest messages, the oldest of them first. None before the first was sent.</summary>
    public async Task<IReadOnlyList<EmbedMessage>> HistoryAsync(OpenEmbed embed, EmbedSession session, string? remoteAddress, CancellationToken ct)
    {
        Become(embed, session, remoteAddress);
        try
        {
            return [.. (await _messages.PageAsync(session.ConversationId, null, null, EmbedLimits.History, ct).ConfigureAwait(false)).Items.Select(EmbedWords.Of)];
        }
        catch (NotFoundException)
        {
            return [];
        }
    }

    /// <summary>What was written stays.</summary>
    public async Task StopAsync(OpenEmbed embed, EmbedSession session, string? remoteAddress, CancellationToken ct)
    {
        Become(embed, session, remoteAddress);
        try
        {
            await _runtime.StopAsync(session.ConversationId, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // It has not begun, so nothing is being written.
        }
    }

    private static int LongestOf(OpenEmbed embed, AssistantContent content) => Math.Min(embed.MaxMessageLength, content.GuardRails.MaxMessageLength ?? int.MaxValue);

    private static async Task<bool> NextAsync(IAsyncEnumerator<NumberedEvent> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (StudioException e)
        {
            throw EmbedWords.For(e);
        }
    }

    private async Task<IAsyncEnumerable<NumberedEvent>> BeginAsync(OpenEmbed embed, EmbedSession session, EmbedQuestion question, CancellationToken ct)
    {
        Become(embed, session, question.RemoteAddress);
        var text = ConversationRules.Message(question.Text, embed.MaxMessageLength);

        // Before there is a conversation: who is refused leaves no empty one behind, and nobody is told of one.
        await _gate.TakeMessageAsync(_access, embed, session.Visitor, question.Network, ct).ConfigureAwait(false);
        try
        {
            await RequireConversationAsync(embed, session, ct).ConfigureAwait(false);
        }
        catch (StudioException e)
        {
            throw EmbedWords.For(e);
        }

        return _runtime.RunAsync(new() { ConversationId = session.ConversationId, Text = text, ClientKey = question.ClientKey }, ct);
    }

    private async Task RequireConversationAsync(OpenEmbed embed, EmbedSession session, CancellationToken ct)
    {
        try
        {
            await _conversations.GetAsync(session.ConversationId, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            try
            {
                await _conversations.StartAsync(new() { Id = session.ConversationId, AssistantId = embed.AssistantId, Environment = embed.Environment }, ct).ConfigureAwait(false);
            }
            catch (ConflictException e) when (e.IsStale)
            {
                // Another tab of the same session was faster.
            }
        }
    }

    private void Become(OpenEmbed embed, EmbedSession session, string? remoteAddress) => _access.Become(EmbedSessions.GrantOf(embed, session.Origin, session.Visitor, remoteAddress));
}

/// <param name="ClientKey">Sending the same again under the same key gives the answer that there is.</param>
/// <param name="Network">Where it comes from, for the limits.</param>
public sealed record EmbedQuestion(string? Text, string? ClientKey, string Network, string? RemoteAddress);
