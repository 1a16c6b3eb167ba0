using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

internal static class MessageEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var messages = api.Area("/conversations", "Conversations");
        messages.MapPost("/{id:guid}/messages", SendAsync).WithSummary("Send a message. With Accept: text/event-stream the events of the turn, else the finished reply; 202 while a tool waits for a person").Needs(Permission.Chat).FindsOne().MayConflict()
            .Produces<CompletedBody>().Produces<WaitingBody>(StatusCodes.Status202Accepted).Produces<string>(StatusCodes.Status200OK, TurnStream.MediaType);
        messages.MapGet("/{id:guid}/messages", ListAsync).WithSummary("Messages of the way that is shown: the newest, or those before or after an ordinal; order=oldest begins at the beginning").Needs(Permission.Chat).FindsOne();
        messages.MapGet("/{id:guid}/messages/{messageId:guid}/events", EventsAsync).WithSummary("The events of a reply as text/event-stream, from the beginning or after Last-Event-ID; nothing is sent to a model").Needs(Permission.Chat).FindsOne().Produces<string>(StatusCodes.Status200OK, TurnStream.MediaType);
        messages.MapGet("/{id:guid}/messages/{messageId:guid}/trace", TraceAsync).WithSummary("How a reply came about, step by step").Needs(Permission.ConversationsView).FindsOne().MayConflict();
        messages.MapPost("/{id:guid}/messages/{messageId:guid}/feedback", FeedbackAsync).WithSummary("Thumbs (liked, disliked, null), a score from 1 to 5, reasons, a comment").Needs(Permission.Chat).FindsOne();
        messages.MapPost("/{id:guid}/messages/{messageId:guid}/show", ShowAsync).WithSummary("Go on from this message's branch").Needs(Permission.Chat).FindsOne().MayConflict();
        messages.MapPost("/{id:guid}/stop", StopAsync).WithSummary("Stop the reply that is being written; what was written stays").Needs(Permission.Chat).FindsOne();
        messages.MapPost("/{id:guid}/approvals/{call}", ApproveAsync).WithSummary("Agree to what a tool is about to do, or decline").Needs(Permission.Chat).FindsOne().MayConflict();
    }

    private static async Task<IResult> SendAsync(Guid id, SendBody body, AssistantRuntime runtime, ConversationService conversations, HttpContext context, CancellationToken ct)
    {
        if (body.Variables is { Count: > 0 } variables)
        {
            await conversations.SetVariablesAsync(id, variables, ct);
        }

        var key = body.ClientKey ?? (context.Request.Headers[Idempotency.Header].ToString() is { Length: > 0 } header ? header : null);
        var request = new TurnRequest { ConversationId = id, Text = body.Content, InPlaceOf = body.InPlaceOf, RetryOf = body.RetryOf, ClientKey = key };
        if (TurnStream.IsWanted(context.Request))
        {
            return new TurnStream(c => runtime.RunAsync(request, c));
        }

        var started = await runtime.StartAsync(request, ct);
        await foreach (var one in runtime.ReadAsync(id, started.MessageId, default, ct))
        {
            switch (one.Event)
            {
                case TurnApprovalNeeded needed:
                    return TypedResults.Accepted((string?)null, new WaitingBody(started.MessageId, [needed], $"/api/v1/conversations/{id}/messages/{started.MessageId}/events"));
                case TurnCompleted done:
                    return TypedResults.Ok(CompletedBody.Of(done.Message, done.Usage));
                case TurnFailed failed:
                    throw failed.AsException();
            }
        }

        throw new UnavailableException("The reply ended without an end.");
    }

    private static async Task<Ok<MessagesBody>> ListAsync(Guid id, int? before, int? after, int? pageSize, string? order, MessageService messages, CancellationToken ct)
    {
        var from = order switch
        {
            null or "" or "newest" => after,
            "oldest" => after ?? (before is null ? 0 : null),
            _ => throw new ValidationException("order", "There are newest and oldest."),
        };
        var page = await messages.PageAsync(id, before, from, pageSize ?? ConversationLimits.PageSize, ct);
        return TypedResults.Ok(new MessagesBody([.. page.Items.Select(MessageBody.Of)], page.Before, page.After));
    }

    private static IResult EventsAsync(Guid id, Guid messageId, AssistantRuntime runtime, HttpContext context) =>
        new TurnStream(ct => runtime.ReadAsync(id, messageId, TurnPosition.Parse(context.Request.Headers[LastEventId].ToString()), ct));

    private static async Task<Ok<TraceBody>> TraceAsync(Guid id, Guid messageId, TraceService traces, CancellationToken ct) => TypedResults.Ok(TraceBody.Of(await traces.GetAsync(id, messageId, ct)));

    private static async Task<Ok<MessageBody>> FeedbackAsync(Guid id, Guid messageId, FeedbackBody body, MessageService messages, CancellationToken ct) =>
        TypedResults.Ok(MessageBody.Of(await messages.SayAsync(id, messageId, new() { Feedback = body.Feedback, Score = body.Score, Reasons = body.Reasons ?? [], Comment = body.Comment }, ct)));

    private static async Task<NoContent> ShowAsync(Guid id, Guid messageId, MessageService messages, CancellationToken ct)
    {
        await messages.SwitchAsync(id, messageId, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<StoppedBody>> StopAsync(Guid id, AssistantRuntime runtime, CancellationToken ct) => TypedResults.Ok(new StoppedBody(await runtime.StopAsync(id, ct)));

    private static async Task<NoContent> ApproveAsync(Guid id, string call, ApprovalBody body, AssistantRuntime runtime, CancellationToken ct)
    {
        await runtime.AnswerAsync(id, call, body.Agree ?? throw new ValidationException("agree", "Say true or false."), ct);
        return TypedResults.NoContent();
    }
}
