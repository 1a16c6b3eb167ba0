using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

public sealed record NewPromptBody(
    string? Key, string? Title, string? Purpose, string? Category, IReadOnlyList<string>? Tags,
    string? Content, IReadOnlyList<PromptVariable>? Variables, string? Note, bool? Publish);

public sealed record PromptChangeBody(string? Key, string? Title, string? Purpose, string? Category, IReadOnlyList<string>? Tags, long? RowVersion);

public sealed record PromptVersionBody(string? Content, IReadOnlyList<PromptVariable>? Variables, string? Note, bool? Publish);

public sealed record LabelBody(int? Version);

public sealed record RenderBody(IReadOnlyDictionary<string, JsonElement>? Variables, int? Version, string? Label, StudioEnvironment? Environment);

/// <summary>A prompt with what its newest version says.</summary>
public sealed record PromptBody(
    Guid Id, string Key, string Title, string Purpose, string Category, IReadOnlyList<string> Tags, int LatestVersion, int? PublishedVersion,
    string Content, IReadOnlyList<PromptVariable> Variables, IReadOnlyList<PromptLabelRow> Labels, DateTime CreatedAt, DateTime UpdatedAt, string UpdatedBy, long RowVersion);

public sealed record PromptVersionReply(
    int Number, PromptVersionState State, string Content, IReadOnlyList<PromptVariable> Variables, string Note, string Author,
    DateTime CreatedAt, DateTime? PublishedAt, int Tokens, string Hash);

internal static class PromptEndpoints
{
    public static void MapPrompts(this IEndpointRouteBuilder api)
    {
        var prompts = api.Area("/prompts", "Prompts");
        prompts.MapGet("", ListAsync).WithSummary("The library; filters category and tag").Needs(Permission.PromptsView);
        prompts.MapPost("", CreateAsync).WithSummary("Make a prompt and its first version, published at once if wanted").Needs(Permission.PromptsManage);
        prompts.MapGet("/{id}", GetAsync).WithSummary("A prompt by id or key, with its newest version").Needs(Permission.PromptsView).FindsOne();
        prompts.MapPut("/{id}", ChangeAsync).WithSummary("Change what a prompt is called and is for; what is left out stays").Needs(Permission.PromptsManage).FindsOne().MayConflict();
        prompts.MapDelete("/{id}", DeleteAsync).WithSummary("Delete a prompt with all its versions").Needs(Permission.PromptsManage).FindsOne().MayConflict();
        prompts.MapPost("/{id}/render", RenderAsync).WithSummary("Write the text with variables; errors name the variable").Needs(Permission.PromptsView).FindsOne();

        prompts.MapGet("/{id}/versions", VersionsAsync).WithSummary("All versions, newest first").Needs(Permission.PromptsView).FindsOne();
        prompts.MapPost("/{id}/versions", AddVersionAsync).WithSummary("Make the next version").Needs(Permission.PromptsManage).FindsOne().MayConflict();
        prompts.MapGet("/{id}/versions/{number}", VersionAsync).WithSummary("One version").Needs(Permission.PromptsView).FindsOne();
        prompts.MapPost("/{id}/versions/{number}/publish", PublishAsync).WithSummary("Publish a version; it never changes again").Needs(Permission.PromptsManage).FindsOne().MayConflict();
        prompts.MapPost("/{id}/versions/{number}/deprecate", DeprecateAsync).WithSummary("Offer a version no longer").Needs(Permission.PromptsManage).FindsOne().MayConflict();
        prompts.MapGet("/{id}/versions/{number}/diff/{other}", DiffAsync).WithSummary("What changed between two versions, word by word").Needs(Permission.PromptsView).FindsOne();
        prompts.MapPut("/{id}/labels/{label}", MoveLabelAsync).WithSummary("Put a label on a version, taking it from the one that has it").Needs(Permission.PromptsManage).FindsOne().MayConflict();
        prompts.MapDelete("/{id}/labels/{label}", RemoveLabelAsync).WithSummary("Remove a label").Needs(Permission.PromptsManage).FindsOne();
    }

    private static async Task<Ok<PageBody<PromptRow>>> ListAsync([AsParameters] ListParameters list, string? category, string? tag, PromptService prompts, CancellationToken ct) =>
        TypedResults.Ok((await prompts.ListAsync(list.Into(new PromptListQuery { Category = category, Tag = tag }), ct)).Body());

    private static async Task<Created<PromptBody>> CreateAsync(NewPromptBody body, PromptService prompts, HttpContext context, CancellationToken ct)
    {
        var made = await prompts.CreateAsync(
            new PromptInput { Key = body.Key, Title = body.Title, Purpose = body.Purpose, Category = body.Category, Tags = body.Tags },
            new PromptContent { Content = body.Content, Variables = body.Variables ?? [], Note = body.Note, Publish = body.Publish ?? false }, ct);
        return TypedResults.Created($"/api/v1/prompts/{made.Prompt.Id}", context.WithVersion(Body(made), made.Prompt.RowVersion));
    }

    private static async Task<Ok<PromptBody>> GetAsync(string id, PromptService prompts, HttpContext context, CancellationToken ct)
    {
        var found = await prompts.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(Body(found), found.Prompt.RowVersion));
    }

    private static async Task<Ok<PromptBody>> ChangeAsync(string id, PromptChangeBody body, PromptService prompts, HttpContext context, CancellationToken ct)
    {
        var input = new PromptInput
        {
            Key = body.Key,
            Title = body.Title,
            Purpose = body.Purpose,
            Category = body.Category,
            Tags = body.Tags,
            RowVersion = context.ExpectedVersion(body.RowVersion),
        };
        var changed = await prompts.ChangeAsync(await prompts.IdOfAsync(id, ct), input, ct);
        return TypedResults.Ok(context.WithVersion(Body(changed), changed.Prompt.RowVersion));
    }

    private static async Task<NoContent> DeleteAsync(string id, PromptService prompts, HttpContext context, CancellationToken ct)
    {
        await prompts.DeleteAsync(await prompts.IdOfAsync(id, ct), context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<RenderedPrompt>> RenderAsync(string id, RenderBody body, PromptVersionService versions, CancellationToken ct) =>
        TypedResults.Ok(await versions.RenderAsync(id, body.Version, body.Label, body.Variables ?? new Dictionary<string, JsonElement>(), body.Environment, ct));

    private static async Task<Ok<PageBody<PromptVersionRow>>> VersionsAsync(
        string id, [AsParameters] ListParameters list, PromptService prompts, PromptVersionService versions, CancellationToken ct) =>
        TypedResults.Ok((await versions.ListAsync(await prompts.IdOfAsync(id, ct), list.Into(new ListQuery()), ct)).Body());

    private static async Task<Created<PromptVersionReply>> AddVersionAsync(
        string id, PromptVersionBody body, PromptService prompts, PromptVersionService versions, HttpContext context, CancellationToken ct)
    {
        var input = new PromptContent { Content = body.Content, Variables = body.Variables ?? [], Note = body.Note, Publish = body.Publish ?? false };
        var made = Reply(await versions.AddAsync(await prompts.IdOfAsync(id, ct), input, ct), context);
        return TypedResults.Created($"/api/v1/prompts/{id}/versions/{made.Number.ToString(CultureInfo.InvariantCulture)}", made);
    }

    private static async Task<Ok<PromptVersionReply>> VersionAsync(string id, string number, PromptService prompts, PromptVersionService versions, HttpContext context, CancellationToken ct) =>
        TypedResults.Ok(Reply(await versions.GetAsync(await prompts.IdOfAsync(id, ct), Number(number), ct), context));

    private static async Task<Ok<PromptVersionReply>> PublishAsync(string id, string number, PromptService prompts, PromptVersionService versions, HttpContext context, CancellationToken ct) =>
        TypedResults.Ok(Reply(await versions.PublishAsync(await prompts.IdOfAsync(id, ct), Number(number), context.ExpectedVersion(null), ct), context));

    private static async Task<Ok<PromptVersionReply>> DeprecateAsync(string id, string number, PromptService prompts, PromptVersionService versions, HttpContext context, CancellationToken ct) =>
        TypedResults.Ok(Reply(await versions.DeprecateAsync(await prompts.IdOfAsync(id, ct), Number(number), context.ExpectedVersion(null), ct), context));

    private static async Task<Ok<PromptComparison>> DiffAsync(
        string id, string number, string other, PromptService prompts, PromptVersionService versions, CancellationToken ct) =>
        TypedResults.Ok(await versions.CompareAsync(await prompts.IdOfAsync(id, ct), Number(number), Number(other), ct));

    private static async Task<NoContent> MoveLabelAsync(string id, string label, LabelBody body, PromptService prompts, PromptVersionService versions, CancellationToken ct)
    {
        var number = body.Version ?? throw new ValidationException("version", "Name the version.");
        await versions.MoveLabelAsync(await prompts.IdOfAsync(id, ct), label, number, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveLabelAsync(string id, string label, PromptService prompts, PromptVersionService versions, CancellationToken ct)
    {
        await versions.RemoveLabelAsync(await prompts.IdOfAsync(id, ct), label, ct);
        return TypedResults.NoContent();
    }

    /// <summary>Anything but a number is a version that is not there.</summary>
    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static PromptBody Body(PromptDetail d) => new(
        d.Prompt.Id, d.Prompt.Key, d.Prompt.Title, d.Prompt.Purpose, d.Prompt.Category, d.Prompt.Tags, d.Prompt.LatestVersion, d.Prompt.PublishedVersion,
        d.Latest.Content, d.Latest.Variables, d.Labels, d.Prompt.CreatedAt, d.Prompt.UpdatedAt, d.Prompt.UpdatedBy, d.Prompt.RowVersion);

    private static PromptVersionReply Reply(PromptVersionDetail d, HttpContext context) => context.WithVersion(
        new PromptVersionReply(d.Version.Number, d.Version.State, d.Content, d.Variables, d.Version.Note, d.Version.Author, d.Version.CreatedAt, d.Version.PublishedAt, d.Version.Tokens, d.Version.Hash),
        d.RowVersion);
}
