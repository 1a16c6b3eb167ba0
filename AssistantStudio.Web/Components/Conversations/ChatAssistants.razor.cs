using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Whom one can talk to.</summary>
public sealed partial class ChatAssistants : IDisposable
{
    /// <summary>So many are looked through with the eyes.</summary>
    private const int Few = 8;

    private readonly Reading<IReadOnlyList<ChatAssistant>> _found = new("The assistants");
    private string _search = "";
    private bool _isLong;

    [Inject] public required ChatAssistantService Assistants { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public void Dispose() => _found.Dispose();

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        await _found.ReadAsync(Ui, FindAsync);
        _isLong |= _found.Value?.Count > Few;
    }

    private Task SearchAsync(string? typed)
    {
        _search = typed?.Trim() ?? "";
        return _found.ReadSoonAsync(Ui, Clock, FindAsync);
    }

    private Task<IReadOnlyList<ChatAssistant>> FindAsync(CancellationToken ct) => Assistants.ListAsync(_search.Length == 0 ? null : _search, ct);
}
