using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Prompts;

/// <summary>What changed between two versions: the text word by word, variables by name.</summary>
public sealed record PromptComparison(int Before, int After, IReadOnlyList<TextDiffPart> Content, IReadOnlyList<FieldChange> Variables);

/// <summary>A rendered prompt: the version it came from and about how many tokens it has.</summary>
public sealed record RenderedPrompt(string Text, int Version, int Tokens);

/// <summary>Versions of prompts and the labels on them: write, publish, deprecate, compare, render.</summary>
public sealed class PromptVersionService(Access access, StudioDb db, ChangeFeed feed, EnvironmentService environments, IEnumerable<IPromptUsers> users, TimeProvider clock)
{
    private const string What = "The version";

    /// <summary>Saves of one draft by one person within this time are one entry of the audit log.</summary>
    private static readonly TimeSpan s_sameEdit = TimeSpan.FromMinutes(10);

    private static readonly SortMap<PromptVersion> s_sorts = new SortMap<PromptVersion>()
        .Add("-number", q => q.OrderBy(v => v.Number), q => q.OrderByDescending(v => v.Number));

    public async Task<Page<PromptVersionRow>> ListAsync(Guid promptId, ListQuery query, CancellationToken ct)
    {
        access.Require(Permission.PromptsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await PromptService.FindAsync(context, promptId, ct).ConfigureAwait(false);
            return await context.Set<PromptVersion>().Where(v => v.PromptId == promptId).ToPageOfPartsAsync(
                query, s_sorts, v => new PromptVersionRow(v.Number, v.State, v.Note, v.Author, v.CreatedAt, v.PublishedAt, v.Tokens, v.Hash), ct).ConfigureAwait(false);
        }
    }

    public async Task<PromptVersionDetail> GetAsync(Guid promptId, int number, CancellationToken ct)
    {
        access.Require(Permission.PromptsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return DetailOf(await FindAsync(context, promptId, number, ct).ConfigureAwait(false));
        }
    }

    /// <summary>Writes into the draft on top, or makes one: a published version never changes.</summary>
    public async Task<PromptVersionDetail> SaveDraftAsync(Guid promptId, PromptContent input, CancellationToken ct) =>
        await WriteAsync(promptId, input, onTopOfDraft: true, ct).ConfigureAwait(false);

    /// <summary>Makes the next version, whatever the state of the one before it.</summary>
    public async Task<PromptVersionDetail> AddAsync(Guid promptId, PromptContent input, CancellationToken ct) =>
        await WriteAsync(promptId, input, onTopOfDraft: false, ct).ConfigureAwait(false);

    public async Task<PromptVersionDetail> PublishAsync(Guid promptId, int number, long? rowVersion, CancellationToken ct) =>
        await ChangeStateAsync(promptId, number, rowVersion, "prompt.published", (_, prompt, version, now) =>
        {
            if (version.State == PromptVersionState.Published)
            {
                throw new ConflictException("This version is published already.", "already_published");
            }

            var errors = new Validator();
            foreach (var problem in PromptRules.ProblemsOf(version.Content, version.Variables()))
            {
                errors.Check(false, "content", problem);
            }

            errors.ThrowIfAny();
            version.State = PromptVersionState.Published;
            version.PublishedAt ??= now;
            prompt.PublishedVersion = Math.Max(prompt.PublishedVersion ?? 0, number);
            return Task.CompletedTask;
        }, ct).ConfigureAwait(false);

    public async Task<PromptVersionDetail> DeprecateAsync(Guid promptId, int number, long? rowVersion, CancellationToken ct) =>
        await ChangeStateAsync(promptId, number, rowVersion, "prompt.deprecated", async (context, prompt, version, _) =>
        {
            if (version.State != PromptVersionState.Published)
            {
                throw new ConflictException("Only a published version can be deprecated.", "not_published");
            }

            var labels = await context.Set<PromptLabel>().Where(l => l.PromptId == promptId && l.Version == number).Select(l => l.Label).ToListAsync(ct).ConfigureAwait(false);
            if (labels.Count > 0)
            {
                throw new ConflictException($"This version carries {string.Join(", ", labels)}. Move that to another version first.", "labelled");
            }

            version.State = PromptVersionState.Deprecated;
            prompt.PublishedVersion = await context.Set<PromptVersion>()
                .Where(v => v.PromptId == promptId && v.State == PromptVersionState.Published && v.Number != number)
                .MaxAsync(v => (int?)v.Number, ct).ConfigureAwait(false);
        }, ct).ConfigureAwait(false);

    /// <summary>A label has one holder: moving it takes it from the version that had it.</summary>
    public async Task MoveLabelAsync(Guid promptId, string label, int number, CancellationToken ct)
    {
        access.Require(Permission.PromptsManage);
        if (!Slug.IsValid(label) || label.Length > PromptLimits.LabelLength)
        {
            throw new ValidationException("label", $"Use lower-case letters, digits and single hyphens, at most {PromptLimits.LabelLength}, like production.");
        }

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await PromptService.FindAsync(context, promptId, ct).ConfigureAwait(false);
            var version = await FindAsync(context, promptId, number, ct).ConfigureAwait(false);
            if (version.State != PromptVersionState.Published)
            {
                throw new ConflictException("Only a published version can carry a label.", "not_published");
            }

            var now = clock.GetUtcNow().UtcDateTime;
            var all = await context.Set<PromptLabel>().Where(l => l.PromptId == promptId).ToListAsync(ct).ConfigureAwait(false);
            var held = all.SingleOrDefault(l => l.Label == label);
            if (held is null && all.Count >= PromptLimits.Labels)
            {
                throw new LimitExceededException($"A prompt has at most {PromptLimits.Labels} labels.");
            }

            var before = held?.Version;
            held ??= context.Add(new PromptLabel { OrganizationId = access.OrganizationId, PromptId = promptId, Label = label, MovedBy = "" }).Entity;
            (held.Version, held.MovedAt, held.MovedBy) = (number, now, access.Grant.ActorName);
            (prompt.UpdatedAt, prompt.UpdatedBy) = (now, access.Grant.ActorName); // Whoever deprecates the version at the same time loses.
            context.Record(access.Grant, now, "prompt.label_moved", promptId.ToString(), prompt.Title, [new(label, before is null ? null : $"version {before}", $"version {number}")]);
            await SaveAsync(context, promptId, isUsed: true, ct).ConfigureAwait(false);
        }
    }

    public async Task RemoveLabelAsync(Guid promptId, string label, CancellationToken ct)
    {
        access.Require(Permission.PromptsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await PromptService.FindAsync(context, promptId, ct).ConfigureAwait(false);
            var held = await context.Set<PromptLabel>().SingleOrDefaultAsync(l => l.PromptId == promptId && l.Label == Slug.OrNone(label), ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The label");
            context.Remove(held);
            context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, "prompt.label_removed", promptId.ToString(), prompt.Title, [new(label, $"version {held.Version}", null)]);
            await SaveAsync(context, promptId, isUsed: true, ct).ConfigureAwait(false);
        }
    }

    public async Task<PromptComparison> CompareAsync(Guid promptId, int before, int after, CancellationToken ct)
    {
        var a = await GetAsync(promptId, before, ct).ConfigureAwait(false);
        var b = await GetAsync(promptId, after, ct).ConfigureAwait(false);
        var names = a.Variables.Concat(b.Variables).Select(v => v.Name).Distinct(StringComparer.Ordinal);
        string? Text(PromptVersionDetail version, string name) => version.Variables.SingleOrDefault(v => v.Name == name) is { } found ? StoredJson.Write(found) : null;
        var variables = names.Select(n => new FieldChange(n, Text(a, n), Text(b, n))).Where(c => c.Before != c.After).ToArray();
        return new(before, after, TextDiff.Words(a.Content, b.Content), variables);
    }

    /// <summary>Renders a version by number or label; without either the published one. What is wrong is said by variable.</summary>
    public async Task<RenderedPrompt> RenderAsync(
        string promptIdOrKey, int? number, string? label, IReadOnlyDictionary<string, JsonElement> given, StudioEnvironment? environment, CancellationToken ct)
    {
        access.Require(Permission.PromptsView);
        var values = environment is { } named ? await environments.ValuesAsync(named, ct).ConfigureAwait(false) : new Dictionary<string, EnvironmentValue>();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await PromptService.FindByAsync(context, promptIdOrKey, ct).ConfigureAwait(false);
            number ??= label is not null
                ? await context.Set<PromptLabel>().Where(l => l.PromptId == prompt.Id && l.Label == Slug.OrNone(label)).Select(l => (int?)l.Version).SingleOrDefaultAsync(ct).ConfigureAwait(false) ?? throw new NotFoundException("The label")
                : prompt.PublishedVersion ?? throw new ConflictException("No version of this prompt is published yet. Publish one, or ask for a version by its number.", "not_published");
            var version = await FindAsync(context, prompt.Id, number.Value, ct).ConfigureAwait(false);
            var bound = PromptValues.Bind(version.Variables(), given, values);
            var rendered = PromptTemplate.Parse(version.Content).Render(bound.Values);
            var errors = new Validator();
            foreach (var (name, problem) in bound.Errors)
            {
                errors.Check(false, $"variables.{name}", problem);
            }

            foreach (var error in rendered.Errors)
            {
                errors.Check(false, error.Variable is { } name ? $"variables.{name}" : "content", $"{error.Message} ({error.Position})");
            }

            errors.ThrowIfAny();
            return new(rendered.Text!, number.Value, TokenEstimate.Of(rendered.Text!));
        }
    }

    internal static PromptVersion New(Prompt prompt, int number, PromptContent input, Grant grant, DateTime now)
    {
        var json = PromptVersion.Json(input.Variables);
        var content = input.Content ?? "";
        return new PromptVersion
        {
            OrganizationId = prompt.OrganizationId,
            PromptId = prompt.Id,
            Number = number,
            Content = content,
            VariablesJson = json,
            Note = input.Note?.Trim() ?? "",
            State = input.Publish ? PromptVersionState.Published : PromptVersionState.Draft,
            PublishedAt = input.Publish ? now : null,
            AuthorId = grant.UserId,
            Author = grant.ActorName,
            CreatedAt = now,
            Hash = PromptVersion.HashOf(content, json),
            Tokens = TokenEstimate.Of(content),
        };
    }

    internal static PromptVersionDetail DetailOf(PromptVersion v) =>
        new(new(v.Number, v.State, v.Note, v.Author, v.CreatedAt, v.PublishedAt, v.Tokens, v.Hash), v.Content, v.Variables(), v.RowVersion);

    private static async Task<PromptVersion> FindAsync(StudioDbContext context, Guid promptId, int number, CancellationToken ct) =>
        await context.Set<PromptVersion>().SingleOrDefaultAsync(v => v.PromptId == promptId && v.Number == number, ct).ConfigureAwait(false)
        ?? throw new NotFoundException(What);

    private async Task<PromptVersionDetail> WriteAsync(Guid promptId, PromptContent input, bool onTopOfDraft, CancellationToken ct)
    {
        access.Require(Permission.PromptsManage);
        var errors = new Validator();
        PromptRules.CheckContent(input, errors);
        errors.ThrowIfAny();

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await PromptService.FindAsync(context, promptId, ct).ConfigureAwait(false);
            var now = clock.GetUtcNow().UtcDateTime;
            var latest = await FindAsync(context, promptId, prompt.LatestVersion, ct).ConfigureAwait(false);
            if (onTopOfDraft && input.DraftNumber is { } seen && (latest.Number != seen || latest.State != PromptVersionState.Draft))
            {
                throw ConflictException.Stale(What);
            }

            var version = New(prompt, prompt.LatestVersion + 1, input, access.Grant, now);
            if (onTopOfDraft && latest.State == PromptVersionState.Draft)
            {
                latest.ExpectVersion(input.RowVersion, What);
                (latest.Content, latest.VariablesJson, latest.Note) = (version.Content, version.VariablesJson, version.Note);
                (latest.Hash, latest.Tokens, latest.State, latest.PublishedAt) = (version.Hash, version.Tokens, version.State, version.PublishedAt);
                version = latest;
            }
            else
            {
                context.Add(version);
                prompt.LatestVersion = version.Number;
            }

            prompt.PublishedVersion = input.Publish ? version.Number : prompt.PublishedVersion;
            await PromptSearch.IndexAsync(context, prompt, version.Content, ct).ConfigureAwait(false);
            (prompt.UpdatedAt, prompt.UpdatedBy) = (now, access.Grant.ActorName);
            FieldChange[] changes = [new("Version", null, $"{version.Number}"), new("Note", null, version.Note)];
            if (version == latest && !input.Publish)
            {
                await context.RecordUnlessSinceAsync(access.Grant, now, now - s_sameEdit, "prompt.saved", promptId.ToString(), prompt.Title, changes, ct).ConfigureAwait(false);
            }
            else
            {
                context.Record(access.Grant, now, input.Publish ? "prompt.published" : "prompt.saved", promptId.ToString(), prompt.Title, changes);
            }

            await SaveAsync(context, promptId, isUsed: input.Publish, ct).ConfigureAwait(false);
            return DetailOf(version);
        }
    }

    private async Task<PromptVersionDetail> ChangeStateAsync(
        Guid promptId, int number, long? rowVersion, string action, Func<StudioDbContext, Prompt, PromptVersion, DateTime, Task> change, CancellationToken ct)
    {
        access.Require(Permission.PromptsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await PromptService.FindAsync(context, promptId, ct).ConfigureAwait(false);
            var version = await FindAsync(context, promptId, number, ct).ConfigureAwait(false);
            version.ExpectVersion(rowVersion, What);
            var now = clock.GetUtcNow().UtcDateTime;
            await change(context, prompt, version, now).ConfigureAwait(false);
            (prompt.UpdatedAt, prompt.UpdatedBy) = (now, access.Grant.ActorName);
            context.Record(access.Grant, now, action, promptId.ToString(), prompt.Title, [new("Version", null, $"{number}")]);
            await SaveAsync(context, promptId, isUsed: true, ct).ConfigureAwait(false);
            return DetailOf(version);
        }
    }

    /// <param name="isUsed">Links that follow what is published, or a label, may lead to another text now.</param>
    private async Task SaveAsync(StudioDbContext context, Guid promptId, bool isUsed, CancellationToken ct)
    {
        IReadOnlyList<Change> told = [];
        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await context.SaveOrStaleAsync(What, ct).ConfigureAwait(false);
            told = isUsed ? await users.TellChangedAsync(context, promptId, ct).ConfigureAwait(false) : told;
            await transaction.CommitAsync(ct).ConfigureAwait(false);
        }

        foreach (var change in told.Append(new(PromptService.Topic, access.OrganizationId, promptId)))
        {
            feed.Publish(change);
        }
    }
}
