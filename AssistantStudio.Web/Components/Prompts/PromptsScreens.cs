using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Prompts;

public static class PromptsScreens
{
    /// <summary>What this feature adds to the shell.</summary>
    public static IServiceCollection AddPromptsScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Build, "Prompts", "/prompts", Icons.Prompt, 20)
        {
            Required = Permission.PromptsView,
            Keywords = "library templates versions variables text",
        });
        services.AddScoped<ICommandSource, PromptCommands>();
        services.AddSingleton(new KeyboardShortcut("Prompts", ["Ctrl", "S"], "Save the draft"));
        return services;
    }
}

/// <summary>Prompts by name, and making one.</summary>
internal sealed class PromptCommands(PromptService prompts, Access access, Drawers drawers) : ICommandSource
{
    private const int Hits = 5;

    public async Task<IReadOnlyList<CommandHit>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        var hits = new List<CommandHit>();
        if (access.Can(Permission.PromptsManage))
        {
            var command = new CommandHit(CommandGroup.Commands, "New prompt", Icons.Plus) { Run = NewAsync, Keywords = "create write add prompt" };
            if (CommandMatch.Rank(command, query) is not null)
            {
                hits.Add(command);
            }
        }

        if (query.Length >= 2 && access.Can(Permission.PromptsView))
        {
            var found = await prompts.ListAsync(new PromptListQuery { Search = query, PageSize = Hits }, cancellationToken);
            hits.AddRange(found.Items.Select(p => new CommandHit(CommandGroup.Found, p.Title, Icons.Prompt) { Note = p.Key, Href = PromptPage.Href(p.Key) }));
        }

        return hits;
    }

    private Task NewAsync()
    {
        NewPromptPanel.Open(drawers);
        return Task.CompletedTask;
    }
}
