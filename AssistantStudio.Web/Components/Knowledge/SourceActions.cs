using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>What the buttons of a source do, on whatever page they stand.</summary>
internal sealed class SourceActions(SourceService sources, JobRunService jobs, Drawers drawers, Confirm confirm, UiErrors ui, Toasts toasts)
{
    private const string PanelWidth = "34rem";

    public void Add() => Open("Add a source", null);

    public void Edit(SourceRow row) => Open($"Edit {row.Name}", row);

    public void Upload(SourceRow row) => drawers.Open<UploadPanel>(
        $"Add files to {row.Name}", new Dictionary<string, object?> { [nameof(UploadPanel.Source)] = row }, PanelWidth);

    public void ShowFailures(RunRow run) => drawers.Open<FailuresPanel>(
        "What could not be read", new Dictionary<string, object?> { [nameof(FailuresPanel.Run)] = run }, PanelWidth);

    public Task IngestAsync(SourceRow? row) => ui.RunAsync(
        async () =>
        {
            await sources.IngestAsync(row?.Id, CancellationToken.None);
            toasts.Success("Asked for", row is null ? "All active sources are looked through, one after the other." : $"{row.Name} is looked through as soon as it is its turn.");
        },
        failed: "Not started");

    public Task CancelAsync(JobRunRow run) => ui.RunAsync(() => jobs.CancelAsync(run.Id, CancellationToken.None), failed: "Not cancelled");

    public async Task DeleteAsync(SourceRow row)
    {
        IReadOnlyList<KnowledgeUser> users = [];
        if (await ui.RunAsync(async () => users = await sources.UsersOfAsync(row.Id, CancellationToken.None), failed: "Not deleted")
            && await confirm.AskAsync(new ConfirmRequest
            {
                Title = $"Delete {row.Name}?",
                Consequences =
            [
                .. KnowledgeText.UsersOf(users),
                $"{Format.Count(row.Documents, "document")} and {Format.Count(row.Chunks, "passage")} are no longer found",
                "Earlier revisions go, too: what was cited from it can no longer be opened", "This cannot be undone",
            ],
                Confirm = "Delete the source",
                Keep = "Keep the source",
            }))
        {
            await ui.RunAsync(() => sources.DeleteAsync(row.Id, row.RowVersion, CancellationToken.None), failed: "Not deleted");
        }
    }

    private void Open(string title, SourceRow? row) => drawers.Open<SourcePanel>(title, new Dictionary<string, object?> { [nameof(SourcePanel.Row)] = row }, PanelWidth);
}
