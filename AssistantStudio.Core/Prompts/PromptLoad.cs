using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Prompts;

/// <summary>A prompt with the text that links to it serve.</summary>
internal sealed record PromptSample(Guid Id, string Key, string Title, string Text);

/// <summary>Prompts at scale: one for every twenty rows asked for, with twenty versions each.</summary>
internal sealed class PromptLoad(TimeProvider clock) : ILoadPart
{
    private const int VersionsEach = 20;
    private const int Batch = 100;

    private static readonly string[] s_topics = ["Refund", "Delivery", "Warranty", "Onboarding", "Invoice", "Escalation", "Customs", "Return"];
    private static readonly string[] s_kinds = ["policy", "answer", "summary", "checklist", "greeting"];

    public string What => "versions of prompts";

    public async Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct)
    {
        var grant = Grant.ForCommand("Load test", organizationId);
        var now = clock.GetUtcNow().UtcDateTime;
        var begun = await db.Set<Prompt>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).CountAsync(p => p.OrganizationId == organizationId, ct).ConfigureAwait(false);
        var search = new SearchBulk(db, SearchKind.Prompt, organizationId);
        for (var i = 0; i < (rows + VersionsEach - 1) / VersionsEach; i++)
        {
            AddOne(db, search, grant, begun + i, now);
            if (i % Batch == Batch - 1)
            {
                await db.SaveChangesAsync(ct).ConfigureAwait(false);
                db.ChangeTracker.Clear();
            }
        }

        await db.SaveChangesAsync(ct).ConfigureAwait(false);
        await search.FinishAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Some of the prompts, for whoever links to them.</summary>
    public static async Task<IReadOnlyList<PromptSample>> SomeAsync(StudioDbContext db, Guid organizationId, int count, CancellationToken ct) =>
        await db.Set<Prompt>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).Where(p => p.OrganizationId == organizationId).OrderBy(p => p.Key).Take(count)
            .Join(db.Set<PromptVersion>(), p => new { p.Id, Number = p.PublishedVersion }, v => new { Id = v.PromptId, Number = (int?)v.Number }, (p, v) => new PromptSample(p.Id, p.Key, p.Title, v.Content))
            .ToListAsync(ct).ConfigureAwait(false);

    private static void AddOne(StudioDbContext db, SearchBulk search, Grant grant, int i, DateTime now)
    {
        var topic = s_topics[i % s_topics.Length];
        var kind = s_kinds[i / s_topics.Length % s_kinds.Length];
        var prompt = new Prompt
        {
            OrganizationId = grant.OrganizationId,
            Key = string.Create(CultureInfo.InvariantCulture, $"{topic.ToLowerInvariant()}-{kind}-{i}"),
            Title = string.Create(CultureInfo.InvariantCulture, $"{topic} {kind} {i}"),
            Purpose = $"Says what a customer may expect about {topic.ToLowerInvariant()}.",
            Category = kind,
            Tags = [topic.ToLowerInvariant(), i % 3 == 0 ? "reviewed" : "new"],
            LatestVersion = VersionsEach,
            PublishedVersion = VersionsEach - 1,
            CreatedAt = now.AddMinutes(-i),
            UpdatedAt = now.AddMinutes(-i),
            UpdatedBy = grant.ActorName,
        };
        db.Add(prompt);
        db.AddRange(prompt.Tags.Select(tag => new PromptTag { OrganizationId = grant.OrganizationId, PromptId = prompt.Id, Tag = tag }));
        var text = "";
        for (var number = 1; number <= VersionsEach; number++)
        {
            text = string.Create(CultureInfo.InvariantCulture, $"You answer {{{{customer}}}} about {topic.ToLowerInvariant()}.\nAnswer in {number} sentences and cite the passage.\n");
            db.Add(PromptVersionService.New(
                prompt, number, new PromptContent { Content = text, Variables = [new PromptVariable { Name = "customer" }], Publish = number < VersionsEach }, grant, prompt.CreatedAt));
        }

        search.Add(prompt.Id, PromptSearch.TextsOf(prompt, text));
    }
}
