using System.Globalization;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Jobs;

/// <summary>When a job runs and with which parameters, opened beside the list.</summary>
public sealed partial class SchedulePanel
{
    private static readonly KindChoice[] s_kinds = [.. Enum.GetValues<ScheduleKind>().Select(k => new KindChoice(k, ScheduleDraft.Word(k)))];
    private static readonly DayChoice[] s_weekdays = [.. new[] { 1, 2, 3, 4, 5, 6, 0 }.Select(d => new DayChoice(d, CronText.DayName(d)))];
    private static readonly string[] s_zones = [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Append("UTC").Distinct().Order(StringComparer.Ordinal)];

    private readonly FieldErrors _errors = new();
    private ScheduleDraft _draft = new();
    private ParameterDraft _parameters = new("{}");
    private string _before = "";
    private string _timeZone = "UTC";
    private bool _enabled;

    [Parameter, EditorRequired] public required JobSummary Job { get; set; }

    [Inject] public required JobScheduleService Schedules { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private string State => string.Join('|', _draft.ToCron(), _timeZone, _enabled, _parameters.Json);

    private bool IsDirty => State != _before;

    private string Time => string.Create(CultureInfo.InvariantCulture, $"{_draft.Hour:00}:{_draft.Minute:00}");

    private string Sentence => !_enabled ? "Off: it runs only when somebody starts it."
        : _draft.Kind == ScheduleKind.Never ? "It runs only when somebody starts it."
        : $"{CronText.Describe(_draft.ToCron())}, {_timeZone} time.";

    protected override void OnInitialized()
    {
        var schedule = Job.Schedule;
        (_draft, _timeZone, _enabled, _parameters) = (ScheduleDraft.Of(schedule.Cron), schedule.TimeZone, schedule.Enabled, new ParameterDraft(schedule.Parameters));
        _before = State;
    }

    private void SetTime(ChangeEventArgs e)
    {
        if (TimeOnly.TryParse(e.Value as string, CultureInfo.InvariantCulture, out var time))
        {
            (_draft.Hour, _draft.Minute) = (time.Hour, time.Minute);
        }
    }

    private async Task SaveAsync()
    {
        var input = new JobScheduleInput
        {
            Cron = _draft.ToCron(),
            TimeZone = _timeZone,
            Enabled = _enabled,
            Parameters = _parameters.Json,
            RowVersion = Job.Schedule.RowVersion,
        };
        await Schedules.ChangeAsync(Job.Key, input, CancellationToken.None);
        Drawers.Close();
        Toasts.Success("Saved", Sentence);
    }

    private async Task ResetAsync()
    {
        if (await Ui.RunAsync(() => Schedules.ResetAsync(Job.Key, CancellationToken.None), failed: "Not changed"))
        {
            Drawers.Close();
            Toasts.Success("Saved", $"{Job.Title} has its own schedule again.");
        }
    }

    internal sealed record KindChoice(ScheduleKind Kind, string Text);

    internal sealed record DayChoice(int Day, string Text);
}
