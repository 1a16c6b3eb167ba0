using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Assistants at scale: one for every ten rows asked for, all of one owner, with a version, three prompts and usage.</summary>
internal sealed class AssistantLoad(TimeProvider clock) : ILoadPart
{
    private const int RowsEach = 10;
    private const int Batch = 200;
    private const int PromptsLinked = 500;
    private const int DaysUsed = 5;

    private static readonly string[] s_subjects = ["Returns", "Delivery", "Warehouse", "Customs", "Invoice", "Fleet", "Onboarding", "Claims", "Contract", "Catalogue"];
    private static readonly string[] s_roles = ["desk", "tracker", "helper", "checker", "explainer", "planner", "reader"];
    private static readonly Guid s_owner = new("00000000-0000-7000-8000-0000000010ad");

    public string What => "rows of assistants";

    public async Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct)
    {
        var grant = Grant.ForCommand("Load test", organizationId) with { UserId = s_owner };
        var now = clock.GetUtcNow().UtcDateTime;
        var prompts = await PromptLoad.SomeAsync(db, organizationId, PromptsLinked, ct).ConfigureAwait(false);
        var begun = await db.Set<Assistant>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).CountAsync(a => a.OrganizationId == organizationId, ct).ConfigureAwait(false);
        var search = new SearchBulk(db, SearchKind.Assistant, organizationId);
        for (var i = 0; i < (rows + RowsEach - 1) / RowsEach; i++)
        {
            AddOne(db, search, grant, begun + i, now, prompts);
            if (i % Batch == Batch - 1)
            {
                await db.SaveChangesAsync(ct).ConfigureAwait(false);
                db.ChangeTracker.Clear();
            }
        }

        await db.SaveChangesAsync(ct).ConfigureAwait(false);
        await search.FinishAsync(ct).ConfigureAwait(false);
        db.ChangeTracker.Clear();
    }

    private static void AddOne(StudioDbContext db, SearchBulk search, Grant grant, int i, DateTime now, IReadOnlyList<PromptSample> prompts)
    {
        var subject = s_subjects[i % s_subjects.Length];
        var role = s_roles[i / s_subjects.Length % s_roles.Length];
        var type = AssistantTypes.All[i % AssistantTypes.All.Count];
        var at = now.AddMinutes(-i);
        var assistant = new Assistant
        {
            OrganizationId = grant.OrganizationId,
            Slug = string.Create(CultureInfo.InvariantCulture, $"{subject.ToLowerInvariant()}-{role}-{i}"),
            Status = (i % 8) switch { 0 => AssistantStatus.Draft, 1 => AssistantStatus.Inactive, 2 => AssistantStatus.Archived, _ => AssistantStatus.Active },
            OwnerId = s_owner,
            Tags = [subject.ToLowerInvariant(), i % 3 == 0 ? "reviewed" : "new"],
            CreatedAt = at,
            UpdatedAt = at,
            UpdatedBy = grant.ActorName,
        };
        assistant.Write(type.Start with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{subject} {role} {i}"),
            Description = $"Helps colleagues and customers with {subject.ToLowerInvariant()} questions, day and night.",
            Capabilities = [new AssistantCapability { Name = $"{subject} answers", Kind = CapabilityKind.Answering, Description = "Answers with the passage it rests on." }],
        });
        assistant.Count(i % 1_000, i % 1_000 * 6, i % 50 * 420, i % 50, at);
        db.Add(assistant);
        db.AddRange(AssistantRows.TagsOf(assistant));
        var linked = Enumerable.Range(0, Math.Min(3, prompts.Count)).Select(n => prompts[(i + (n * 7)) % prompts.Count]).Distinct().ToArray();
        var links = linked.Select(LinkOf).ToArray();
        search.Add(assistant.Id, AssistantSearch.TextsOf(assistant, assistant.Content(), linked.SelectMany(p => new[] { p.Title, p.Text })));
        AssistantVersionService.AddLinks(db, assistant, links, grant, at);
        AssistantVersionService.Add(db, assistant, new AssistantState(assistant.Content(), links).Json(), "First", grant, at);
        for (var day = 0; day < DaysUsed; day++)
        {
            db.Add(new AssistantUsageDay
            {
                OrganizationId = grant.OrganizationId,
                AssistantId = assistant.Id,
                Day = DateOnly.FromDateTime(now).AddDays(-day * 3),
                Conversations = i % 1_000 / DaysUsed,
                Messages = i % 1_000,
            });
        }
    }

    private static KeptLink LinkOf(PromptSample prompt, int n) => new(
        prompt.Id, prompt.Key, n switch { 0 => PromptRole.Primary, 1 => PromptRole.Secondary, _ => PromptRole.Fallback }, null, null, 1, 100, true,
        n == 1 ? [new PromptCondition { Field = "variables.plan", Operator = ConditionOperator.Equals, Values = ["gold"] }] : [], false);
}
