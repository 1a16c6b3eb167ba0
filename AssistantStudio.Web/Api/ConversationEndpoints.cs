using System.Text;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Api;

/// <summary>What narrows the list of conversations.</summary>
public sealed record ConversationFilter(
    [property: FromQuery] Guid? AssistantId, [property: FromQuery] string? Channel, [property: FromQuery] string? Status, [property: FromQuery] string? Sentiment, [property: FromQuery] string? Topic,
    [property: FromQuery] int? Rating, [property: FromQuery] string? CostFrom, [property: FromQuery] Guid? UserId, [property: FromQuery] string? ExternalUserId, [property: FromQuery] DateTime? From, [property: FromQuery] DateTime? To,
    [property: FromQuery] bool? Mine, [property: FromQuery] Guid? DeploymentId, [property: FromQuery] string? Environment)
{
    public ConversationListQuery Query() => new()
    {
        AssistantId = AssistantId,
        DeploymentId = DeploymentId,
        Environment = ApiConventions.Word<StudioEnvironment>(Environment, "environment"),
        Channel = ApiConventions.Word<ConversationChannel>(Channel, "channel"),
        Status = ApiConventions.Word<ConversationStatus>(Status, "status"),
        Sentiment = ApiConventions.Word<Sentiment>(Sentiment, "sentiment"),
        Topic = Topic,
        Rating = Rating,
        CostFrom = CostFrom is { } cost ? ApiMoney.Read(cost, "costFrom") : null,
        UserId = UserId,
        ExternalUser = ExternalUserId,
        From = From is { } from ? UtcTime.Of(from) : null,
        To = To is { } to ? UtcTime.Of(to) : null,
        Mine = Mine ?? false,
    };
}

internal static class ConversationEndpoints
{
    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        var conversations = api.Area("/conversations", "Conversations");
        conversations.MapPost("", StartAsync).WithSummary("Start a conversation with an assistant (id or short name); what is deployed answers, in production unless another environment or deployment is named").Needs(Permission.Chat).FindsOne().MayConflict();
        conversations.MapGet("", ListAsync).WithSummary("One's own conversations, and with the right to it those of others; filters assistantId, deploymentId, environment, channel, status, sentiment, topic, rating, costFrom, userId, externalUserId, from, to, mine").Needs(Permission.Chat);
        conversations.MapGet("/active", ActiveAsync).WithSummary("Conversations in which somebody wrote in the last quarter of an hour, those first that are being answered").Needs(Permission.Chat);
        conversations.MapGet("/{id:guid}", GetAsync).WithSummary("Status, variables, totals, compression").Needs(Permission.Chat).FindsOne();
        conversations.MapPut("/{id:guid}/context", SetVariablesAsync).WithSummary("Add or replace variables; null takes one away").Needs(Permission.Chat).FindsOne().MayConflict();
        conversations.MapPost("/{id:guid}/end", EndAsync).WithSummary("End it, with a rating from 1 to 5 and a reason").Needs(Permission.Chat).FindsOne().MayConflict();
        conversations.MapGet("/{id:guid}/summary", SummaryAsync).WithSummary("Summary, topics, sentiment, whether it helped, totals, and who found that out").Needs(Permission.Chat).FindsOne();
        conversations.MapGet("/{id:guid}/export", ExportAsync).WithSummary("All of it: json with every branch, or markdown for reading").Needs(Permission.Chat).FindsOne().Produces<string>(StatusCodes.Status200OK, "application/json", "text/markdown");
        conversations.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Delete it with all that was remembered of it; what it cost stays in the ledger").Needs(Permission.Chat).FindsOne();
        var memories = api.Area("/memories", "Conversations");
        memories.MapGet("", MemoriesAsync).WithSummary("What assistants remember of the caller; with the right to it of another person (userId or externalUserId)").Needs(Permission.Chat);
        memories.MapDelete("/{id:guid}", ForgetOneAsync).WithSummary("Forget one thing").Needs(Permission.Chat).FindsOne();
        memories.MapDelete("", ForgetAsync).WithSummary("Forget everything about the caller; everything=true says that this is meant").Needs(Permission.Chat);
        var people = api.Area("/people", "Conversations");
        people.MapGet("/data", PersonAsync).WithSummary("How much is kept of a person (userId or externalUserId; without either, of the caller)").Needs(Permission.ConversationsManage);
        people.MapPost("/erase", EraseAsync).WithSummary("Delete everything that a person said and that is remembered of them").Needs(Permission.ConversationsManage);
    }

    private static async Task<Created<ConversationDetailBody>> StartAsync(StartBody body, ChatAssistantService chat, AssistantService assistants, ConversationService conversations, CancellationToken ct)
    {
        new Validator().Check(body.Version is null || body.Draft == true, "version", "A version is chosen for trials only: send draft as well.").ThrowIfAny();
        (Guid AssistantId, StudioEnvironment Environment)? place = body.DeploymentId is { } deployment ? await conversations.PlaceOfAsync(deployment, ct) : null;
        var named = body.AssistantId ?? place?.AssistantId.ToString() ?? throw new ValidationException("assistantId", "Name the assistant.");
        var id = place?.AssistantId ?? (Guid.TryParse(named, out var known) ? known : body.Draft == true || body.Environment is not null ? await assistants.IdOfAsync(named, ct) : (await chat.GetAsync(named, ct)).Id);
        var made = await conversations.StartAsync(
            new() { AssistantId = id, IsTrial = body.Draft ?? false, Version = body.Version, Environment = place?.Environment ?? body.Environment, Title = body.Title, ExternalUser = body.ExternalUserId, Variables = body.Variables ?? new Dictionary<string, System.Text.Json.JsonElement>() }, ct);
        return TypedResults.Created($"/api/v1/conversations/{made.Row.Id}", ConversationDetailBody.Of(made));
    }

    private static async Task<Ok<PageBody<ConversationBody>>> ListAsync([AsParameters] ListParameters list, [AsParameters] ConversationFilter filter, ConversationListService conversations, CancellationToken ct)
    {
        var page = await conversations.ListAsync(list.Into(filter.Query()), ct);
        return TypedResults.Ok(new Page<ConversationBody>([.. page.Items.Select(ConversationBody.Of)], page.PageNumber, page.PageSize, page.Total) { SearchedFor = page.SearchedFor }.Body());
    }

    private static async Task<Ok<ActiveBody>> ActiveAsync(ConversationListService conversations, CancellationToken ct) =>
        TypedResults.Ok(new ActiveBody([.. (await conversations.ActiveAsync(ct)).Select(ConversationBody.Of)]));

    private static async Task<Ok<ConversationDetailBody>> GetAsync(Guid id, ConversationService conversations, CancellationToken ct) => TypedResults.Ok(ConversationDetailBody.Of(await conversations.GetAsync(id, ct)));

    private static async Task<Ok<VariablesBody>> SetVariablesAsync(Guid id, VariablesBody body, ConversationService conversations, CancellationToken ct) =>
        TypedResults.Ok(new VariablesBody(await conversations.SetVariablesAsync(id, body.Variables ?? throw new ValidationException("variables", "Send the variables that change."), ct)));

    private static async Task<Ok<ConversationDetailBody>> EndAsync(Guid id, EndBody body, ConversationService conversations, CancellationToken ct) =>
        TypedResults.Ok(ConversationDetailBody.Of(await conversations.EndAsync(id, body.Rating, body.Reason, ct)));

    private static async Task<Ok<SummaryBody>> SummaryAsync(Guid id, ConversationService conversations, CancellationToken ct) => TypedResults.Ok(SummaryBody.Of(await conversations.GetAsync(id, ct)));

    private static async Task<IResult> ExportAsync(Guid id, string? format, ConversationExport export, CancellationToken ct)
    {
        switch (format)
        {
            case null or "" or "json":
                var all = await export.AllAsync(id, ct);
                return TypedResults.Ok(new ExportBody(ConversationDetailBody.Of(all.Conversation), [.. all.Messages.Select(MessageBody.Of)]));
            case "markdown":
                return TypedResults.File(Encoding.UTF8.GetBytes(await export.MarkdownAsync(id, ct)), "text/markdown; charset=utf-8", $"conversation-{id}.md");
            default:
                throw new ValidationException("format", "There are json and markdown.");
        }
    }

    private static async Task<NoContent> DeleteAsync(Guid id, ConversationService conversations, CancellationToken ct)
    {
        await conversations.DeleteAsync(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<MemoriesBody>> MemoriesAsync(Guid? userId, string? externalUserId, MemoryService memories, CancellationToken ct) =>
        TypedResults.Ok(new MemoriesBody(await memories.ListAsync(userId is null && string.IsNullOrEmpty(externalUserId) ? null : new(userId, externalUserId), ct)));

    private static async Task<NoContent> ForgetOneAsync(Guid id, MemoryService memories, CancellationToken ct)
    {
        await memories.DeleteAsync(id, ct);
        return TypedResults.NoContent();
    }

    /// <summary>A program that has lost the id of one memory sends the same address.</summary>
    private static async Task<NoContent> ForgetAsync(bool? everything, MemoryService memories, CancellationToken ct)
    {
        new Validator().Check(everything == true, "everything", "Say everything=true to forget all of it.").ThrowIfAny();
        await memories.ForgetAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>Without a person: the caller.</summary>
    private static async Task<Ok<PersonData>> PersonAsync(Guid? userId, string? externalUserId, PersonDataService people, Access access, CancellationToken ct) =>
        TypedResults.Ok(await people.FindAsync(string.IsNullOrEmpty(externalUserId) ? new(userId ?? access.UserId, null) : new(userId, externalUserId), ct));

    private static async Task<Ok<PersonData>> EraseAsync(PersonBody body, PersonDataService people, CancellationToken ct) => TypedResults.Ok(await people.EraseAsync(new(body.UserId, body.ExternalUserId), ct));
}
