using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Agents;

/// <summary>Models do not know what day it is.</summary>
internal sealed class CurrentTimeTool(TimeProvider clock) : IAssistantTool
{
    private const string Zone = "time_zone";

    private static readonly ToolDefinition s_definition = new()
    {
        Name = "current_time",
        Title = "Date and time",
        Description = "Tells the current date, weekday, time and ISO week in a time zone.",
        Schema = JsonElement.Parse($$"""
            {
              "type": "object",
              "properties": {
                "{{Zone}}": {
                  "type": ["string", "null"],
                  "maxLength": {{ToolLimits.ZoneLength}},
                  "description": "An IANA time zone such as Europe/Berlin. Left out: UTC."
                }
              },
              "additionalProperties": false
            }
            """),
    };

    public ToolDefinition Definition => s_definition;

    public Task<ToolOutput> RunAsync(ToolCall call, CancellationToken ct)
    {
        var zone = call.Arguments.TryGetProperty(Zone, out var named) && named.GetString()?.Trim() is { Length: > 0 } name ? Find(name) : TimeZoneInfo.Utc;
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone);
        var sign = now.Offset < TimeSpan.Zero ? '-' : '+';
        return Task.FromResult(new ToolOutput(string.Create(CultureInfo.InvariantCulture, $"""
            {now:dddd, d MMMM yyyy, HH:mm:ss}
            Time zone: {zone.Id} (UTC{sign}{now.Offset:hh\:mm})
            ISO 8601: {now:yyyy-MM-ddTHH:mm:sszzz}
            ISO week: {ISOWeek.GetYear(now.DateTime)}-W{ISOWeek.GetWeekOfYear(now.DateTime):00}
            """)));
    }

    private static TimeZoneInfo Find(string name)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        var near = ZoneNames.Near(name);
        throw new ValidationException(Zone, near.Count > 0
            ? $"There is no time zone “{name}”. Near to it are: {string.Join(", ", near)}."
            : $"There is no time zone “{name}”. Use a name such as Europe/Berlin, America/New_York or UTC.");
    }
}
