using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

internal static class PromptLinkEndpoints
{
    private const int SuggestedByDefault = 10;

    public static void MapPromptLinks(this IEndpointRouteBuilder api)
    {
        var links = api.Area("/assistants", "Prompts of assistants");
        links.MapGet("/{id}/prompts", ListAsync).WithSummary("The links in order of choice, each with its conditions as a sentence").Needs(Permission.AssistantsView).FindsOne();
        links.MapPost("/{id}/prompts", AddAsync).WithSummary("Link a prompt: role, version or label, priority (the smaller number is asked first), weight, conditions").Needs(Permission.AssistantsManage).FindsOne().MayConflict();
        links.MapGet("/{id}/prompts/suggestions", SuggestAsync).WithSummary("Prompts that may suit the assistant, ranked, each with its reasons in words").Needs(Permission.AssistantsView).FindsOne();
        links.MapPut("/{id}/prompts/order", ReorderAsync).WithSummary("Number the links of each role in the given order").Needs(Permission.AssistantsManage).FindsOne();
        links.MapPost("/{id}/prompts/resolve", ResolveAsync).WithSummary("Which prompt these values lead to, its text, and a sentence about every link").Needs(Permission.AssistantsView).FindsOne();
        links.MapPut("/{id}/prompts/{promptId:guid}", ChangeAsync).WithSummary("Change a link, by the prompt's id or the link's own; what is left out stays").Needs(Permission.AssistantsManage).FindsOne().MayConflict();
        links.MapDelete("/{id}/prompts/{promptId:guid}", RemoveAsync).WithSummary("Unlink a prompt, by its id or the link's own").Needs(Permission.AssistantsManage).FindsOne().MayConflict();
        links.MapGet("/prompts/{promptId}/assistants", UsersAsync).WithSummary("The assistants that use a prompt, and how").Needs(Permission.AssistantsView).FindsOne();
    }

    private static async Task<Ok<LinksBody>> ListAsync(string id, AssistantService assistants, PromptLinkService links, CancellationToken ct) =>
        TypedResults.Ok(new LinksBody(await links.ListAsync(await assistants.IdOfAsync(id, ct), ct)));

    private static async Task<Created<PromptLinkRow>> AddAsync(
        string id, PromptLinkBody body, AssistantService assistants, PromptService prompts, PromptLinkService links, HttpContext context, CancellationToken ct)
    {
        var promptId = await prompts.IdOfAsync(body.PromptId ?? throw new ValidationException("promptId", "Name the prompt."), ct);
        var made = await links.AddAsync(await assistants.IdOfAsync(id, ct), promptId, body.Input(null), ct);
        return TypedResults.Created($"/api/v1/assistants/{id}/prompts/{made.Id}", context.WithVersion(made, made.RowVersion));
    }

    private static async Task<Ok<PromptLinkRow>> ChangeAsync(string id, Guid promptId, PromptLinkBody body, AssistantService assistants, PromptLinkService links, HttpContext context, CancellationToken ct)
    {
        var changed = await links.ChangeAsync(await assistants.IdOfAsync(id, ct), promptId, body.Input(context.ExpectedVersion(body.RowVersion)), ct);
        return TypedResults.Ok(context.WithVersion(changed, changed.RowVersion));
    }

    private static async Task<NoContent> RemoveAsync(string id, Guid promptId, AssistantService assistants, PromptLinkService links, HttpContext context, CancellationToken ct)
    {
        await links.RemoveAsync(await assistants.IdOfAsync(id, ct), promptId, context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<LinksBody>> ReorderAsync(string id, LinkOrderBody body, AssistantService assistants, PromptLinkService links, CancellationToken ct)
    {
        var found = await assistants.IdOfAsync(id, ct);
        await links.ReorderAsync(found, body.LinkIds ?? throw new ValidationException("linkIds", "Send the ids of the links in their order."), ct);
        return TypedResults.Ok(new LinksBody(await links.ListAsync(found, ct)));
    }

    private static async Task<Ok<ResolvedBody>> ResolveAsync(string id, ResolveBody body, AssistantService assistants, PromptChoiceService choices, TimeProvider clock, CancellationToken ct)
    {
        var situation = new PromptSituation
        {
            Variables = body.Variables ?? new Dictionary<string, System.Text.Json.JsonElement>(),
            Message = body.Message,
            Channel = body.Channel,
            UserRole = body.UserRole,
            Language = body.Language,
            Conversation = body.ConversationId,
            At = body.At is { } at ? UtcTime.Of(at) : clock.GetUtcNow().UtcDateTime,
        };
        return TypedResults.Ok(ResolvedBody.Of(await choices.ResolveAsync(await assistants.IdOfAsync(id, ct), situation, body.Environment, ct)));
    }

    private static async Task<Ok<SuggestionsBody>> SuggestAsync(string id, int? limit, AssistantService assistants, PromptSuggestionService suggestions, CancellationToken ct) =>
        TypedResults.Ok(new SuggestionsBody(await suggestions.ForAsync(await assistants.IdOfAsync(id, ct), limit ?? SuggestedByDefault, ct)));

    private static async Task<Ok<PromptUsesBody>> UsersAsync(string promptId, PromptService prompts, PromptLinkService links, CancellationToken ct)
    {
        var prompt = await prompts.GetAsync(promptId, ct);
        return TypedResults.Ok(new PromptUsesBody((await links.UsersOfAsync(prompt.Prompt.Id, ct)).Items));
    }
}
