using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>The form of a provider: tries what is typed before it is stored, and says beside each field what is wrong with it.</summary>
public sealed partial class ProviderPanel
{
    private const string PrivateAddress = "private_address";
    private const int Suggested = 8;

    private readonly FieldErrors _errors = new();
    private Edit<IntegrationRow, ProviderDraft> _edit = null!;
    private StudioForm? _form;
    private ProviderTest? _test;
    private readonly Guid _newId = Guid.CreateVersion7();
    private bool _untested;
    private string? _residency;

    /// <summary>None: a new one.</summary>
    [Parameter] public IntegrationRow? Row { get; set; }

    /// <summary>Who could stand in.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<IntegrationRow> Others { get; set; }

    /// <summary>A new one begins with what was found on this machine.</summary>
    [Parameter] public LocalServer? Server { get; set; }

    [Inject] public required IntegrationService Providers { get; init; }

    [Inject] public required IntegrationTestService Tests { get; init; }

    [Inject] public required ModelService Models { get; init; }

    [Inject] public required AiSettingService Settings { get; init; }

    [Inject] public required AllowedNetworkService Networks { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private ProviderDraft Draft => _edit.Draft;

    private ProviderKindInfo Kind => ProviderKinds.Of(Draft.Kind);

    /// <summary>Vectors of another model do not fit, so nobody stands in for embeddings.</summary>
    private IReadOnlyList<IntegrationRow> Stand => Kind.Chats ? [.. Others.Where(o => ProviderKinds.Of(o.Kind).Chats)] : [];

    private string? KeyHelp => Row?.CredentialHint is null ? Kind.KeyHelp : $"Left empty, the stored key stays. {Kind.KeyHelp}";

    private string ModelsHelp => Draft.Kind == ProviderKind.LocalEmbeddings
        ? "Each is a folder in the models folder of the data folder. Left empty, all of them."
        : "The first is asked when nothing else is said. Left empty, every model that the provider lists.";

    protected override async Task OnInitializedAsync()
    {
        _edit = new(ProviderDraft.Fields, row => new(row))
        {
            Read = ct => Providers.GetAsync(Row!.Id, ct),
            ChangeOf = row => new(row.UpdatedBy, row.UpdatedAt),
        };
        _edit.Show(Row);
        if (Server is { } server)
        {
            Draft.Choose(server.Kind);
            (Draft.Name, Draft.BaseUrl) = (server.Title, server.Address.AbsoluteUri);
        }

        try
        {
            _residency = (await Settings.GetAsync<DataPolicy>(CancellationToken.None)).Value.Residency;
        }
        catch (StudioException)
        {
            // The form works without the note.
        }
    }

    private void Choose(ProviderKind kind)
    {
        Draft.Choose(kind);
        _test = null;
        _errors.Clear();
    }

    /// <summary>What the provider listed when it was tried; before that, what the organisation knows of its vendor.</summary>
    private async Task<IReadOnlyList<string>> SuggestAsync(string typed, CancellationToken ct)
    {
        var names = _test is { Models.Count: > 0 } test ? test.Models : await Models.NamesAsync(Draft.Kind, ct);
        return [.. names.Where(n => n.Contains(typed.Trim(), StringComparison.OrdinalIgnoreCase)).Except(Draft.Models, StringComparer.Ordinal).Take(Suggested)];
    }

    private async Task SaveUntestedAsync()
    {
        _untested = true;
        await _form!.SubmitAsync();
    }

    private async Task SaveAsync()
    {
        var untested = _untested;
        _untested = false;
        var input = Draft.Input() with { NewId = _newId };
        if (!untested)
        {
            await Providers.CheckAsync(input, Row?.Id, CancellationToken.None); // Before anybody pays for a test.
        }

        _test = untested ? null : await Tests.TestAsync(input, Row?.Id, null, CancellationToken.None);
        if (_test?.Error is { } error)
        {
            if (error.Field is { } field)
            {
                _errors.Set(field, error.Message);
            }

            return;
        }

        var saved = _edit.Row is { } row
            ? await Providers.ChangeAsync(row.Id, input, row.RowVersion, _test, CancellationToken.None)
            : await Providers.CreateAsync(input, _test, CancellationToken.None);
        Drawers.Close();
        Toasts.Success(_test is null ? "Saved" : "Saved, and it works", _test is null ? saved.Name : $"{saved.Name}: {ProviderText.Result(_test)}");
    }

    private Task AllowAsync() => Ui.RunAsync(
        async () =>
        {
            var errors = new Validator();
            var address = ProviderAddress.Address(Draft.BaseUrl, Kind, errors);
            errors.ThrowIfAny();
            await Networks.AllowAsync(address!, Draft.Name, CancellationToken.None);
            _test = null;
            _errors.Clear();
            Toasts.Success("Allowed", "The address can be asked now. Save and test once more.");
        },
        _errors,
        "Not allowed");
}
