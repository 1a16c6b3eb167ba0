using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What can be done with whole assistants, in their list and on their own page alike.</summary>
public sealed class AssistantActions(
    AssistantService assistants, BundleService bundles, Confirm confirm, Drawers drawers, Toasts toasts, UiErrors ui, StudioJs js, TimeProvider clock, NavigationManager navigation)
{
    /// <summary>One file for all of them.</summary>
    public async Task ExportAsync(IReadOnlyCollection<AssistantRow> rows)
    {
        Bundle? bundle = null;
        if (await ui.RunAsync(async () => bundle = await bundles.ExportAsync([.. rows.Select(r => r.Id)], CancellationToken.None), failed: "Not exported"))
        {
            // Some may have been deleted since they were chosen: the bundle is what was found.
            var found = bundle!.Assistants;
            var name = found is [var only] ? only.Slug : $"assistants-{clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
            await js.CallAsync("saveText", name + ".json", BundleText.Write(bundle));
            toasts.Success("Exported", $"{name}.json holds {Format.Count(found.Count, "assistant")} with {(found.Count == 1 ? "its" : "their")} prompts, and no secrets.{(found.Count < rows.Count ? $" {Format.Count(rows.Count - found.Count, "is", "are")} not there any more." : "")}");
        }
    }

    /// <summary>True when at least one was moved.</summary>
    public async Task<bool> MoveAsync(IReadOnlyList<AssistantRow> rows, AssistantStatus to)
    {
        var command = AssistantText.Command(rows[0].Status, to);
        var answer = await drawers.OpenAsync<StatusPanel>(
            rows.Count == 1 ? $"{command} {rows[0].Name}" : $"{command} {Format.Count(rows.Count, "assistant")}",
            new Dictionary<string, object?> { [nameof(StatusPanel.Rows)] = rows, [nameof(StatusPanel.To)] = to });
        return answer is true;
    }

    public void Clone(AssistantRow row) => drawers.Open<ClonePanel>($"Clone {row.Name}", new Dictionary<string, object?> { [nameof(ClonePanel.Assistant)] = row });

    public async Task<bool> DeleteAsync(AssistantRow row, Action? beforeLeaving = null)
    {
        List<Consequence> lost =
        [
            row.LatestVersion == 0 ? new Consequence("", "Its draft and its settings are deleted") : new(Format.Count(row.LatestVersion, "version"), row.LatestVersion == 1 ? "is deleted with its draft" : "are deleted with its draft"),
            "Its prompts stay in the library",
            "Clones of it stay",
        ];
        if (row.Status != AssistantStatus.Archived)
        {
            lost.Add("Archiving puts it away and keeps everything");
        }

        if (!await confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Delete the assistant “{row.Name}”?",
            Consequences = lost,
            Confirm = "Delete the assistant",
            Keep = "Keep the assistant",
            TypeToConfirm = row.Slug,
        }) || !await ui.RunAsync(() => assistants.DeleteAsync(row.Id, null, CancellationToken.None), failed: "Not deleted"))
        {
            return false;
        }

        toasts.Success("Deleted", $"“{row.Name}” is gone with all its versions.");
        beforeLeaving?.Invoke();

        // What the page says to its parts is drawn before it is left.
        await Task.Yield();
        if (!new Uri(navigation.Uri).AbsolutePath.Equals("/assistants", StringComparison.Ordinal))
        {
            navigation.NavigateTo("/assistants");
        }

        return true;
    }
}
