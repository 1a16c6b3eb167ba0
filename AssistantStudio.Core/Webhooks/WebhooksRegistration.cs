using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Webhooks;

public static class WebhooksRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.TryAddSingleton<WebhookOutbox>(); // Keeps who is to be told, for all requests.
        services.TryAddSingleton<WebhookQueue>();
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton<WebhookCourier>();
        services.TryAddScoped<WebhookService>();
        services.TryAddScoped<WebhookDeliveryService>();
        services.AddStudioJob<WebhookCleanUpJob>();
        services.AddSingleton<ILoadPart, WebhookLoad>();
        return services;
    }

    /// <summary>Sends what waits. Only a program that serves.</summary>
    public static IServiceCollection AddWebhooksHost(this IServiceCollection services) =>
        services.AddHostedService(s => s.GetRequiredService<WebhookCourier>());
}
