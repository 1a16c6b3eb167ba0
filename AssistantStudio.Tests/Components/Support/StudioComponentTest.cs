using System.Collections.Frozen;
using System.Globalization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace AssistantStudio.Tests.Components.Support;

/// <summary>The shell's services, a clock that stands still until it is moved, scripts that answer with nothing.</summary>
public abstract class StudioComponentTest : BunitContext
{
    protected StudioComponentTest()
    {
        // A culture that writes numbers and dates differently: nothing on the screen may follow it.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de-DE");
        JSInterop.Mode = JSRuntimeMode.Loose;
        DefaultWaitTimeout = TimeSpan.FromSeconds(30); // A busy machine is slow, not wrong.
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(Access);
        Services.AddLogging();
        Services.AddStudioShell();
    }

    protected ManualClock Clock { get; } = new(new DateTimeOffset(2026, 11, 21, 14, 2, 0, TimeSpan.Zero));

    protected Access Access { get; } = new(new Grant
    {
        Source = AccessSource.Browser,
        ActorName = "Support editor",
        UserId = Guid.NewGuid(),
        OrganizationId = Guid.NewGuid(),
        Role = Role.Editor,
        Permissions = new[] { Permission.JobsView }.ToFrozenSet(),
    });
}
