using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>What somebody is about to do.</summary>
/// <param name="From">Of a promotion.</param>
/// <param name="Version">Of a deployment; null: the draft.</param>
/// <param name="Target">Of a way back; null: what stood there before.</param>
public sealed record LaunchRequest(Guid AssistantId, string AssistantName, DeploymentKind Kind, StudioEnvironment Environment, StudioEnvironment? From = null, int? Version = null, Guid? Target = null, bool NeedsApproval = false);

/// <summary>Deploys, promotes or goes back, after showing what that changes and whether it can be done.</summary>
public sealed partial class LaunchPanel
{
    private readonly FieldErrors _errors = new();
    private DeploymentOutcome? _plan;
    private UiError? _error;
    private string? _reason;
    private bool _override;
    private bool _anew;

    [Parameter, EditorRequired] public required LaunchRequest Launch { get; set; }

    [Inject] public required DeploymentService Deployments { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private string Place => Launch.Environment.Word();

    private string Command => Launch.Kind switch
    {
        DeploymentKind.Promotion => $"Promote to {Place}",
        DeploymentKind.Rollback => "Go back",
        _ => $"Deploy to {Place}",
    };

    private string Busy => Launch.Kind switch
    {
        DeploymentKind.Promotion => "Promoting…",
        DeploymentKind.Rollback => "Going back…",
        _ => "Deploying…",
    };

    private bool IsBlocked => _plan is { Readiness.Ok: false } && !_override;

    private bool NeedsReason => _override || _plan?.Readiness.Warns == true;

    public static string TitleOf(LaunchRequest launch) => launch.Kind switch
    {
        DeploymentKind.Promotion => $"Promote {launch.AssistantName} to {launch.Environment.Word()}",
        DeploymentKind.Rollback => $"Roll {launch.AssistantName} back in {launch.Environment.Word()}",
        _ => $"Deploy {launch.AssistantName} to {launch.Environment.Word()}",
    };

    public static Dictionary<string, object?> Parameters(LaunchRequest launch) => new() { [nameof(Launch)] = launch };

    protected override Task OnInitializedAsync() => CheckAsync();

    private static string Counts(ReadinessReport report) => string.Join(", ", new[]
    {
        report.Count(ReadinessOutcome.Fail) is > 0 and var failed ? $"{Format.Number(failed)} failed" : null,
        report.Count(ReadinessOutcome.Warn) is > 0 and var warned ? Format.Count(warned, "warning") : null,
        $"{Format.Number(report.Count(ReadinessOutcome.Pass))} passed",
    }.OfType<string>());

    private async Task CheckAsync()
    {
        (_plan, _error) = (null, null);
        try
        {
            _plan = await RunAsync(dryRun: true);
        }
        catch (Exception e)
        {
            _error = Ui.Describe(e, "The check");
        }
    }

    private Task FreezeAnewAsync(bool anew)
    {
        _anew = anew;
        return CheckAsync();
    }

    private async Task LaunchAsync()
    {
        var done = await RunAsync(dryRun: false);
        Toasts.Success(
            done.Status == DeploymentStatus.Pending ? "Waits for approval" : Launch.Kind == DeploymentKind.Rollback ? "Rolled back" : "Deployed",
            done.Status == DeploymentStatus.Pending ? $"Version {Format.Number(done.Version)} answers in {Place} as soon as another person agrees." : $"Version {Format.Number(done.Version)} answers in {Place} now.");
        Drawers.Close(true);
    }

    private Task<DeploymentOutcome> RunAsync(bool dryRun) => Launch.Kind switch
    {
        DeploymentKind.Promotion => Deployments.PromoteAsync(Launch.AssistantId, new() { From = Launch.From!.Value, To = Launch.Environment, Reason = _reason, DryRun = dryRun }, CancellationToken.None),
        DeploymentKind.Rollback => Deployments.RollbackAsync(
            Launch.AssistantId, new() { Environment = Launch.Environment, ToDeploymentId = Launch.Target, Reason = _reason, Override = !dryRun && _override, DryRun = dryRun }, CancellationToken.None),
        _ => Deployments.DeployAsync(Launch.AssistantId, new() { Environment = Launch.Environment, Version = Launch.Version, Anew = _anew, Reason = _reason, DryRun = dryRun }, CancellationToken.None),
    };
}
