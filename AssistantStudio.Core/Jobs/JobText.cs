using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AssistantStudio.Core.Jobs;

/// <summary>What a run's log says about its own course.</summary>
internal static class JobText
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..(length - 1)] + "…";

    public static (JobLineLevel Level, string Text) EndOf(RunEnd end, JobRunStatus status, string? error, DateTime? notBefore, int attempt) => (end, status) switch
    {
        (RunEnd.Stopped, _) => (JobLineLevel.Information, "The program is stopping. The run goes on after the restart."),
        (_, JobRunStatus.Succeeded) => (JobLineLevel.Information, "Finished."),
        (_, JobRunStatus.Cancelled) => (JobLineLevel.Warning, "Cancelled."),
        (_, JobRunStatus.Queued) when notBefore is { } time => (JobLineLevel.Warning, string.Create(
            CultureInfo.InvariantCulture, $"Attempt {attempt} failed: {error} The next one starts at {time:HH:mm:ss} UTC.")),
        (_, JobRunStatus.Queued) => (JobLineLevel.Warning, $"{error} The run goes on with what is left."),
        _ => (JobLineLevel.Error, string.Create(CultureInfo.InvariantCulture, $"Given up after {attempt} {(attempt == 1 ? "attempt" : "attempts")}: {error}")),
    };
}
