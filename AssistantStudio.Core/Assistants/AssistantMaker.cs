using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Writes an assistant's row in a unit of work that a service leads: creating, cloning, importing, changing.</summary>
public sealed class AssistantMaker(Access access, PromptService prompts, TimeProvider clock)
{
    /// <summary>Room for "-123" behind a slug that is taken.</summary>
    private const int SlugEnding = 6;

    internal async Task<Assistant> AddAsync(StudioDbContext context, AssistantInput input, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var errors = new Validator();
        var type = AssistantTypes.Of(input.Type is { } given && Enum.IsDefined(given) ? given : AssistantType.General);
        var content = AssistantRules.Apply(type.Start, input with { Name = input.Name ?? "" }, errors);
        var now = clock.GetUtcNow().UtcDateTime;
        var assistant = new Assistant
        {
            OrganizationId = access.OrganizationId,
            Slug = "",
            OwnerId = input.OwnerId ?? access.UserId,
            Icon = type.Icon,
            CreatedAt = now,
            UpdatedAt = now,
            UpdatedBy = access.Grant.ActorName,
        };
        RequireOwner(input.OwnerId);
        ApplyFrame(assistant, input, errors);
        AssistantRules.CheckSlug(input.Slug?.Trim(), errors);
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
        if (input.OwnerId != assistant.OwnerId)
        {
            RequireOwner(input.OwnerId);
        }

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

    /// <summary>Saves it with what it is found by. Somebody may have taken the slug, or the prompt's key, since it was looked for.</summary>
    internal async Task SaveAsync(StudioDbContext context, Assistant assistant, CancellationToken ct)
    {
        await AssistantSearch.IndexAsync(context, assistant, ct).ConfigureAwait(false);
        try
        {
            await context.SaveAsync(AssistantRows.What, ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            throw new ValidationException("slug", $"\"{assistant.Slug}\" was taken a moment ago. Choose another short name.");
        }
    }

    private void RequireOwner(Guid? ownerId)
    {
        if (ownerId is not null && ownerId != access.UserId)
        {
            access.Require(Permission.AssistantsManageAll);
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
        errors.Check(assistant.Icon.Length <= AssistantLimits.IconLength && !assistant.Icon.Any(char.IsControl), "icon", $"At most {AssistantLimits.IconLength} characters.");
        errors.Check(assistant.Colour.Length <= AssistantLimits.ColourLength && assistant.Colour.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '#'), "colour", "A colour is a word like teal.");
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

            if (depth > AssistantLimits.LineageDepth * 10)
            {
                throw new LimitExceededException("This line of clones is too long.");
            }

            above = await context.Set<Assistant>().Where(a => a.Id == id).Select(a => a.ParentId).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        }

        (assistant.ParentId, assistant.ParentVersion) = (parentId, null);
    }

    /// <summary>A wanted slug must be free; one made of the name is numbered until it is.</summary>
    private static async Task<string> FreeSlugAsync(StudioDbContext context, string? wanted, string name, CancellationToken ct)
    {
        var free = await FreeSlugAsync(context, wanted ?? Slug.From(name, "assistant", AssistantLimits.SlugLength), ct).ConfigureAwait(false);
        return wanted is null || free == wanted ? free : throw new ValidationException("slug", $"\"{wanted}\" is taken. \"{free}\" is free.");
    }

    /// <summary>The slug itself, or the first free one with a number behind it.</summary>
    internal static async Task<string> FreeSlugAsync(StudioDbContext context, string slug, CancellationToken ct)
    {
        slug = AssistantRules.IsReserved(slug) || Guid.TryParse(slug, out _) ? $"{slug[..Math.Min(slug.Length, AssistantLimits.SlugLength - SlugEnding)]}-1" : slug;
        var assistants = context.Set<Assistant>();
        if (!await assistants.AnyAsync(a => a.Slug == slug, ct).ConfigureAwait(false))
        {
            return slug;
        }

        var stem = slug[..Math.Min(slug.Length, AssistantLimits.SlugLength - SlugEnding)].TrimEnd('-');

        // Growing steps find the end of a long row of numbered names in a few looks.
        for (var number = 2; ; number += number < 10 ? 1 : number / 2)
        {
            var candidate = $"{stem}-{number.ToString(CultureInfo.InvariantCulture)}";
            if (!await assistants.AnyAsync(a => a.Slug == candidate, ct).ConfigureAwait(false))
            {
                return candidate;
            }
        }
    }
}
