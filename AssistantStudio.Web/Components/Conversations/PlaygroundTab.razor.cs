using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Tries an assistant before anybody else talks to it: its draft or a version, alone or two beside each other.</summary>
public sealed partial class PlaygroundTab : IDisposable
{
    private const string Query = "conversation";

    private readonly CancellationTokenSource _end = new();
    private readonly PlaygroundTrial _trial = new();
    private IReadOnlyList<AssistantVersionRow> _versions = [];
    private IReadOnlyList<PromptVariable> _variables = [];
    private Compared? _other;
    private ChatPanel? _left;
    private ChatPanel? _right;
    private Guid? _conversation;
    private long _seen = -1;
    private int _fresh;

    [Parameter, EditorRequired] public required AssistantDetail Detail { get; set; }

    /// <summary>The trial that stands in the address, so that loading the page again goes on with it.</summary>
    [Parameter] public Guid? Conversation { get; set; }

    [Inject] public required ConversationService Conversations { get; init; }

    [Inject] public required AssistantVersionService Versions { get; init; }

    [Inject] public required PlaygroundVariables Known { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private int MaxLength => Math.Min(Detail.Content.GuardRails.MaxMessageLength ?? ConversationLimits.MessageLength, ConversationLimits.MessageLength);

    private string RunsAs => _trial.Version is { } version ? $"version {Format.Number(version)}" : "the draft";

    private bool IsAnswering => _left?.State.IsAnswering == true || _right?.State.IsAnswering == true;

    private IEnumerable<(string Value, string Text)> Choices =>
        [.. _trial.Version is null ? [] : new[] { ("draft", "the draft") }, .. _versions.Where(v => v.Number != _trial.Version).Select(v => (Value(v.Number), $"version {Format.Number(v.Number)}"))];

    private RenderFragment Tile => builder =>
    {
        builder.OpenComponent<AssistantTile>(0);
        builder.AddComponentParameter(1, nameof(AssistantTile.Type), Detail.Assistant.Type);
        builder.AddComponentParameter(2, nameof(AssistantTile.Symbol), Detail.Assistant.Icon);
        builder.AddComponentParameter(3, nameof(AssistantTile.Colour), Detail.Assistant.Colour);
        builder.CloseComponent();
    };

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override void OnInitialized() => _conversation = Conversation;

    /// <summary>The assistant may be changed in another tab while it is tried here.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (_seen != Detail.Assistant.RowVersion)
        {
            _seen = Detail.Assistant.RowVersion;
            await ReadAsync();
        }
    }

    private static string Value(int? version) => version?.ToString(CultureInfo.InvariantCulture) ?? "draft";

    private static string TitleOf(int? version) => version is { } number ? $"Version {Format.Number(number)}" : "Draft";

    private Task<bool> ReadAsync() => Ui.RunAsync(async () =>
    {
        _versions = (await Versions.ListAsync(Detail.Assistant.Id, new(), _end.Token)).Items;
        _variables = await Known.OfAsync(Detail.Assistant.Id, _trial.Version, _end.Token);
        _trial.Offer(_variables);
    }, failed: "The playground could not read the assistant");

    private RenderFragment OpeningOf(Func<string, Guid?, Task<bool>>? ask) => builder =>
    {
        builder.OpenComponent<ChatStart>(0);
        builder.AddComponentParameter(1, nameof(ChatStart.Name), Detail.Assistant.Name);
        builder.AddComponentParameter(2, nameof(ChatStart.Greeting), Detail.Content.Greeting);
        builder.AddComponentParameter(3, nameof(ChatStart.Description), Detail.Assistant.Description);
        builder.AddComponentParameter(4, nameof(ChatStart.Questions), Detail.Content.SuggestedQuestions);
        builder.AddComponentParameter(5, nameof(ChatStart.Face), Tile);
        builder.AddComponentParameter(6, nameof(ChatStart.OnAsk), ask is null ? null : (Func<string, Task>)(question => ask(question, null)));
        builder.CloseComponent();
    };

    private async Task<Guid> StartAsync(int? version, CancellationToken ct) => (await Conversations.StartAsync(
        new() { AssistantId = Detail.Assistant.Id, IsTrial = true, Version = version, Environment = _trial.Environment }, ct)).Row.Id;

    /// <summary>The values that stand in the fields now, for the message that is about to be sent.</summary>
    private async Task PrepareAsync(Guid conversation, CancellationToken ct)
    {
        var told = (await Conversations.GetAsync(conversation, ct)).Variables;
        if (_trial.Changes(_variables, told) is { Count: > 0 } changes)
        {
            await Conversations.SetVariablesAsync(conversation, changes, ct);
        }
    }

    private void Begun(Guid id)
    {
        _conversation = id;
        Navigation.NavigateTo($"{AssistantPage.Href(Detail.Assistant.Slug)}/playground?{Query}={id}", replace: true);
    }

    private void BeginAnew()
    {
        _fresh++;
        _conversation = null;
        Navigation.NavigateTo($"{AssistantPage.Href(Detail.Assistant.Slug)}/playground", replace: true);
    }

    private Task RunAsAsync()
    {
        _other = _other?.Version == _trial.Version ? null : _other;
        BeginAnew();
        return ReadAsync();
    }

    private void CompareAsync(ChangeEventArgs e)
    {
        _other = e.Value as string is { Length: > 0 } value ? new(int.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : null) : null;
        BeginAnew();
    }

    private async Task<bool> SendBothAsync(string text, Guid? inPlaceOf) =>
        _left is not null && _right is not null && (await Task.WhenAll(_left.SendAsync(text, inPlaceOf), _right.SendAsync(text, inPlaceOf))).Any(sent => sent);

    private Task StopBothAsync() => Task.WhenAll(_left?.StopAsync() ?? Task.CompletedTask, _right?.StopAsync() ?? Task.CompletedTask);

    /// <summary>The one composer of both follows them.</summary>
    private void Hear()
    {
        // Being told is enough: this component is drawn again.
    }

    /// <param name="Version">Null: the draft.</param>
    private sealed record Compared(int? Version);
}
