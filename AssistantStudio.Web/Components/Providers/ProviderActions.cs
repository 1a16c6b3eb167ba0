using AssistantStudio.Core.Providers;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>What the buttons of a provider do, on whatever page they stand.</summary>
internal sealed class ProviderActions(IntegrationService providers, IntegrationTestService tests, Drawers drawers, Confirm confirm, UiErrors ui, Toasts toasts)
{
    private const string PanelWidth = "34rem";

    /// <param name="server">Found on this machine: the form begins with it.</param>
    public void Add(IReadOnlyList<IntegrationRow> all, LocalServer? server = null) => Open("Add a provider", null, all, server);

    public void Edit(IntegrationRow row, IReadOnlyList<IntegrationRow> all) => Open($"Edit {row.Name}", row, all, null);

    public Task TestAsync(IntegrationRow row) => ui.RunAsync(
        async () =>
        {
            var test = await tests.TestStoredAsync(row.Id, null, CancellationToken.None);
            if (test.Error is { } error)
            {
                toasts.Error($"{row.Name} failed", error.Message, null);
            }
            else
            {
                toasts.Success($"{row.Name} is ready", ProviderText.Result(test));
            }
        },
        failed: "Not tested");

    public void Discover(IntegrationRow row) => drawers.Open<ModelDiscoveryPanel>(
        $"Models of {row.Name}", new Dictionary<string, object?> { [nameof(ModelDiscoveryPanel.Row)] = row }, PanelWidth);

    public Task DuplicateAsync(IntegrationRow row) => ui.RunAsync(
        async () =>
        {
            var copy = await providers.DuplicateAsync(row.Id, CancellationToken.None);
            toasts.Success("Duplicated", $"“{copy.Name}” has the same key and is switched off.");
        },
        failed: "Not duplicated");

    /// <summary>What is in use is not lost by a press: another provider takes its place first.</summary>
    public async Task DeleteAsync(IntegrationRow row, IReadOnlyList<IntegrationRow> all)
    {
        IReadOnlyList<ProviderUser> users = [];
        if (!await ui.RunAsync(async () => users = await providers.UsersOfAsync(row.Id, CancellationToken.None), failed: "Not deleted"))
        {
            return;
        }

        if (users.Count > 0)
        {
            OpenReplacing(row, users, all);
        }
        else if (await confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Delete {row.Name}?",
            Consequences = ["Nothing uses it", row.CredentialHint is null ? "Its settings cannot be brought back" : "Its key and settings cannot be brought back"],
            Confirm = "Delete the provider",
            Keep = "Keep the provider",
        }))
        {
            await ui.RunAsync(() => providers.DeleteAsync(row.Id, null, row.RowVersion, CancellationToken.None), failed: "Not deleted");
        }
    }

    private void OpenReplacing(IntegrationRow row, IReadOnlyList<ProviderUser> users, IReadOnlyList<IntegrationRow> all) => drawers.Open<DeleteProviderPanel>(
        $"Delete {row.Name}",
        new Dictionary<string, object?>
        {
            [nameof(DeleteProviderPanel.Row)] = row,
            [nameof(DeleteProviderPanel.Users)] = users,
            [nameof(DeleteProviderPanel.Others)] = all.Where(o => o.Id != row.Id && ProviderKinds.CanReplace(row.Kind, o.Kind)).ToList(),
        });

    private void Open(string title, IntegrationRow? row, IReadOnlyList<IntegrationRow> all, LocalServer? server) => drawers.Open<ProviderPanel>(
        title,
        new Dictionary<string, object?> { [nameof(ProviderPanel.Row)] = row, [nameof(ProviderPanel.Others)] = all.Where(o => o.Id != row?.Id).ToList(), [nameof(ProviderPanel.Server)] = server },
        PanelWidth);
}
