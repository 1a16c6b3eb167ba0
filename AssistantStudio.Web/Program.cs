using AssistantStudio.Core;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Usage;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Web.Api;
using AssistantStudio.Web.Components;
using AssistantStudio.Web.Components.Account;
using AssistantStudio.Web.Hosting;

if (StudioCommands.Handles(args))
{
    return await StudioCommands.RunAsync(args);
}

try
{
    // The root appsettings.json is copied beside the program; `dotnet run` would look for it in the project's folder.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddStudioHosting();
    builder.Services.AddStudioCore(StudioConfiguration.DataFolder(builder.Configuration));
    builder.Services.AddUsageHost(); // Before the jobs: what they cost must find its budgets settled.
    builder.Services.AddConversationsHost();
    builder.Services.AddDeploymentsHost();
    builder.Services.AddWebhooksHost();
    builder.Services.AddJobHost();
    builder.Services.AddStudioAuthentication();
    builder.Services.AddWebSafety();
    builder.Services.AddStudioApi();
    builder.Services.AddStudioScreens();

    await using var app = builder.Build();
    await StartUp.PrepareAsync(app.Services, app.Lifetime.ApplicationStopping);

    app.UseForwardedFromKnownProxies();
    app.UseSecurityHeaders();
    app.UseLibraryAssets();
    app.UseStudioStatusPages();
    app.UseExceptionHandler("/error", createScopeForErrors: true);
    app.UseReadableErrors();
    app.UseSameOriginCircuits();
    app.UseRouting();
    app.UseCrossOrigin();
    app.UseRateLimiter();
    app.UseEmbedVisits();
    app.UseAuthentication();
    app.UseStudioAccess();
    app.UseAuthorization();
    app.UseAntiforgeryForCookieCalls();
    app.UseAntiforgery();
    app.UseFreshForms();
    app.UseIdempotencyKeys();

    app.MapStaticAssets().AllowAnonymous();
    Health.Map(app);
    app.MapStudioApi();
    app.MapEmbedVisits();
    app.MapAccountEndpoints();
    app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

    await app.StartAsync();
    await StartUp.AnnounceAsync(app, CancellationToken.None);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (StartUp.Explain(e) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
