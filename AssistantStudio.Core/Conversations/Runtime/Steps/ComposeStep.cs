using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Conversations;

/// <summary>Puts together what the model is sent, within what it can read: the system text, the digest of what is old, the newest messages, the question.</summary>
internal sealed class ComposeStep(ToolBelt tools, TokenCalibrations calibrations) : ITurnStep
{
    /// <summary>Kept free for what an estimate gets wrong.</summary>
    private const double ShareOfWindow = 0.95;

    private const int LeastAnswer = 256;

    private const string LeftOut = "(This result was too long to be kept. Ask for less at once if it is still needed.)";

    /// <summary>The last question and its answer are the last to go.</summary>
    private const int LastMessages = 2;

    public async Task RunAsync(TurnState turn, CancellationToken ct)
    {
        if (turn.SetReply is not null)
        {
            return;
        }

        using var step = turn.Tracer.Begin("compose", "Compose");
        turn.Tools = turn.Plan.IsBuiltIn ? [] : tools.Of(turn);
        turn.Options = OptionsOf(turn);
        turn.Factor = await calibrations.FactorAsync(turn.Access.OrganizationId, turn.Plan.First.Model, ct).ConfigureAwait(false);
        var (leftMessages, leftPassages) = (turn.Window.Messages.Count, turn.Passages.Count);
        while (true)
        {
            turn.SystemText = SystemText.Of(turn);
            turn.Messages = MessagesOf(turn);
            var (tokens, fits) = Fit(turn);
            if (fits)
            {
                step.Say("Tokens", tokens);
                break;
            }

            if (!Shorten(turn))
            {
                throw turn.Given is null
                    ? new ValidationException("content", $"This message is longer than {turn.Plan.First.Model} can read. Shorten it, or choose a model that reads more.")
                    : new ModelCallException(ProviderFault.ContextTooLong, $"These messages are longer than {turn.Plan.First.Model} can read. Send fewer, or shorter ones.");
            }
        }

        step.Say("Messages", turn.Window.Messages.Count).Say("Left out", Left(leftMessages - turn.Window.Messages.Count, leftPassages - turn.Passages.Count))
            .Say("Window of the model", turn.Plan.Window).Say("Tools", string.Join(", ", turn.Tools.Select(t => t.Name)));
    }

    /// <summary>Writes another prompt into what was composed.</summary>
    public static void Recompose(TurnState turn)
    {
        turn.SystemText = SystemText.Of(turn);
        turn.Messages = MessagesOf(turn);
    }

    /// <summary>
    /// What tools brought may be more than the model can read at once: the oldest goes first, for a note that it went. Where
    /// that is not enough, the model has to answer with what it has.
    /// </summary>
    public static void FitResults(TurnState turn)
    {
        foreach (var results in turn.Messages.Where(m => m.Role == ChatRole.Tool).ToList())
        {
            if (Fit(turn).Fits)
            {
                return;
            }

            results.Contents = [.. results.Contents.Select(c => c is FunctionResultContent r ? new FunctionResultContent(r.CallId, LeftOut) : c)];
        }

        if (!Fit(turn).Fits)
        {
            turn.Options.ToolMode = ChatToolMode.None;
        }
    }

    /// <summary>Whether an answer still fits beside what the model is sent; what is left of its window is all that one can have.</summary>
    private static (long Tokens, bool Fits) Fit(TurnState turn)
    {
        var tokens = (long)(CallEstimate.InputOf(turn.Messages, turn.Options) * turn.Factor);
        if (turn.Plan.Window is not { } window)
        {
            return (tokens, true);
        }

        if (turn.Options.MaxOutputTokens is { } most && tokens + most > window)
        {
            turn.Options.MaxOutputTokens = (int)Math.Max(LeastAnswer, window - tokens);
        }

        return (tokens, tokens + Math.Min(turn.Content.MaxTokens, LeastAnswer) <= window * ShareOfWindow);
    }

    private static string? Left(int messages, int passages) => messages + passages == 0 ? null : $"{messages} messages and {passages} passages, so that the rest fits";

    /// <summary>The oldest message goes first, then the passage that fits least.</summary>
    private static bool Shorten(TurnState turn)
    {
        if (turn.Window.Messages.Count > LastMessages)
        {
            turn.Window = turn.Window with { Messages = [.. turn.Window.Messages.Skip(1)], IsWhole = false };
        }
        else if (turn.Passages.Count > 1)
        {
            turn.Passages = [.. turn.Passages.SkipLast(1)];
        }
        else if (turn.Window.Messages.Count > 0)
        {
            turn.Window = turn.Window with { Messages = [], IsWhole = false };
        }
        else if (turn.Passages.Count > 0)
        {
            turn.Passages = [];
        }
        else
        {
            return false;
        }

        return true;
    }

    private static List<ChatMessage> MessagesOf(TurnState turn)
    {
        var messages = new List<ChatMessage>(turn.Window.Messages.Count + 2);
        if (turn.SystemText.Length > 0)
        {
            messages.Add(new(ChatRole.System, turn.SystemText));
        }

        if (turn.Given is { } given)
        {
            messages.AddRange(given.Messages);
            return messages;
        }

        foreach (var m in turn.Window.Messages)
        {
            messages.Add(new(m.Role == MessageRole.User ? ChatRole.User : ChatRole.Assistant, m.Content));
        }

        messages.Add(new(ChatRole.User, turn.Question));
        return messages;
    }

    private static ChatOptions OptionsOf(TurnState turn)
    {
        // What the assistant says is the most that an answer has; how it is worded, a program may say for its call.
        var (content, options) = (turn.Content, turn.Given?.Options.Clone() ?? new ChatOptions());
        options.TopP ??= content.TopP < 1 && options.Temperature is null ? (float)content.TopP : null;
        options.Temperature ??= (float)content.Temperature;
        options.MaxOutputTokens = (int)Math.Min(Math.Min(options.MaxOutputTokens ?? int.MaxValue, content.MaxTokens), turn.Plan.MaxOutput ?? int.MaxValue);
        if (turn.Tools.Count > 0)
        {
            options.Tools = [.. turn.Tools.Select(t => AIFunctionFactory.CreateDeclaration(t.Name, t.Description, t.Schema))];
        }

        if (turn.Plan.IsBuiltIn)
        {
            options.AdditionalProperties = new()
            {
                [BuiltInChatClient.PassagesKey] = (IReadOnlyList<SourcePassage>)[.. turn.Passages.Select(p => new SourcePassage(p.Number, p.Title, p.Heading, p.Text))],
                [BuiltInChatClient.StyleKey] = turn.Content.ResponseStyle.ToString().ToLowerInvariant(),
            };
        }

        return options;
    }
}
