using System.Text.Json.Nodes;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Jobs;

/// <summary>When a job runs and with which parameters, while a person edits it.</summary>
internal sealed class JobDraft(JobSummary? stored)
{
    public ScheduleDraft When { get; private set; } = ScheduleDraft.Of(stored?.Schedule.Cron);

    public string TimeZone { get; set; } = stored?.Schedule.TimeZone ?? "UTC";

    public bool Enabled { get; set; } = stored?.Schedule.Enabled ?? true;

    public ParameterDraft Parameters { get; } = new(stored?.Schedule.Parameters ?? "{}");

    /// <summary>Each job has parameters of its own.</summary>
    public static DraftFields<JobDraft> FieldsOf(JobSummary job)
    {
        var fields = new DraftFields<JobDraft>()
            .Add("enabled", "The schedule", d => d.Enabled, (d, value) => d.Enabled = value, value => value ? "On" : "Off")
            .Add("cron", "When", d => d.When.ToCron(), (d, value) => d.When = ScheduleDraft.Of(value), CronText.Describe)
            .Add("timeZone", "Time zone", d => d.TimeZone, (d, value) => d.TimeZone = value ?? "UTC");
        foreach (var parameter in job.ParameterFields)
        {
            fields.Add(
                "parameter-" + parameter.Name, parameter.Title, d => d.Parameters.Raw(parameter.Name),
                (d, value) => d.Parameters.Set(parameter.Name, value is null ? null : JsonNode.Parse(value)), InWordsOf);
        }

        return fields;
    }

    private static string InWordsOf(string? json) => json switch
    {
        null => "",
        "true" => "Yes",
        "false" => "No",
        ['"', ..] => JsonNode.Parse(json)!.GetValue<string>(),
        _ => json,
    };
}
