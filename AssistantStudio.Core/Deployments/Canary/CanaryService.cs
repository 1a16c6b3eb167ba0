using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>A release that answers some of the conversations until it is known to be as good as the one it stands beside.</summary>
public sealed class CanaryService
{
    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly DeploymentService _deployments;
    private readonly DeploymentSwitch _switch;
    private readonly EnvironmentRules _rules;
    private readonly TrafficBook _traffic;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;

    internal CanaryService(
        Access access, StudioDb db, DeploymentService deployments, DeploymentSwitch switches, EnvironmentRules rules, TrafficBook traffic, ChangeFeed feed, TimeProvider clock) =>
        (_access, _db, _deployments, _switch, _rules, _traffic, _feed, _clock) = (access, db, deployments, switches, rules, traffic, feed, clock);

    /// <summary>Null: none goes on there.</summary>
    public async Task<CanaryView?> GetAsync(Guid assistantId, StudioEnvironment environment, CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView, environment);
        await _traffic.WriteAsync(ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false);
            return await context.CanaryAsync(assistantId, environment, ct).ConfigureAwait(false) is { } canary
                && await context.CurrentAsync(assistantId, environment, ct).ConfigureAwait(false) is { } stable ? await ViewAsync(context, canary, stable, ct).ConfigureAwait(false) : null;
        }
    }

    /// <summary>Begins one, or changes the one that goes on.</summary>
    /// <returns>What goes on; or, where a second person has to agree first, what waits for that.</returns>
    public async Task<(CanaryView? View, DeploymentOutcome? Waiting)> SetAsync(Guid assistantId, CanaryInput input, CancellationToken ct)
    {
        var place = await _rules.OfDeployerAsync(_access, input.Environment, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false);
            if (await context.CanaryAsync(assistantId, input.Environment, ct).ConfigureAwait(false) is { } canary)
            {
                await ChangeAsync(context, place, canary, input, ct).ConfigureAwait(false);
                return (await GetAsync(assistantId, input.Environment, ct).ConfigureAwait(false), null);
            }
        }

        var weight = input.Weight ?? throw new ValidationException("weight", "Say how many of a hundred conversations it is to answer.");
        var begun = input.Version is null && input.Environment.Before() is { } before
            ? await _deployments.PromoteAsync(assistantId, new() { From = before, To = input.Environment, Weight = weight, CanaryRule = input.Rule, Reason = input.Reason }, ct).ConfigureAwait(false)
            : await _deployments.DeployAsync(assistantId, new() { Environment = input.Environment, Version = input.Version, Weight = weight, CanaryRule = input.Rule, Reason = input.Reason }, ct).ConfigureAwait(false);
        return (await GetAsync(assistantId, input.Environment, ct).ConfigureAwait(false), begun.Status == DeploymentStatus.Pending ? begun : null);
    }

    /// <param name="takesOver">It answers all conversations from now on; otherwise none.</param>
    public async Task<DeploymentRow> EndAsync(Guid assistantId, StudioEnvironment environment, bool takesOver, string? reason, CancellationToken ct)
    {
        new Validator().Check(takesOver || !string.IsNullOrWhiteSpace(reason), "reason", "Say why.").Long(reason, "reason", DeploymentLimits.ReasonLength).ThrowIfAny();
        var place = await _rules.OfDeployerAsync(_access, environment, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false);
            var canary = await context.CanaryAsync(assistantId, environment, ct).ConfigureAwait(false) ?? throw new ConflictException($"No canary goes on in {environment.Word()}.", "no_canary");
            if (!takesOver)
            {
                await _switch.TakeBackAsync(context, canary, reason!.Trim(), ct).ConfigureAwait(false);
            }
            else
            {
                RequireSecond(place, canary);
                var current = await context.CurrentAsync(assistantId, environment, ct).ConfigureAwait(false) ?? throw new ConflictException($"Nothing stands in {environment.Word()} that it could replace.", "not_deployed");
                await _switch.TakeOverAsync(context, canary, current, reason?.Trim() ?? "", ct).ConfigureAwait(false);
            }

            return DeploymentRows.Of(canary);
        }
    }

    internal static async Task<(CanarySample Canary, CanarySample Stable)> SamplesAsync(StudioDbContext context, Deployment canary, Deployment stable, CancellationToken ct)
    {
        // From the minute in which it began: what the other did before that says nothing of the two side by side.
        var began = SinceOf(canary);
        var since = new DateTime(began.Year, began.Month, began.Day, began.Hour, began.Minute, 0, DateTimeKind.Utc);
        return (await SampleAsync(context, canary.Id, since, ct).ConfigureAwait(false), await SampleAsync(context, stable.Id, since, ct).ConfigureAwait(false));
    }

    private static DateTime SinceOf(Deployment canary) => canary.Canary().Since ?? canary.ActiveAt ?? canary.CreatedAt;

    private static async Task<CanarySample> SampleAsync(StudioDbContext context, Guid id, DateTime since, CancellationToken ct)
    {
        var traffic = await context.TrafficAsync(id, since, ct).ConfigureAwait(false);
        var (rated, disliked) = await context.RatingsOfDeploymentAsync(id, since, ct).ConfigureAwait(false);
        return new(traffic.Requests, traffic.Failed, rated, disliked, traffic.Times);
    }

    private static async Task<CanaryView> ViewAsync(StudioDbContext context, Deployment canary, Deployment stable, CancellationToken ct)
    {
        var ((seen, stableSeen), state) = (await SamplesAsync(context, canary, stable, ct).ConfigureAwait(false), canary.Canary());
        return new(
            DeploymentRows.Of(canary), DeploymentRows.Of(stable), canary.Weight ?? 0, state.Rule, seen, stableSeen, CanaryJudge.NextLookAt(state.Rule, state.Looks), state.Last,
            TimeBuckets.Quantile(seen.Times, 0.95), TimeBuckets.Quantile(stableSeen.Times, 0.95), SinceOf(canary));
    }

    /// <summary>Who agreed, agreed to a share of the conversations. For more, and for all, it takes two again.</summary>
    private void RequireSecond(EnvironmentRule place, Deployment canary)
    {
        if (place.NeedsApproval && _access.UserId is { } me && canary.DeployedById == me)
        {
            throw new ForbiddenException($"Another person than the one who began the canary has to give it more of the conversations: {place.Environment.Word()} asks for two.");
        }
    }

    private async Task ChangeAsync(StudioDbContext context, EnvironmentRule place, Deployment canary, CanaryInput input, CancellationToken ct)
    {
        var errors = new Validator()
            .Check(input.Version is null || input.Version == canary.Version, "version", $"Version {canary.Version} is tried already. End that first.")
            .Check(input.Weight is null or (>= 1 and <= DeploymentLimits.MaxWeight), "weight", $"Of a hundred conversations 1 to {DeploymentLimits.MaxWeight}.");
        input.Rule?.Check(errors, "rule");
        errors.Long(input.Reason, "reason", DeploymentLimits.ReasonLength).ThrowIfAny();
        if (input.Weight > canary.Weight)
        {
            RequireSecond(place, canary);
        }

        var (before, rule) = (canary.Weight, canary.Canary().Rule);
        canary.Weight = input.Weight ?? canary.Weight;
        canary.CanaryJson = StoredJson.Write(canary.Canary() with
        {
            Rule = input.Rule ?? canary.Canary().Rule,
            Since = canary.Weight == before ? canary.Canary().Since : _clock.GetUtcNow().UtcDateTime,
        });
        if (canary.Weight != before)
        {
            canary.StatusReason = $"Answers {canary.Weight} of a hundred conversations.";
            context.Add(DeploymentRows.EventOf(canary, canary.Status, canary.Status, _access.Grant, _clock.GetUtcNow().UtcDateTime, canary.StatusReason));
        }

        context.Record(
            _access.Grant, _clock.GetUtcNow().UtcDateTime, "deployment.canary_changed", canary.Id.ToString(), canary.NameInFull(),
            [.. AssistantRows.Changed("Weight", Text(before), Text(canary.Weight)), .. AssistantRows.Changed("Rule", Text(rule), Text(canary.Canary().Rule)), .. AssistantRows.Changed("Reason", null, input.Reason)]);
        await context.SaveAsync(DeploymentRows.What, ct).ConfigureAwait(false);
        _feed.Publish(new(DeploymentService.Topic, _access.OrganizationId, canary.Id));
    }

    private static string Text(CanaryRule rule) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"by errors: {Text(rule.ByErrors)}, by time: {Text(rule.ByTime)}, by rating: {Text(rule.ByRating)}, from {rule.MinimumSample} answers, {rule.FalseRevertPercent}% by mistake");

    private static string Text(bool yes) => yes ? "yes" : "no";

    private static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
