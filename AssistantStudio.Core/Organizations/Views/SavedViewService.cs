using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public sealed record SavedViewRow(Guid Id, string Name, string Query);

/// <summary>One's own views of lists. Nobody else sees them, so that they are in no log.</summary>
public sealed class SavedViewService(Access access, StudioDb db)
{
    public const int NameLength = 60;
    public const int ListLength = 40;
    public const int QueryLength = 1_000;
    public const int MaxViews = 20;

    public async Task<IReadOnlyList<SavedViewRow>> ListAsync(string list, CancellationToken ct)
    {
        var me = access.RequireUser();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<SavedView>().Where(v => v.UserId == me && v.List == list).OrderBy(v => v.Name)
                .Select(v => new SavedViewRow(v.Id, v.Name, v.Query)).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps a view; one of the same name becomes this one.</summary>
    public async Task<SavedViewRow> SaveAsync(string list, string? name, string query, CancellationToken ct)
    {
        var me = access.RequireUser();
        var errors = new Validator();
        var title = errors.Text(name, "name", "a name", NameLength);
        errors.Check(query.Length <= QueryLength, "name", "This view has too many filters to be kept.");
        errors.ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var views = await context.Set<SavedView>().Where(v => v.UserId == me && v.List == list).ToListAsync(ct).ConfigureAwait(false);
            var view = views.SingleOrDefault(v => string.Equals(v.Name, title, StringComparison.OrdinalIgnoreCase));
            if (view is null)
            {
                if (views.Count >= MaxViews)
                {
                    throw new ValidationException("name", $"At most {MaxViews} views. Delete one that you need no longer.");
                }

                view = new SavedView { OrganizationId = access.OrganizationId, UserId = me, List = list, Name = title, Query = query };
                context.Add(view);
            }

            view.Query = query;
            await context.SaveAsync("The view", ct).ConfigureAwait(false);
            return new(view.Id, view.Name, view.Query);
        }
    }

    public async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        var me = access.RequireUser();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var view = await context.Set<SavedView>().SingleOrDefaultAsync(v => v.Id == id && v.UserId == me, ct).ConfigureAwait(false) ?? throw new NotFoundException("The view");
            context.Remove(view);
            await context.SaveAsync("The view", ct).ConfigureAwait(false);
        }
    }
}
