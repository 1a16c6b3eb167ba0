using System.Collections.Frozen;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Writes an assistant's row in a unit of work that a service leads: creating, cloning, importing, changing.</summary>
public sealed class AssistantMaker(Access access, PromptService prompts, TimeProvider clock)
{
    private const int MaxLine = AssistantLimits.LineageDepth * 10;

    /// <summary>So often another short name is tried when somebody takes the one that was made up.</summary>
    private const int Tries = 12;

    /// <summary>
    /// Makes something whose names were made up, once more when somebody else took one of them in the same moment. Each
    /// time in a unit of work of its own.
    /// </summary>
    internal static async Task<T> WithFreeNamesAsync<T>(bool areMadeUp, Func<Task<T>> make)
    {
        for (var left = areMadeUp ? Tries : 1; ; left--)
        {
            try
            {
                return await make().ConfigureAwait(false);
            }
            catch (ValidationException e) when (left > 1 && (e.Errors.ContainsKey("slug") || e.Errors.ContainsKey("key")))
            {
                // The next look at what is there finds it taken.
            }
        }
    }

    internal async Task<Assistant> AddAsync(StudioDbContext context, AssistantInput input, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        RequireMayAdd();
        var errors = new Validator();
        var type = AssistantTypes.Of(input.Type is { } given && Enum.IsDefined(given) ? given : AssistantType.General);
        var content = AssistantRules.Apply(type.Start, input with { Name = input.Name ?? "" }, errors);
        var now = clock.GetUtcNow().UtcDateTime;
        var assistant = new Assistant
        {
            OrganizationId = access.OrganizationId,
            Slug = "",
            OwnerId = input.OwnerId ?? access.UserId,
            CreatedAt = now,
            UpdatedAt = now,
            UpdatedBy = access.Grant.ActorName,
        };
        ApplyFrame(assistant, input, errors);
        AssistantRules.CheckSlug(input.Slug?.Trim(), errors);
        await CheckOwnerAsync(context, access.UserId, input.OwnerId, errors, ct).ConfigureAwait(false);
        await CheckModelAsync(context, null, content.Model, errors, ct).ConfigureAwait(false);
        errors.ThrowIfAny();

        await CheckParentAsync(context, assistant, input.ParentId, ct).ConfigureAwait(false);
        assistant.Slug = await FreeSlugAsync(context, input.Slug?.Trim(), content.Name, ct).ConfigureAwait(false);
        assistant.Write(content);
        context.Add(assistant);
        context.AddRange(AssistantRows.TagsOf(assistant));
        context.Record(
            access.Grant, now, "assistant.created", assistant.Id.ToString(), content.Name,
            [.. AssistantRows.Changes(null, content), .. AssistantRows.Changed(nameof(Assistant.Slug), null, assistant.Slug)]);
        return assistant;
    }

    /// <summary>A prompt of its own, published and linked as primary, so that the assistant is complete.</summary>
    internal async Task AddPrimaryPromptAsync(StudioDbContext context, Assistant assistant, string text, CancellationToken ct)
    {
        var variables = PromptTemplate.Parse(text).Names.Keys.Select(n => new PromptVariable { Name = n }).ToArray();
        var prompt = await prompts.AddAsync(
            context,
            new PromptInput { Title = assistant.Name, Purpose = $"The primary prompt of {assistant.Name}." },
            new PromptContent { Content = text, Variables = variables, Publish = true }, ct).ConfigureAwait(false);
        context.Add(new PromptLink
        {
            OrganizationId = assistant.OrganizationId,
            AssistantId = assistant.Id,
            PromptId = prompt.Id,
            Role = PromptRole.Primary,
            Priority = 1,
            CreatedAt = assistant.CreatedAt,
            UpdatedAt = assistant.CreatedAt,
            UpdatedBy = access.Grant.ActorName,
        });
    }

    /// <summary>Applies what the input names and tells what became different.</summary>
    internal async Task<IReadOnlyList<FieldChange>> ChangeAsync(StudioDbContext context, Assistant assistant, AssistantInput input, CancellationToken ct)
    {
        var errors = new Validator();
        var before = assistant.Content();
        var frame = Frame(assistant);
        var content = AssistantRules.Apply(before, input, errors);
        await CheckOwnerAsync(context, assistant.OwnerId ?? access.UserId, input.OwnerId, errors, ct).ConfigureAwait(false);
        await CheckModelAsync(context, before.Model, content.Model, errors, ct).ConfigureAwait(false);
        ApplyFrame(assistant, input, errors);
        assistant.OwnerId = input.OwnerId ?? assistant.OwnerId;
        var slug = input.Slug?.Trim();
        AssistantRules.CheckSlug(slug == assistant.Slug ? null : slug, errors);
        errors.ThrowIfAny();
        if (slug is not null && slug != assistant.Slug)
        {
            assistant.Slug = await FreeSlugAsync(context, slug, content.Name, ct).ConfigureAwait(false);
        }

        await CheckParentAsync(context, assistant, input.ParentId, ct).ConfigureAwait(false);
        if (input.Tags is not null)
        {
            var old = await context.Set<AssistantTag>().Where(t => t.AssistantId == assistant.Id).ToListAsync(ct).ConfigureAwait(false);
            context.RemoveRange(old.Where(t => !assistant.Tags.Contains(t.Tag)));
            context.AddRange(AssistantRows.TagsOf(assistant).Where(t => old.All(o => o.Tag != t.Tag)));
        }

        assistant.Write(content);
        return [.. AssistantRows.Changes(before, content), .. frame.Zip(Frame(assistant)).SelectMany(f => AssistantRows.Changed(f.First.Field, f.First.Text, f.Second.Text))];
    }

    /// <summary>Saves it with what it is found by. Somebody may have taken the slug since it was looked for.</summary>
    internal async Task SaveAsync(StudioDbContext context, Assistant assistant, CancellationToken ct)
    {
        await AssistantSearch.IndexAsync(context, assistant, ct).ConfigureAwait(false);
        await context.SaveOrStaleAsync(
            AssistantRows.What, row => row switch
            {
                Assistant => new ValidationException("slug", $"\"{assistant.Slug}\" was taken a moment ago. Choose another short name."),
                Prompt prompt => new ValidationException("key", $"\"{prompt.Key}\" was taken a moment ago. Choose another key."),
                _ => null,
            }, ct).ConfigureAwait(false);
    }

    /// <summary>A key for some assistants only could make more of them than it was given, and would not see what it made.</summary>
    internal void RequireMayAdd()
    {
        if (access.Grant.Assistants is not null)
        {
            throw new ForbiddenException("This API key is for some assistants only and cannot add others.");
        }
    }

    /// <summary>Giving an assistant to somebody else, or taking it, is for whoever manages all; and to members only.</summary>
    private async Task CheckOwnerAsync(StudioDbContext context, Guid? usual, Guid? wanted, Validator errors, CancellationToken ct)
    {
        if (wanted is not { } owner || owner == usual)
        {
            return;
        }

        access.Require(Permission.AssistantsManageAll);
        errors.Check(await context.IsMemberAsync(owner, ct).ConfigureAwait(false), "ownerId", "There is no such person in this organisation.");
    }

    /// <summary>A provider that is chosen is there and has language models. One that went away later is no reason to refuse other changes.</summary>
    private static async Task CheckModelAsync(StudioDbContext context, ModelRoute? before, ModelRoute? after, Validator errors, CancellationToken ct)
    {
        if (after?.ProviderId is { } id && id != before?.ProviderId)
        {
            var kind = await context.ProviderKindAsync(id, ct).ConfigureAwait(false);
            errors.Check(kind is not null, "model", "There is no such provider. Choose another one, or the organisation's default.")
                .Check(kind is null || ProviderKinds.Of(kind.Value).Chats, "model", "This provider has no language models.");
        }
    }

    private static void ApplyFrame(Assistant assistant, AssistantInput input, Validator errors)
    {
        assistant.Tags = input.Tags is null ? assistant.Tags : TagRules.Clean(input.Tags, "tags", errors);
        assistant.Visibility = input.Visibility ?? assistant.Visibility;
        assistant.IsTemplate = input.IsTemplate ?? assistant.IsTemplate;
        assistant.Icon = input.Icon?.Trim() ?? assistant.Icon;
        assistant.Colour = input.Colour?.Trim() ?? assistant.Colour;
        errors.Check(Enum.IsDefined(assistant.Visibility), "visibility", "There is no such choice.");
        AssistantRules.CheckLook(assistant.Icon, assistant.Colour, errors);
    }

    private static (string Field, string Text)[] Frame(Assistant a) =>
    [
        (nameof(a.Slug), a.Slug), (nameof(a.OwnerId), a.OwnerId?.ToString() ?? ""), (nameof(a.Visibility), a.Visibility.ToString()), (nameof(a.Tags), string.Join(", ", a.Tags)),
        (nameof(a.Icon), a.Icon), (nameof(a.Colour), a.Colour), ("Template", a.IsTemplate ? "Yes" : "No"), (nameof(a.ParentId), a.ParentId?.ToString() ?? ""),
    ];

    /// <summary>A parent that descends from its own child would be a tree without a root.</summary>
    private async Task CheckParentAsync(StudioDbContext context, Assistant assistant, Guid? parentId, CancellationToken ct)
    {
        if (parentId is null || parentId == assistant.ParentId)
        {
            return;
        }

        if (parentId == Guid.Empty)
        {
            (assistant.ParentId, assistant.ParentVersion) = (null, null);
            return;
        }

        if (!await context.VisibleAssistants(access).AnyAsync(a => a.Id == parentId, ct).ConfigureAwait(false))
        {
            throw new ValidationException("parentId", "There is no such assistant.");
        }

        var above = parentId;
        for (var depth = 0; above is { } id; depth++)
        {
            if (id == assistant.Id)
            {
                throw new ValidationException("parentId", "An assistant cannot descend from itself.");
            }

            if (depth > MaxLine)
            {
                throw new ValidationException("parentId", $"A line of clones has at most {MaxLine} assistants.");
            }

            above = await context.Set<Assistant>().Where(a => a.Id == id).Select(a => a.ParentId).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        }

        (assistant.ParentId, assistant.ParentVersion) = (parentId, null);
    }

    /// <summary>A wanted slug must be free; one made of the name is numbered until it is.</summary>
    private static async Task<string> FreeSlugAsync(StudioDbContext context, string? wanted, string name, CancellationToken ct)
    {
        var free = await FreeSlugAsync(context, wanted ?? Slug.From(name, "assistant", AssistantLimits.SlugLength), FrozenSet<string>.Empty, ct).ConfigureAwait(false);
        return wanted is null || free == wanted ? free : throw new ValidationException("slug", $"\"{wanted}\" is taken. \"{free}\" is free.");
    }

    /// <summary>The slug itself, or the first one with a number behind it that nobody has and none of <paramref name="promised"/>.</summary>
    internal static async Task<string> FreeSlugAsync(StudioDbContext context, string slug, IReadOnlySet<string> promised, CancellationToken ct)
    {
        var candidates = Slug.Candidates(slug, AssistantLimits.SlugLength)
            .Where(s => !AssistantRules.IsReserved(s) && !Guid.TryParse(s, out _) && promised?.Contains(s) != true).ToArray();
        var taken = await context.Set<Assistant>().Where(a => candidates.Contains(a.Slug)).Select(a => a.Slug).ToListAsync(ct).ConfigureAwait(false);
        return candidates.Except(taken, StringComparer.Ordinal).First();
    }
}
