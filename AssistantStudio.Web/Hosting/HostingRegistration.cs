using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Web.Hosting;

public static class HostingRegistration
{
    private const long MaxBodyBytes = 64L << 20;

    /// <summary>Logging, address, telemetry, health and the mapping of errors.</summary>
    public static WebApplicationBuilder AddStudioHosting(this WebApplicationBuilder builder)
    {
        if (!StudioConfiguration.NamesUrls(builder.Configuration))
        {
            builder.WebHost.UseUrls(StudioConfiguration.DefaultUrl);
        }

        if (File.Exists(Path.Combine(AppContext.BaseDirectory, $"{builder.Environment.ApplicationName}.staticwebassets.runtime.json")))
        {
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration); // Built, not published.
        }

        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, ValidateTelemetryOptions>();
        builder.Services.AddHostedService<Telemetry>();
        builder.Services.AddSingleton<StudioLock>();
        builder.Services.AddSingleton<Health>();
        builder.Services.AddSingleton<IReadinessCheck, DatabaseCheck>();
        builder.Services.AddSingleton<IReadinessCheck, DiskCheck>();
        builder.Services.AddSingleton<IReadinessCheck, KeysCheck>();
        builder.Services.AddSingleton<IReadinessCheck, JobsCheck>();
        builder.Services.AddProblemDetails(o => o.CustomizeProblemDetails = Problems.Complete);
        builder.Services.AddExceptionHandler<Problems>();
        return builder;
    }

    /// <summary>Gives a bare status of an API path its problem details, and of a page path its page.</summary>
    public static void UseStudioStatusPages(this WebApplication app)
    {
        app.UseWhen(context => ApiPaths.IsForPrograms(context.Request.Path), api => api.UseStatusCodePages());
        app.UseWhen(
            context => !ApiPaths.IsForPrograms(context.Request.Path),
            pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
    }
}
