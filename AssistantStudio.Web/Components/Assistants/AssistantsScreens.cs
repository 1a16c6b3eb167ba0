using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

public static class AssistantsScreens
{
    /// <summary>What this feature adds to the shell.</summary>
    public static IServiceCollection AddAssistantsScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Build, "Assistants", "/assistants", Icons.Assistant, 10)
        {
            Required = Permission.AssistantsView,
            Keywords = "bots agents build",
        });
        services.AddScoped<ICommandSource, AssistantCommands>();
        services.AddScoped<AssistantActions>();
        services.AddScoped<IFirstStep, FirstAssistantStep>();
        services.AddSingleton(new HomeTile(typeof(AssistantsTile), 10, 6) { Required = Permission.AssistantsView });

        // One for the process: pages of different people meet in it.
        services.AddSingleton<PagePresence>();
        return services;
    }
}

/// <summary>Assistants by name, and making one.</summary>
internal sealed class AssistantCommands(AssistantService assistants, Access access, NavigationManager navigation) : ICommandSource
{
    private const int Hits = 5;

    public async Task<IReadOnlyList<CommandHit>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        var hits = new List<CommandHit>();
        if (access.Can(Permission.AssistantsManage))
        {
            var command = new CommandHit(CommandGroup.Commands, "New assistant", Icons.Plus) { Run = NewAsync, Keywords = "create build add assistant bot" };
            if (CommandMatch.Rank(command, query) is not null)
            {
                hits.Add(command);
            }
        }

        if (query.Length >= 2 && access.Can(Permission.AssistantsView))
        {
            var found = await assistants.ListAsync(new AssistantListQuery { Search = query, PageSize = Hits }, cancellationToken);
            hits.AddRange(found.Items.Select(a => new CommandHit(CommandGroup.Found, a.Name, AssistantLook.Icon(a.Icon, a.Type).Drawn) { Note = a.Slug, Href = AssistantPage.Href(a.Slug) }));
        }

        return hits;
    }

    private Task NewAsync()
    {
        navigation.NavigateTo("/assistants/new");
        return Task.CompletedTask;
    }
}
