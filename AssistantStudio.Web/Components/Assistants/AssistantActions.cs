using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What can be done with whole assistants, in their list and on their own page alike.</summary>
public sealed class AssistantActions(
    AssistantService assistants, PromptLinkService links, BundleService bundles, Confirm confirm, Drawers drawers, Toasts toasts, UiErrors ui, StudioJs js, TimeProvider clock, NavigationManager navigation)
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

    /// <summary>True when all were moved.</summary>
    /// <param name="done">Told of each that was moved, also when the rest was not.</param>
    public async Task<bool> MoveAsync(IReadOnlyList<AssistantRow> rows, AssistantStatus to, Action<AssistantRow>? done = null)
    {
        var command = AssistantText.Command(rows[0].Status, to);
        var answer = await drawers.OpenAsync<StatusPanel>(
            rows.Count == 1 ? $"{command} {rows[0].Name}" : $"{command} {Format.Count(rows.Count, "assistant")}",
            new Dictionary<string, object?> { [nameof(StatusPanel.Rows)] = rows, [nameof(StatusPanel.To)] = to, [nameof(StatusPanel.Done)] = done });
        return answer is true;
    }

    public void Clone(AssistantRow row) => drawers.Open<ClonePanel>($"Clone {row.Name}", new Dictionary<string, object?> { [nameof(ClonePanel.Assistant)] = row });

    public async Task<bool> DeleteAsync(AssistantRow row, Action? beforeLeaving = null)
    {
        IReadOnlyList<PromptLinkRow> linked = [];
        if (!await ui.RunAsync(async () => linked = await links.ListAsync(row.Id, CancellationToken.None), failed: "Not deleted"))
        {
            return false;
        }

        if (!await confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Delete the assistant “{row.Name}”?",
            Consequences = [.. LostWith(row, linked.Count)],
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

    /// <summary>What goes with an assistant and what stays, counts first.</summary>
    private static IEnumerable<Consequence> LostWith(AssistantRow row, int links)
    {
        if (row.Deployed.Count > 0)
        {
            yield return new("Its deployments", "with their releases, approvals and history are deleted");
        }

        yield return new("Its draft", "with the instructions, greeting, questions and capabilities is deleted");
        if (row.LatestVersion > 0)
        {
            yield return new(Format.Count(row.LatestVersion, "version"), $"with {(row.LatestVersion == 1 ? "its" : "their")} texts {(row.LatestVersion == 1 ? "is" : "are")} deleted and cannot be restored");
        }

        if (links > 0)
        {
            yield return new(Format.Count(links, "link to a prompt", "links to prompts"), $"{(links == 1 ? "goes" : "go")} with it: when each answers, and in which order");
        }

        yield return links switch { 0 => "Prompts and clones of it stay", 1 => "The prompt itself stays in the library; clones of it stay", _ => "The prompts themselves stay in the library; clones of it stay" };
        yield return "The audit log keeps what was done, and the ledger what it cost";
        if (row.Status != AssistantStatus.Archived)
        {
            yield return "Archiving puts it away instead and keeps everything";
        }
    }
}
