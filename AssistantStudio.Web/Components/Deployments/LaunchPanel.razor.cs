using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>What somebody is about to do.</summary>
/// <param name="From">Of a promotion.</param>
/// <param name="Version">Of a deployment; null: the draft.</param>
/// <param name="Target">Of a way back; null: what stood there before.</param>
/// <param name="GivesUp">Of a way back: the version that waits for a second person, and will not come.</param>
/// <param name="IsCanary">Some of the conversations first: what is chosen when the panel opens.</param>
public sealed record LaunchRequest(Guid AssistantId, string AssistantName, DeploymentKind Kind, StudioEnvironment Environment, StudioEnvironment? From = null, int? Version = null, Guid? Target = null, bool NeedsApproval = false, bool IsCanary = false, int? GivesUp = null)
{
    /// <summary>The environment before, when another release answers there than here; what is tried here takes over, and need not be promoted again.</summary>
    internal static EnvironmentState? SourceOf(IReadOnlyList<EnvironmentState> states, EnvironmentState state) =>
        state.Environment.Before() is { } before && states.FirstOrDefault(s => s.Environment == before) is { Current: { } there } from && there.Status.Answers() && there.SnapshotHash != state.Current?.SnapshotHash && there.SnapshotHash != state.Canary?.SnapshotHash ? from : null;
}

/// <summary>Deploys, promotes or goes back, after showing what that changes and whether it can be done.</summary>
public sealed partial class LaunchPanel
{
    private readonly FieldErrors _errors = new();
    private DeploymentOutcome? _plan;
    private UiError? _error;
    private readonly CanaryDraft _canary = new(CanaryDraft.UsualWeight, new());
    private string? _reason;
    private bool _override;
    private bool _skip;
    private bool _isCanary;
    private bool _anew;

    /// <summary>What was asked of the release, and why it did not go back; null: nothing went wrong.</summary>
    private string? _unanswered;

    /// <summary>Of a way back that was tried first.</summary>
    private DeploymentOutcome? _done;

    [Parameter, EditorRequired] public required LaunchRequest Launch { get; set; }

    [Inject] public required DeploymentService Deployments { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private string Place => Launch.Environment.Word();

    private string Command => Launch.Kind switch
    {
        DeploymentKind.Promotion when !StartsCanary => $"Promote to {Place}",
        DeploymentKind.Rollback => "Go back",
        _ when StartsCanary => $"Begin the canary in {Place}",
        _ => $"Deploy to {Place}",
    };

    private string Busy => Launch.Kind switch
    {
        DeploymentKind.Promotion => "Promoting…",
        DeploymentKind.Rollback => "Going back…",
        _ => "Deploying…",
    };

    private bool IsBlocked => _plan is { Readiness.Ok: false } && !_override;

    private bool NeedsReason => _override || _skip || (_plan?.Readiness.Warns == true && !IsBlocked);

    private bool CanBeCanary => Launch.Kind != DeploymentKind.Rollback && _plan?.Replaces is not null;

    private bool StartsCanary => CanBeCanary && _isCanary;

    public static string TitleOf(LaunchRequest launch) => launch.Kind switch
    {
        DeploymentKind.Promotion => $"Promote {launch.AssistantName} to {launch.Environment.Word()}",
        DeploymentKind.Rollback => $"Roll {launch.AssistantName} back in {launch.Environment.Word()}",
        _ => $"Deploy {launch.AssistantName} to {launch.Environment.Word()}",
    };

    public static Dictionary<string, object?> Parameters(LaunchRequest launch) => new() { [nameof(Launch)] = launch };

    protected override Task OnInitializedAsync()
    {
        _isCanary = Launch.IsCanary;
        return CheckAsync();
    }

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
        _unanswered = null;
        DeploymentOutcome done;
        try
        {
            done = await RunAsync(dryRun: false);
        }
        catch (ConflictException e) when (e.Code == DeploymentService.RehearsalFailed)
        {
            // It stays beside the choice that helps, longer than a toast does.
            _unanswered = e.Message;
            return;
        }

        Toasts.Success(
            done.Status == DeploymentStatus.Pending ? "Waits for approval" : Launch.Kind == DeploymentKind.Rollback ? "Rolled back" : StartsCanary ? "The canary has begun" : "Deployed", Said(done));
        if (done.Rehearsed.Count == 0)
        {
            Drawers.Close(true);
        }

        _done = done.Rehearsed.Count > 0 ? done : null;
    }

    private string Said(DeploymentOutcome done) => done.Status switch
    {
        DeploymentStatus.Pending => $"Version {Format.Number(done.Version)} answers in {Place} as soon as another person agrees.",
        _ when StartsCanary => $"Version {Format.Number(done.Version)} answers {_canary.Weight} of a hundred conversations in {Place} now.",
        _ => $"Version {Format.Number(done.Version)} answers in {Place} now.",
    };

    private Task<DeploymentOutcome> RunAsync(bool dryRun)
    {
        // Whether it can be done is the same for some conversations and for all, so the check need not know.
        var (weight, rule) = StartsCanary && !dryRun ? _canary.Read() : ((int?)null, (CanaryRule?)null);
        var seen = dryRun ? null : _plan?.Seen;
        return Launch.Kind switch
        {
            DeploymentKind.Promotion => Deployments.PromoteAsync(
                Launch.AssistantId, new() { From = Launch.From!.Value, To = Launch.Environment, Weight = weight, CanaryRule = rule, Reason = _reason, Expects = seen, DryRun = dryRun }, CancellationToken.None),
            DeploymentKind.Rollback => Deployments.RollbackAsync(
                Launch.AssistantId,
                new() { Environment = Launch.Environment, ToDeploymentId = Launch.Target, Reason = _reason, Expects = seen, Override = !dryRun && _override, SkipRehearsal = !dryRun && _skip, DryRun = dryRun }, CancellationToken.None),
            _ => Deployments.DeployAsync(
                Launch.AssistantId, new() { Environment = Launch.Environment, Version = Launch.Version, Anew = _anew, Weight = weight, CanaryRule = rule, Reason = _reason, Expects = seen, DryRun = dryRun }, CancellationToken.None),
        };
    }
}
