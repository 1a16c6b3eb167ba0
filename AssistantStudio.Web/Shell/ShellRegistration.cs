using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;

namespace AssistantStudio.Web.Shell;

public static class ShellRegistration
{
    /// <summary>
    /// The frame around every page and what its controls need. Features add <see cref="NavigationEntry"/>,
    /// <see cref="ICommandSource"/>, <see cref="HomeTile"/>, <see cref="IFirstStep"/> and <see cref="KeyboardShortcut"/>.
    /// </summary>
    public static IServiceCollection AddStudioShell(this IServiceCollection services)
    {
        services.AddRadzenComponents();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ChangeFeed>();

        // Scoped is one circuit: one person in one tab.
        services.TryAddScoped<Access>();
        services.TryAddScoped<StudioJs>();
        services.TryAddScoped<BrowserTime>();
        services.TryAddScoped<PageFrame>();
        services.TryAddScoped<NavigationMenu>();
        services.TryAddScoped<CommandSearch>();
        services.TryAddScoped<Toasts>();
        services.TryAddScoped<UiErrors>();
        services.TryAddScoped<Confirm>();
        services.TryAddScoped<Drawers>();
        services.TryAddScoped<ThemeChoice>();

        services.TryAddScoped<IOrganizationSwitch, NoOrganizations>();
        services.TryAddScoped<ISystemState, UnknownSystemState>();
        services.TryAddScoped<IUserPreferences, CookieOnlyPreferences>();
        services.TryAddScoped<ILastChanges, NoLastChanges>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<ICommandSource, NavigationCommandSource>());

        services.AddSingleton(new NavigationEntry(NavigationGroup.Top, "Home", "/", Icons.Home, 0));
        services.AddSingleton(new KeyboardShortcut("Everywhere", ["Ctrl", "K"], "Search or run a command"));
        services.AddSingleton(new KeyboardShortcut("Everywhere", ["?"], "Show the keyboard shortcuts", 1));
        services.AddSingleton(new KeyboardShortcut("Everywhere", ["Esc"], "Close what is open on top", 2));
        services.AddSingleton(new KeyboardShortcut("Lists", ["/"], "Search the list"));
        services.AddSingleton(new KeyboardShortcut("Lists", ["\u2191", "\u2193"], "Move between rows", 1));
        return services;
    }
}
