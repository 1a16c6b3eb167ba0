using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Serving;

/// <summary>
/// Answers other programs that keep the conversation themselves: the same steps as any turn, without a conversation to store.
/// What is stored is what it used.
/// </summary>
public sealed class ServingService
{
    private const int MostListed = 1_000;

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly ServedAssistants _assistants;
    private readonly LiveDeployments _deployments;
    private readonly DeploymentGates _gates;
    private readonly ReleasePlans _plans;
    private readonly TurnPipeline _pipeline;
    private readonly ActStep _act;
    private readonly ChoosePromptStep _prompts;
    private readonly UsageWriter _usage;
    private readonly TimeProvider _clock;

    internal ServingService(
        Access access, StudioDb db, ServedAssistants assistants, LiveDeployments deployments, DeploymentGates gates, ReleasePlans plans, TurnPipeline pipeline, ActStep act, ChoosePromptStep prompts,
        UsageWriter usage, TimeProvider clock) =>
        (_access, _db, _assistants, _deployments, _gates, _plans, _pipeline, _act, _prompts, _usage, _clock) = (access, db, assistants, deployments, gates, plans, pipeline, act, prompts, usage, clock);

    /// <summary>Everything that this caller can ask now: by environment, then by name.</summary>
    public async Task<IReadOnlyList<ServedModel>> ListAsync(CancellationToken ct)
    {
        _access.Require(Permission.Chat);
        var models = new List<ServedModel>();
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            foreach (var place in Enum.GetValues<StudioEnvironment>().Where(p => ConversationRules.MayTalk(_access, p)))
            {
                var open = await context.AnsweringAssistants(_access, place).OrderBy(a => a.Slug).Take(MostListed).Select(a => new { a.Slug, a.CreatedAt, a.Name }).ToListAsync(ct).ConfigureAwait(false);
                models.AddRange(open.Select(a => new ServedModel(new ServedName(a.Slug, place).ToString(), a.CreatedAt, a.Name)));
            }
        }

        return models;
    }

    /// <summary>Whether something answers to this name for this caller.</summary>
    public async Task<bool> HasAsync(string model, CancellationToken ct) =>
        ServedName.Parse(model) is { } name && ConversationRules.MayTalk(_access, name.Environment) && await FindAsync(model, ct).ConfigureAwait(false) is not null;

    /// <summary>Null: nothing answers to this name.</summary>
    public async Task<ServedModel?> FindAsync(string model, CancellationToken ct)
    {
        if (ServedName.Parse(model) is not { } name)
        {
            return null;
        }

        ConversationRules.RequireMayTalk(_access, name.Environment);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.AnsweringAssistants(_access, name.Environment).Where(a => a.Slug == name.Slug)
                .Select(a => new ServedModel(name.ToString(), a.CreatedAt, a.Name)).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Gets everything ready for the model to be asked. Dispose what is returned, whatever becomes of it.</summary>
    public async Task<ServedCall> OpenAsync(ServedRequest request, CancellationToken ct)
    {
        var live = (await LiveAsync(request.Model, ct).ConfigureAwait(false)).For(null, request.User is { Length: > 0 } user ? user : Guid.NewGuid().ToString("N"));
        var place = await _gates.EnterAsync(live, ct).ConfigureAwait(false);
        return await OpenAsync(request, live, place, mayCache: true, ct).ConfigureAwait(false);
    }

    /// <param name="place">Given back with what is returned, or when nothing is. Null: it takes no place from those that ask.</param>
    /// <param name="mayCache">An answer that was kept will do.</param>
    internal async Task<ServedCall> OpenAsync(ServedRequest request, LiveDeployment live, DeploymentPlace? place, bool mayCache, CancellationToken ct)
    {
        var given = new GivenTalk(request.Messages, request.Options);
        var time = new ReplyTime(live, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Up);
        try
        {
            RequireFits(request.Messages, given.Question, live);
            var turn = TurnOf(request, given, live, mayCache);
            try
            {
                turn.Plan = await _plans.PlanAsync(_access, turn.Content.Model, turn.Snapshot.Route, live.Providers, turn.Purpose, either.Token).ConfigureAwait(false);
                await _pipeline.PrepareAsync(turn, either.Token).ConfigureAwait(false);
            }
            catch (StudioException e)
            {
                place?.Leave([], TurnFaults.Outcome(e));
                throw TurnFaults.ForProgram(_access, e);
            }
            catch (OperationCanceledException) when (time.IsUp && !ct.IsCancellationRequested)
            {
                place?.Leave([], false);
                throw time.Fault();
            }

            return new(turn, _act, _prompts, place, time);
        }
        catch
        {
            time.Dispose();
            place?.Dispose();
            throw;
        }
    }

    internal async Task<LiveDeployment> LiveAsync(string model, CancellationToken ct)
    {
        var name = ServedName.Parse(model) ?? throw Missing(model);
        ConversationRules.RequireMayTalk(_access, name.Environment);
        var id = await _assistants.FindAsync(_access, name.Slug, ct).ConfigureAwait(false) ?? throw Missing(model);
        if (await _deployments.FindAsync(_access, id, name.Environment, ct).ConfigureAwait(false) is { } live)
        {
            RequireOpen(model, live.Kept);
            return live;
        }

        // It is there, and may answer again: that is not the same as a name that means nothing.
        var silent = await _deployments.SilentAsync(_access, id, name.Environment, ct).ConfigureAwait(false) ?? throw Missing(model);
        RequireOpen(model, silent);
        throw new ConflictException($"{silent.Snapshot.Content.Name} is stopped in {name.Environment.Word()}: it answers nobody there until it is resumed.", "not_deployed");
    }

    /// <summary>What is not for the caller is told as what is not there.</summary>
    private void RequireOpen(string model, KeptSnapshot kept)
    {
        try
        {
            ConversationRules.RequireOpen(_access, kept, ConversationChannel.Api);
        }
        catch (NotFoundException)
        {
            throw Missing(model);
        }
    }

    internal static void RequireFits(IReadOnlyList<ChatMessage> messages, string question, LiveDeployment live)
    {
        var most = Math.Min(live.Kept.Snapshot.Content.GuardRails.MaxMessageLength ?? ConversationLimits.MessageLength, ConversationLimits.MessageLength);
        if (question.Length > most)
        {
            throw new ValidationException(
                FieldOf(messages), string.Create(CultureInfo.InvariantCulture, $"A message has at most {most:#,0} characters here; the user's last one has {question.Length:#,0}."))
            { IsTooLong = true };
        }

        if (!PlainText.IsStorable(question))
        {
            throw new ValidationException(FieldOf(messages), PlainText.NotStorable);
        }
    }

    /// <summary>Where the user's last message stands.</summary>
    private static string FieldOf(IReadOnlyList<ChatMessage> messages)
    {
        var place = messages.Count - 1;
        while (place > 0 && messages[place].Role != ChatRole.User)
        {
            place--;
        }

        return string.Create(CultureInfo.InvariantCulture, $"messages[{place}].content");
    }

    private static NotFoundException Missing(string model) => new($"The model `{PlainText.Cut(model, AssistantLimits.SlugLength)}`");

    private TurnState TurnOf(ServedRequest request, GivenTalk given, LiveDeployment live, bool mayCache)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        var talk = request.User is { Length: > 0 } named ? IdOf(named) : Guid.CreateVersion7();
        var turn = new TurnState(new() { ConversationId = talk }, _access, new(_clock), _ => { })
        {
            At = now,
            Given = given,
            Sink = new(new ServedSink(_usage)),
            Deployment = live,
            Kept = live.Kept,
            Content = live.Kept.Snapshot.Content,
            Question = given.Question,
            Variables = VariablesOf(request.Metadata, live.Kept.Snapshot),
            Conversation = new()
            {
                Id = talk,
                OrganizationId = _access.OrganizationId,
                AssistantId = live.AssistantId,
                AssistantName = live.Kept.Snapshot.Content.Name,
                Channel = ConversationChannel.Api,
                Environment = live.Environment,
                StartedBy = _access.Grant.ActorName,
            },
            Purpose = new()
            {
                OrganizationId = _access.OrganizationId,
                Operation = UsageOperation.Chat,
                AssistantId = live.AssistantId,
                DeploymentId = live.Id,
                ApiKeyId = _access.Grant.ApiKeyId,
                UserId = _access.UserId,
                Priority = live.Resources.Priority,
                MayCache = mayCache && !live.IsCompared,
            },
        };
        turn.Reply = new() { OrganizationId = _access.OrganizationId, ConversationId = talk, Role = MessageRole.Assistant };
        turn.Live = new() { Id = turn.TurnId, OrganizationId = _access.OrganizationId, ConversationId = talk, MessageId = turn.Reply.Id };
        return turn;
    }

    /// <summary>Of several prompts that are tried against each other one user gets the same each time.</summary>
    private static Guid IdOf(string user) => new(SHA256.HashData(Encoding.UTF8.GetBytes(user)).AsSpan(0, 16));

    private static Dictionary<string, JsonElement> VariablesOf(IReadOnlyDictionary<string, string>? metadata, AssistantSnapshot snapshot)
    {
        if (metadata is not { Count: > 0 })
        {
            return [];
        }

        var known = snapshot.Variables();
        var values = metadata.Where(m => known.Any(v => v.Name == m.Key)).ToDictionary(m => m.Key, m => JsonSerializer.SerializeToElement(m.Value));
        ConversationVariables.CheckTypes(values, known);
        return values;
    }
}
