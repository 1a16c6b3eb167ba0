using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Components.Conversations;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>One deployment: what was released, what happened to it, and the evidence that it began with.</summary>
public sealed partial class DeploymentPage : IDisposable
{
    private static readonly Crumb[] s_trail = [new("Deployments", "/deployments")];
    private static readonly string[] s_shown = ["Type", "Temperature", "MaxTokens", "Language", "Tools"];

    private readonly CancellationSeries _loads = new();
    private IDisposable? _subscription;
    private DeploymentDetail? _detail;
    private UiError? _error;

    [Parameter] public Guid Id { get; set; }

    [Inject] public required DeploymentListService Deployments { get; init; }

    [Inject] public required DeploymentService Service { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private string ConversationsHref => $"{ConversationListPage.Address}?deployment={Id}";

    public void Dispose()
    {
        _subscription?.Dispose();
        _loads.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(Access.OrganizationId, DeploymentService.Topic, change =>
        {
            if (change.Id is null || change.Id == Id)
            {
                _ = InvokeAsync(LoadAsync);
            }
        });
        return LoadAsync();
    }

    private static IEnumerable<(string Name, string Text)> Facts(AssistantSnapshot snapshot)
    {
        yield return ("Answers with", snapshot.Content.Model?.Name ?? snapshot.Route?.Model?.Name ?? "Built-in model");
        foreach (var prompt in snapshot.Prompts.Where(p => p.Rule.Enabled))
        {
            yield return ($"{prompt.Rule.Role} prompt", $"{prompt.Rule.PromptTitle}, version {Format.Number(prompt.Rule.Version ?? 0)}");
        }

        foreach (var source in snapshot.Knowledge ?? [])
        {
            yield return ("Knowledge", $"{source.Name}, revision {Format.Number(source.Revision)}");
        }

        foreach (var (field, text) in snapshot.Content.Fields().Where(f => f.Text.Length > 0 && s_shown.Contains(f.Field)))
        {
            yield return (AssistantText.Field(field), field == nameof(snapshot.Content.Type) ? AssistantText.Of(snapshot.Content.Type) : text.ReplaceLineEndings(", "));
        }
    }

    private async Task LoadAsync()
    {
        var token = _loads.Next();
        try
        {
            var detail = await Deployments.GetAsync(Id, token);
            if (!token.IsCancellationRequested)
            {
                (_detail, _error) = (detail, null);
            }
        }
        catch (Exception e) when (!token.IsCancellationRequested)
        {
            _error = Ui.Describe(e, "The deployment");
        }
        catch (OperationCanceledException)
        {
            return;
        }

        StateHasChanged();
    }

    private async Task DecideAsync(DeploymentDetail detail, bool agree)
    {
        var place = detail.Row.Environment.Word();
        if (!await Confirm.AskAsync(new ConfirmRequest
        {
            Title = agree ? $"Let version {Format.Number(detail.Row.Version)} answer in {place}?" : detail.IsOwn ? "Withdraw what you asked for?" : "Decline the deployment?",
            Consequences = agree ? ["It is checked once more, then it answers at once", detail.Row.Weight is { } share ? $"It answers {Format.Number(share)} of a hundred conversations, beside what answers now" : "Replies that are being written are finished by what answers now"] : [$"What answers in {place} now stays"],
            Confirm = agree ? "Agree" : detail.IsOwn ? "Withdraw it" : "Decline the deployment",
            Keep = "Decide later",
            IsDestructive = !agree,
        }))
        {
            return;
        }

        await Ui.RunAsync(
            async () =>
            {
                var done = await Service.ApproveAsync(detail.Row.Id, agree, !agree && detail.IsOwn ? "Withdrawn by who asked for it." : null, CancellationToken.None);
                Toasts.Info(DeploymentText.Of(done.Status), done.Status == DeploymentStatus.Active ? $"Version {Format.Number(done.Version)} answers {(detail.Row.Weight is { } part ? $"{Format.Number(part)} of a hundred conversations " : null)}in {place} now." : $"What answers in {place} stays.");
            },
            failed: "Not decided");
    }
}
