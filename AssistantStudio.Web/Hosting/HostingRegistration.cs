using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Diagnostics;
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
        builder.Services.AddSingleton<IProblemDetailsWriter, EventStreamProblems>();
        builder.Services.AddExceptionHandler<Problems>();
        return builder;
    }

    /// <summary>Gives a bare status of an API path its problem details, and of a page path its page. Stands outside the exception handler, which leaves bare statuses.</summary>
    public static void UseStudioStatusPages(this WebApplication app)
    {
        app.UseWhen(context => ApiPaths.IsServing(context.Request.Path), serving => serving.UseStatusCodePages(status => OpenAiProblems.WriteAsync(status.HttpContext)));
        app.UseWhen(context => ApiPaths.IsForPrograms(context.Request.Path) && !ApiPaths.IsServing(context.Request.Path), api => api.UseStatusCodePages());
        app.UseWhen(
            context => !ApiPaths.IsForPrograms(context.Request.Path),
            pages => pages.UseStatusCodePagesWithReExecute(PageProblem.Path, createScopeForStatusCodePages: true));
    }

    /// <summary>
    /// A page about an error is read, whatever was posted: run again as a post it would ask for the same token again. A missing
    /// page is shown inside the app, everything else on a page of its own.
    /// </summary>
    public static void UseReadableErrors(this WebApplication app) => app.Use((context, next) =>
    {
        var status = context.Features.Get<IStatusCodeReExecuteFeature>();
        if (status is { OriginalStatusCode: StatusCodes.Status404NotFound } && !HttpMethods.IsPost(context.Request.Method))
        {
            context.Request.Path = "/not-found";
        }

        if (status is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    });
}
