using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>What each of the four environments asks of a deployment, side by side.</summary>
public sealed partial class EnvironmentRulesPage : IDisposable
{
    internal const string Href = "/deployments/rules";

    private static readonly Crumb[] s_trail = [new("Deployments", "/deployments")];

    private readonly Reading<Known> _known = new("The rules");
    private IDisposable? _subscription;

    [Inject] public required EnvironmentRuleService Rules { get; init; }

    [Inject] public required IntegrationService Providers { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private bool MayChange => Access.Can(Permission.DeploymentRulesManage);

    public void Dispose()
    {
        _subscription?.Dispose();
        _known.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(Access.OrganizationId, EnvironmentRuleService.Topic, _ => Again());
        return LoadAsync();
    }

    private void Again() => _ = InvokeAsync(async () =>
    {
        await _known.ReadAgainAsync(Ui, Clock, ReadAsync);
        StateHasChanged();
    });

    private Task LoadAsync() => _known.ReadAsync(Ui, ReadAsync);

    private async Task<Known> ReadAsync(CancellationToken ct) => new(
        await Rules.ListAsync(ct),
        !Access.Can(Permission.ProvidersView) ? [] : (await Providers.ListAsync(new() { DataSources = false, PageSize = IntegrationLimits.PerOrganization, Sort = "name" }, ct)).Items);

    private async Task OpenAsync(EnvironmentRuleRow rule, Known known)
    {
        var parameters = new Dictionary<string, object?> { [nameof(EnvironmentRulePanel.Rule)] = rule, [nameof(EnvironmentRulePanel.Providers)] = known.Providers };
        if (await Drawers.OpenAsync<EnvironmentRulePanel>($"Rules of {rule.Environment.Word()}", parameters, "36rem") is true)
        {
            await LoadAsync();
        }
    }

    private sealed record Known(IReadOnlyList<EnvironmentRuleRow> Rules, IReadOnlyList<IntegrationRow> Providers)
    {
        public string NameOf(Guid id) => Providers.FirstOrDefault(p => p.Id == id)?.Name ?? EnvironmentRuleText.GoneProvider;
    }
}
