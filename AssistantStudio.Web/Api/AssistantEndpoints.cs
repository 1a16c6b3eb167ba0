using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

internal static class AssistantEndpoints
{
    private const int PopularDays = 30;
    private const int PopularCount = 10;

    public static void MapAssistants(this IEndpointRouteBuilder api)
    {
        var assistants = api.Area("/assistants", "Assistants");
        assistants.MapGet("", ListAsync).WithSummary("The assistants that the caller sees; filters type, status, tag, owner, updatedSince, templates and deployedIn").Needs(Permission.AssistantsView);
        assistants.MapPost("", CreateAsync).WithSummary("Make an assistant; with a prompt's text it gets a published primary prompt").Needs(Permission.AssistantsManage);
        assistants.MapGet("/search", ListAsync).WithSummary("Full text over name, tags, slug, description, instructions and prompts' titles, best first; q tolerates one wrong letter; the same filters as the list").Needs(Permission.AssistantsView);
        assistants.MapGet("/types", Types).WithSummary("The types of assistants and what a new one begins with").Needs(Permission.AssistantsView);
        assistants.MapGet("/statuses", Statuses).WithSummary("The statuses, what each permits, and where it may go from there").Needs(Permission.AssistantsView);
        assistants.MapGet("/tags", TagsAsync).WithSummary("The tags in use, the most used first").Needs(Permission.AssistantsView);
        assistants.MapGet("/popular", PopularAsync).WithSummary("The most used assistants by conversations in a number of days").Needs(Permission.AssistantsView);
        assistants.MapPost("/import", ImportAsync).WithSummary("Take in a bundle; dryRun=true gives the plan alone, existing=update, skip or copy says what happens to what is here").Accepts<Bundle>("application/json").Needs(Permission.AssistantsManage).MayConflict();
        assistants.MapGet("/{id}/export", ExportAsync).WithSummary("An assistant with its prompts as one bundle; it has no secrets").Produces<Bundle>().Needs(Permission.AssistantsView).FindsOne();
        assistants.MapGet("/{id}", GetAsync).WithSummary("An assistant by id or slug").Needs(Permission.AssistantsView).FindsOne();
        assistants.MapPut("/{id}", ChangeAsync).WithSummary("Change the draft; what is left out stays").Needs(Permission.AssistantsManage).FindsOne().MayConflict();
        assistants.MapDelete("/{id}", DeleteAsync).WithSummary("Archive an assistant; with permanent=true delete it with all its versions").Needs(Permission.AssistantsManage).FindsOne().MayConflict();
        assistants.MapPost("/{id}/status", SetStatusAsync).WithSummary("Move an assistant to another status, with a reason").Needs(Permission.AssistantsManage).FindsOne().MayConflict();
        assistants.MapPost("/{id}/clone", CloneAsync).WithSummary("Clone an assistant: prompts linked, copied or left out, with or without knowledge and tools").Needs(Permission.AssistantsManage).FindsOne();
        assistants.MapGet("/{id}/lineage", LineageAsync).WithSummary("The family of clones that an assistant belongs to, parents before children").Needs(Permission.AssistantsView).FindsOne();
        assistants.MapPost("/{id}/usage", AddUsageAsync).WithSummary("Add usage that was counted outside: conversations, messages, a rating from 1 to 5").Needs(Permission.AssistantsManage).FindsOne();
        assistants.MapGet("/{id}/capabilities", CapabilitiesAsync).WithSummary("What the assistant is able to do").Needs(Permission.AssistantsView).FindsOne();
        assistants.MapPut("/{id}/capabilities", SetCapabilitiesAsync).WithSummary("Replace the list of capabilities").Needs(Permission.AssistantsManage).FindsOne().MayConflict();

        assistants.MapGet("/{id}/versions", VersionsAsync).WithSummary("All versions, newest first").Needs(Permission.AssistantsView).FindsOne();
        assistants.MapPost("/{id}/versions", SaveVersionAsync).WithSummary("Keep the draft as the next version").Needs(Permission.AssistantsManage).FindsOne().MayConflict();
        assistants.MapGet("/{id}/versions/{number}", VersionAsync).WithSummary("One version with its links").Needs(Permission.AssistantsView).FindsOne();
        assistants.MapGet("/{id}/versions/{number}/diff/{other}", DiffAsync).WithSummary("What differs between two versions, field by field and word by word; 0 or draft is the draft").Needs(Permission.AssistantsView).FindsOne();
        assistants.MapPost("/{id}/versions/{number}/restore", RestoreAsync).WithSummary("Make a version the draft again; an unsaved draft is kept as a version first").Needs(Permission.AssistantsManage).FindsOne().MayConflict();
    }

    private static async Task<Ok<PageBody<AssistantRow>>> ListAsync([AsParameters] ListParameters list, [AsParameters] AssistantFilter filter, AssistantService assistants, CancellationToken ct) =>
        TypedResults.Ok((await assistants.ListAsync(list.Into(filter.Query()), ct)).Body());

    private static async Task<Created<AssistantBody>> CreateAsync(NewAssistantBody body, AssistantService assistants, HttpContext context, CancellationToken ct)
    {
        var made = await assistants.CreateAsync(body, body.Prompt, ct);
        return TypedResults.Created($"/api/v1/assistants/{made.Assistant.Id}", context.WithVersion(AssistantBody.Of(made), made.Assistant.RowVersion));
    }

    private static Ok<IReadOnlyList<AssistantTypeBody>> Types(Access access)
    {
        access.Require(Permission.AssistantsView);
        return TypedResults.Ok<IReadOnlyList<AssistantTypeBody>>([.. AssistantTypes.All.Select(t => new AssistantTypeBody(t.Type, t.Title, t.Description, t.Icon, t.Colour, t.Start, t.StartPrompt))]);
    }

    private static Ok<IReadOnlyList<AssistantStatusInfo>> Statuses(Access access)
    {
        access.Require(Permission.AssistantsView);
        return TypedResults.Ok(AssistantLifecycle.All);
    }

    private static async Task<Ok<IReadOnlyList<TagCount>>> TagsAsync(string? q, AssistantService assistants, CancellationToken ct) => TypedResults.Ok(await assistants.TagsAsync(q, ct));

    private static async Task<Ok<IReadOnlyList<PopularAssistant>>> PopularAsync(int? days, int? limit, AssistantUsageService usage, CancellationToken ct) =>
        TypedResults.Ok(await usage.PopularAsync(days ?? PopularDays, limit ?? PopularCount, ct));

    private static async Task<Ok<BundlePlan>> ImportAsync(bool? dryRun, string? existing, HttpRequest request, BundleService bundles, CancellationToken ct)
    {
        var choice = ApiConventions.Word<BundleChoice>(existing, "existing") ?? BundleChoice.Update;
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(ct);
        return TypedResults.Ok(dryRun == true ? await bundles.PlanAsync(text, choice, ct) : await bundles.ImportAsync(text, choice, ct));
    }

    private static async Task<ContentHttpResult> ExportAsync(string id, AssistantService assistants, BundleService bundles, CancellationToken ct) =>
        TypedResults.Text(BundleText.Write(await bundles.ExportAsync([await assistants.IdOfAsync(id, ct)], ct)), "application/json");

    private static async Task<Ok<AssistantBody>> GetAsync(string id, AssistantService assistants, HttpContext context, CancellationToken ct) =>
        Reply(context, await assistants.GetAsync(id, ct));

    private static async Task<Ok<AssistantBody>> ChangeAsync(string id, AssistantInput body, AssistantService assistants, HttpContext context, CancellationToken ct) =>
        Reply(context, await assistants.ChangeAsync(await assistants.IdOfAsync(id, ct), body with { RowVersion = context.ExpectedVersion(body.RowVersion) }, ct));

    private static async Task<NoContent> DeleteAsync(string id, bool? permanent, AssistantService assistants, HttpContext context, CancellationToken ct)
    {
        var found = await assistants.IdOfAsync(id, ct);
        if (permanent == true)
        {
            await assistants.DeleteAsync(found, context.ExpectedVersion(null), ct);
        }
        else
        {
            await assistants.SetStatusAsync(found, AssistantStatus.Archived, null, context.ExpectedVersion(null), ct);
        }

        return TypedResults.NoContent();
    }

    private static async Task<Ok<AssistantBody>> SetStatusAsync(string id, StatusBody body, AssistantService assistants, HttpContext context, CancellationToken ct)
    {
        var status = body.Status ?? throw new ValidationException("status", "Name the status.");
        return Reply(context, await assistants.SetStatusAsync(await assistants.IdOfAsync(id, ct), status, body.Reason, context.ExpectedVersion(body.RowVersion), ct));
    }

    private static async Task<Created<AssistantBody>> CloneAsync(string id, CloneBody? body, AssistantService assistants, AssistantFamilyService family, HttpContext context, CancellationToken ct)
    {
        var made = await family.CloneAsync(await assistants.IdOfAsync(id, ct), body?.Input() ?? new CloneInput(), ct);
        return TypedResults.Created($"/api/v1/assistants/{made.Assistant.Id}", context.WithVersion(AssistantBody.Of(made), made.Assistant.RowVersion));
    }

    private static async Task<Ok<IReadOnlyList<LineageNode>>> LineageAsync(string id, AssistantService assistants, AssistantFamilyService family, CancellationToken ct) =>
        TypedResults.Ok(await family.LineageAsync(await assistants.IdOfAsync(id, ct), ct));

    private static async Task<Ok<UsageTotals>> AddUsageAsync(string id, UsageBody body, AssistantService assistants, AssistantUsageService usage, CancellationToken ct) =>
        TypedResults.Ok(await usage.AddAsync(await assistants.IdOfAsync(id, ct), new UsageReport(body.Conversations ?? 0, body.Messages ?? 0, body.Rating), ct));

    private static async Task<Ok<CapabilitiesBody>> CapabilitiesAsync(string id, AssistantService assistants, HttpContext context, CancellationToken ct)
    {
        var found = await assistants.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(new CapabilitiesBody(found.Content.Capabilities), found.Assistant.RowVersion));
    }

    private static async Task<Ok<CapabilitiesBody>> SetCapabilitiesAsync(string id, CapabilitiesBody body, AssistantService assistants, HttpContext context, CancellationToken ct)
    {
        var input = new AssistantInput { Capabilities = body.Capabilities ?? throw new ValidationException("capabilities", "Send the whole list; an empty one removes all."), RowVersion = context.ExpectedVersion(null) };
        var changed = await assistants.ChangeAsync(await assistants.IdOfAsync(id, ct), input, ct);
        return TypedResults.Ok(context.WithVersion(new CapabilitiesBody(changed.Content.Capabilities), changed.Assistant.RowVersion));
    }

    private static async Task<Ok<PageBody<AssistantVersionRow>>> VersionsAsync(
        string id, [AsParameters] ListParameters list, AssistantService assistants, AssistantVersionService versions, CancellationToken ct) =>
        TypedResults.Ok((await versions.ListAsync(await assistants.IdOfAsync(id, ct), list.Into(new ListQuery()), ct)).Body());

    private static async Task<Created<AssistantVersionRow>> SaveVersionAsync(string id, VersionNoteBody? body, AssistantService assistants, AssistantVersionService versions, CancellationToken ct)
    {
        var made = await versions.SaveAsync(await assistants.IdOfAsync(id, ct), body?.Note, ct);
        return TypedResults.Created($"/api/v1/assistants/{id}/versions/{made.Number.ToString(CultureInfo.InvariantCulture)}", made);
    }

    private static async Task<Ok<AssistantVersionDetail>> VersionAsync(string id, string number, AssistantService assistants, AssistantVersionService versions, CancellationToken ct) =>
        TypedResults.Ok(await versions.GetAsync(await assistants.IdOfAsync(id, ct), Saved(number), ct));

    private static async Task<Ok<AssistantComparison>> DiffAsync(
        string id, string number, string other, AssistantService assistants, AssistantVersionService versions, CancellationToken ct) =>
        TypedResults.Ok(await versions.CompareAsync(await assistants.IdOfAsync(id, ct), SavedOrDraft(number), SavedOrDraft(other), ct));

    private static async Task<Ok<RestoredBody>> RestoreAsync(
        string id, string number, RestoreBody? body, AssistantService assistants, AssistantVersionService versions, HttpContext context, CancellationToken ct)
    {
        var restored = await versions.RestoreAsync(await assistants.IdOfAsync(id, ct), Saved(number), context.ExpectedVersion(body?.RowVersion), ct);
        return TypedResults.Ok(context.WithVersion(new RestoredBody(AssistantBody.Of(restored.Assistant), restored.LeftOut, restored.KeptAs), restored.Assistant.Assistant.RowVersion));
    }

    private static Ok<AssistantBody> Reply(HttpContext context, AssistantDetail found) =>
        TypedResults.Ok(context.WithVersion(AssistantBody.Of(found), found.Assistant.RowVersion));

    /// <summary>Anything but a number is a version that is not there.</summary>
    private static int Saved(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : -1;

    private static int SavedOrDraft(string text) => text is "draft" or "0" ? AssistantVersionService.Draft : Saved(text);
}
