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
    private Edit<JobSummary, JobDraft> _edit = null!;

    [Parameter, EditorRequired] public required JobSummary Job { get; set; }

    [Inject] public required JobScheduleService Schedules { get; init; }

    [Inject] public required JobService Jobs { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private JobDraft Draft => _edit.Draft;

    private string Time => string.Create(CultureInfo.InvariantCulture, $"{Draft.When.Hour:00}:{Draft.When.Minute:00}");

    private string Sentence => !Draft.Enabled ? "Off: it runs only when somebody starts it."
        : Draft.When.Kind == ScheduleKind.Never ? "It runs only when somebody starts it."
        : $"{CronText.Describe(Draft.When.ToCron())}, {Draft.TimeZone} time.";

    protected override void OnInitialized()
    {
        _edit = new(JobDraft.FieldsOf(Job), row => new(row)) { Read = ct => Jobs.GetAsync(Job.Key, ct) };
        _edit.Show(Job);
    }

    private void SetTime(ChangeEventArgs e)
    {
        if (TimeOnly.TryParse(e.Value as string, CultureInfo.InvariantCulture, out var time))
        {
            (Draft.When.Hour, Draft.When.Minute) = (time.Hour, time.Minute);
        }
    }

    private async Task SaveAsync()
    {
        var input = new JobScheduleInput
        {
            Cron = Draft.When.ToCron(),
            TimeZone = Draft.TimeZone,
            Enabled = Draft.Enabled,
            Parameters = Draft.Parameters.Json,
            RowVersion = _edit.Row!.Schedule.RowVersion,
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
