using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Usage;

public static class UsageRegistration
{
    public static IServiceCollection AddUsage(this IServiceCollection services)
    {
        services.TryAddSingleton<UsageWriter>();
        services.TryAddSingleton<KnownBudgets>();
        services.TryAddSingleton<BudgetRoutes>();
        services.TryAddSingleton<BudgetDesk>();
        services.TryAddSingleton<LostCalls>();
        services.TryAddSingleton<BudgetWatch>();
        services.TryAddScoped<BudgetService>();
        services.TryAddScoped<UsageService>();
        services.TryAddScoped<WhatIfService>();
        services.AddScoped<IProviderUsers, BudgetUsers>();
        services.AddScoped<IModelUsers, BudgetUsers>();
        services.AddSingleton<ILoadPart, UsageLoad>();
        return services;
    }

    /// <summary>Settles calls that ended unseen and watches budgets. Only a program that serves, and only after the database is up to date.</summary>
    public static IServiceCollection AddUsageHost(this IServiceCollection services)
    {
        services.AddHostedService(s => s.GetRequiredService<LostCalls>());
        services.AddHostedService(s => s.GetRequiredService<BudgetWatch>());
        return services;
    }
}
