using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Takes assistants with their prompts out of an organisation and into another.</summary>
public sealed class BundleService(Access access, StudioDb db, ChangeFeed feed, AssistantMaker maker, PromptService prompts, IEnumerable<IPromptUsers> users, TimeProvider clock)
{
    private const string AssistantKind = "assistant";

    private static readonly IReadOnlyDictionary<int, int> s_sameNumbers = new Dictionary<int, int>();

    public async Task<Bundle> ExportAsync(IReadOnlyCollection<Guid> assistantIds, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        access.Require(Permission.PromptsView);
        if (assistantIds.Count > BundleText.MaxItems)
        {
            throw new LimitExceededException($"A bundle has at most {BundleText.MaxItems} assistants.");
        }

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistants = await context.VisibleAssistants(access).AsNoTracking().Where(a => assistantIds.Contains(a.Id)).OrderBy(a => a.Slug).ToListAsync(ct).ConfigureAwait(false);
            if (assistants.Count == 0)
            {
                throw new NotFoundException(AssistantRows.What);
            }

            var bundled = new List<BundledAssistant>();
            foreach (var assistant in assistants)
            {
                bundled.Add(await BundledAsync(context, assistant, ct).ConfigureAwait(false));
            }

            var keys = bundled.SelectMany(a => a.Links.Select(l => l.Prompt)).ToHashSet(StringComparer.Ordinal);
            return new Bundle { Assistants = bundled, Prompts = await PromptBundles.ExportAsync(context, keys, ct).ConfigureAwait(false) };
        }
    }

    /// <summary>What an import would do. Nothing is written.</summary>
    public Task<BundlePlan> PlanAsync(string text, BundleChoice choice, CancellationToken ct) => RunAsync(text, choice, write: false, ct);

    /// <summary>Carries out the plan, all of it or nothing.</summary>
    public Task<BundlePlan> ImportAsync(string text, BundleChoice choice, CancellationToken ct) => RunAsync(text, choice, write: true, ct);

    private async Task<BundlePlan> RunAsync(string text, BundleChoice choice, bool write, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        access.Require(Permission.PromptsManage);
        var (bundle, notes) = BundleText.Read(text);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (!write)
            {
                return await PlanAsync(context, bundle, notes, choice, written: false, ct).ConfigureAwait(false);
            }

            // Planned inside of the transaction: another import may be under way.
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var plan = await PlanAsync(context, bundle, notes, choice, written: true, ct).ConfigureAwait(false);
                if (plan.HasConflict)
                {
                    throw new ConflictException(string.Join(" ", plan.Steps.Where(s => s.Action == BundleAction.Conflict).Select(s => $"{s.Name}: {s.Reason}")), "import_conflict");
                }

                var changed = await WriteAsync(context, bundle, plan.Steps, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                changed.ForEach(feed.Publish);
                return plan;
            }
        }
    }

    private async Task<BundlePlan> PlanAsync(StudioDbContext context, Bundle bundle, IReadOnlyList<string> notes, BundleChoice choice, bool written, CancellationToken ct)
    {
        var steps = new List<BundleStep>();

        // A copy must not take the name of something else in the bundle, or of another copy.
        var keys = bundle.Prompts.Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        var promised = keys.ToHashSet(StringComparer.Ordinal);
        var promptsHere = (await PromptBundles.ExportAsync(context, keys, ct).ConfigureAwait(false)).ToDictionary(p => p.Key, StringComparer.Ordinal);
        foreach (var prompt in bundle.Prompts)
        {
            steps.Add(await StepForAsync(context, prompt, promptsHere.GetValueOrDefault(prompt.Key), choice, promised, ct).ConfigureAwait(false));
            promised.Add(steps[^1].NewName ?? prompt.Key);
        }

        promised = bundle.Assistants.Select(a => a.Slug).ToHashSet(StringComparer.Ordinal);
        foreach (var assistant in bundle.Assistants)
        {
            steps.Add(await StepForAsync(context, assistant, choice, promised, ct).ConfigureAwait(false));
            promised.Add(steps[^1].NewName ?? assistant.Slug);
        }

        if (steps.Any(s => s is { Kind: AssistantKind, Action: BundleAction.Create }))
        {
            maker.RequireMayAdd();
        }

        return new(steps, [.. notes, .. await MissingAsync(context, bundle, keys, ct).ConfigureAwait(false)], written);
    }

    private async Task<List<Change>> WriteAsync(StudioDbContext context, Bundle bundle, IReadOnlyList<BundleStep> steps, CancellationToken ct)
    {
        var changed = new List<Change>();
        var newPrompts = new Dictionary<string, (Guid Id, IReadOnlyDictionary<int, int> Numbers)>(StringComparer.Ordinal);
        try
        {
            var bundles = new PromptBundles(access, clock);
            foreach (var (prompt, step) in bundle.Prompts.Zip(steps))
            {
                newPrompts[prompt.Key] = step.Action switch
                {
                    BundleAction.Create => (await bundles.AddAsync(context, prompts, prompt, step.NewName ?? prompt.Key, ct).ConfigureAwait(false), s_sameNumbers),
                    BundleAction.Update => await bundles.UpdateAsync(context, prompt, ct).ConfigureAwait(false),
                    _ => (await context.ReadByKeyAsync(prompt.Key, ct).ConfigureAwait(false) ?? throw ConflictException.Stale("The prompt"), s_sameNumbers),
                };
                changed.Add(new(PromptService.Topic, access.OrganizationId, newPrompts[prompt.Key].Id));
                await context.SaveOrStaleAsync("The prompt", ct).ConfigureAwait(false);
                if (step.Action == BundleAction.Update)
                {
                    changed.AddRange(await users.TellChangedAsync(context, newPrompts[prompt.Key].Id, ct).ConfigureAwait(false));
                }
            }

            foreach (var (assistant, step) in bundle.Assistants.Zip(steps.Skip(bundle.Prompts.Count)).Where(p => p.Second.Action is BundleAction.Create or BundleAction.Update))
            {
                var id = await WriteAsync(context, assistant, step, newPrompts, ct).ConfigureAwait(false);
                changed.Add(new(AssistantService.Topic, access.OrganizationId, id));
            }
        }
        catch (ValidationException e) when (e.Errors.ContainsKey("slug") || e.Errors.ContainsKey("key"))
        {
            throw ConflictException.Stale("Something of the same name"); // All names were free when this was planned.
        }

        return changed;
    }

    private async Task<Guid> WriteAsync(
        StudioDbContext context, BundledAssistant from, BundleStep step, Dictionary<string, (Guid Id, IReadOnlyDictionary<int, int> Numbers)> newPrompts, CancellationToken ct)
    {
        var input = AssistantInput.Of(from.Content) with { Tags = from.Tags, Icon = from.Icon, Colour = from.Colour, IsTemplate = from.IsTemplate };
        Assistant assistant;
        if (step.Action == BundleAction.Create)
        {
            assistant = await maker.AddAsync(context, input with { Slug = step.NewName ?? from.Slug }, ct).ConfigureAwait(false);
        }
        else
        {
            assistant = await context.VisibleAssistants(access).SingleOrDefaultAsync(a => a.Slug == from.Slug, ct).ConfigureAwait(false) ?? throw ConflictException.Stale(AssistantRows.What);
            await KeepAsync(context, assistant, ct).ConfigureAwait(false);
            var changes = await maker.ChangeAsync(context, assistant, input, ct).ConfigureAwait(false);
            assistant.Touch(access.Grant, clock.GetUtcNow().UtcDateTime);
            context.Record(access.Grant, assistant.UpdatedAt, "assistant.imported", assistant.Id.ToString(), assistant.Name, changes);
            context.RemoveRange(await PromptLinkService.OfAsync(context, assistant.Id, ct).ConfigureAwait(false));
        }

        await maker.SaveAsync(context, assistant, ct).ConfigureAwait(false);
        var links = new List<KeptLink>();
        foreach (var link in from.Links)
        {
            var (id, numbers) = newPrompts.TryGetValue(link.Prompt, out var known) ? known
                : (await context.ReadByKeyAsync(link.Prompt, ct).ConfigureAwait(false) ?? Guid.Empty, s_sameNumbers);
            if (id != Guid.Empty)
            {
                var version = link.Version is { } number ? numbers.GetValueOrDefault(number, number) : (int?)null;
                links.Add(new(id, link.Prompt, link.Role, version, link.Label, link.Priority, link.Weight, link.Enabled, ConditionRules.Check(link.Conditions, new Validator()), link.AnyCondition));
            }
        }

        AssistantVersionService.AddLinks(context, assistant, links, access.Grant, clock.GetUtcNow().UtcDateTime);
        await maker.SaveAsync(context, assistant, ct).ConfigureAwait(false);
        return assistant.Id;
    }

    /// <summary>An unsaved draft that an import changes is kept as a version first.</summary>
    private async Task KeepAsync(StudioDbContext context, Assistant assistant, CancellationToken ct)
    {
        var state = await AssistantVersionService.StateAsync(context, assistant, ct).ConfigureAwait(false);
        if (await AssistantVersionService.IsUnsavedAsync(context, assistant, state, ct).ConfigureAwait(false))
        {
            AssistantVersionService.Add(context, assistant, state.Json(), "Kept before an import", access.Grant, clock.GetUtcNow().UtcDateTime);
        }
    }

    private static async Task<BundledAssistant> BundledAsync(StudioDbContext context, Assistant assistant, CancellationToken ct)
    {
        var state = await AssistantVersionService.StateAsync(context, assistant, ct).ConfigureAwait(false);
        return new()
        {
            Slug = assistant.Slug,
            Tags = assistant.Tags,
            Icon = assistant.Icon,
            Colour = assistant.Colour,
            IsTemplate = assistant.IsTemplate,
            Content = state.Content with { KnowledgeSources = [], Model = state.Content.Model is { } model ? model with { ProviderId = null } : null },
            Links = [.. state.Links.Select(l => new BundledLink
            {
                Prompt = l.PromptKey,
                Role = l.Role,
                Version = l.Version,
                Label = l.Label,
                Priority = l.Priority,
                Weight = l.Weight,
                Enabled = l.Enabled,
                AnyCondition = l.AnyCondition,
                Conditions = l.Conditions,
            })],
        };
    }

    private static async Task<BundleStep> StepForAsync(StudioDbContext context, BundledPrompt prompt, BundledPrompt? here, BundleChoice choice, HashSet<string> promised, CancellationToken ct)
    {
        BundleStep Step(BundleAction action, string reason, string? newName = null) => new("prompt", prompt.Key, prompt.Title, action, newName, reason);
        return here is null ? Step(BundleAction.Create, "New here.")
            : StoredJson.Write(here) == StoredJson.Write(prompt) ? Step(BundleAction.Skip, "Here already, and the same.")
            : choice switch
            {
                BundleChoice.Skip => Step(BundleAction.Skip, "Here already; what is here stays."),
                BundleChoice.Copy => Step(BundleAction.Create, "Here already with other content; added under another key.", await PromptService.FreeKeyAsync(context, prompt.Key, promised, ct).ConfigureAwait(false)),
                _ => Step(BundleAction.Update, "Here already; versions that say something new are added."),
            };
    }

    private async Task<BundleStep> StepForAsync(StudioDbContext context, BundledAssistant assistant, BundleChoice choice, HashSet<string> promised, CancellationToken ct)
    {
        BundleStep Step(BundleAction action, string reason, string? newName = null) => new(AssistantKind, assistant.Slug, assistant.Content.Name, action, newName, reason);
        var isTaken = await context.Set<Assistant>().AnyAsync(a => a.Slug == assistant.Slug, ct).ConfigureAwait(false);
        if (!isTaken)
        {
            return Step(BundleAction.Create, "New here.");
        }

        var here = await context.VisibleAssistants(access).AsNoTracking().SingleOrDefaultAsync(a => a.Slug == assistant.Slug, ct).ConfigureAwait(false);
        if (here is not null && StoredJson.Write(await BundledAsync(context, here, ct).ConfigureAwait(false)) == StoredJson.Write(assistant))
        {
            return Step(BundleAction.Skip, "Here already, and the same.");
        }

        return choice switch
        {
            BundleChoice.Skip => Step(BundleAction.Skip, "Here already; what is here stays."),
            BundleChoice.Copy => Step(BundleAction.Create, "Here already with other content; added under another name.", await AssistantMaker.FreeSlugAsync(context, assistant.Slug, promised, ct).ConfigureAwait(false)),
            _ when here is null => Step(BundleAction.Conflict, "An assistant that you may not see has this name. Choose to skip it or to add a copy."),
            _ when !AssistantLifecycle.Of(here.Status).CanEdit => Step(BundleAction.Conflict, "The assistant here is archived. Take it back first, or choose to skip it or to add a copy."),
            _ => Step(BundleAction.Update, "Here already; its draft is replaced and can be restored from its versions."),
        };
    }

    /// <summary>Links to prompts that are neither in the bundle nor here.</summary>
    private static async Task<IReadOnlyList<string>> MissingAsync(StudioDbContext context, Bundle bundle, HashSet<string> keys, CancellationToken ct)
    {
        var wanted = bundle.Assistants.SelectMany(a => a.Links.Select(l => l.Prompt)).Distinct(StringComparer.Ordinal).Where(k => !keys.Contains(k)).ToArray();
        var known = await context.KnownKeysAsync(wanted, ct).ConfigureAwait(false);
        return BundleText.Shortened([.. wanted.Where(k => !known.Contains(k)).Select(k => $"The prompt {k} is neither in the bundle nor here; links to it are left out.")], "more links are left out.");
    }
}
