using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Agents;

/// <summary>
/// Runs what a model asked for and gives it something to read in any case: the result, or what to do otherwise. Whoever
/// calls has asked the person first where <see cref="ToolDefinition.Confirm"/> says so.
/// </summary>
internal sealed partial class ToolRunner
{
    private readonly Dictionary<string, IAssistantTool> _tools = new(StringComparer.Ordinal);
    private readonly KeptResults _kept;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    public ToolRunner(IEnumerable<IAssistantTool> tools, KeptResults kept, TimeProvider clock, ILogger<ToolRunner> log)
    {
        (_kept, _clock, _log) = (kept, clock, log);
        foreach (var tool in tools)
        {
            if (!ToolName().IsMatch(tool.Definition.Name) || !_tools.TryAdd(tool.Definition.Name, tool))
            {
                throw new InvalidOperationException($"A tool cannot be called “{tool.Definition.Name}”, or two are.");
            }
        }
    }

    public IReadOnlyList<ToolDefinition> All => [.. _tools.Values.Select(t => t.Definition)];

    public ToolDefinition? Find(string name) => _tools.GetValueOrDefault(name)?.Definition;

    /// <summary>Only the caller's own cancellation is thrown.</summary>
    public async Task<ToolOutcome> RunAsync(string callId, string name, JsonElement arguments, ToolSetting setting, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var began = _clock.GetTimestamp();
        var result = await RunCheckedAsync(callId, name, arguments, setting, ct).ConfigureAwait(false);
        return new(result.Fault is null, Cut(result.Text), result.Fault, result.IsKept, (int)_clock.GetElapsedTime(began).TotalMilliseconds);
    }

    private async Task<Result> RunCheckedAsync(string callId, string name, JsonElement arguments, ToolSetting setting, CancellationToken ct)
    {
        if (!_tools.TryGetValue(name, out var tool))
        {
            return new(Unknown(name, setting.Access), ToolFaults.UnknownTool);
        }

        var definition = tool.Definition;
        if (ArgumentSchema.Check(definition.Schema, arguments) is { Count: > 0 } problems)
        {
            return new($"The arguments of {name} do not fit:\n- {string.Join("\n- ", problems)}", ToolFaults.ArgumentsInvalid);
        }

        if (definition.Needs is { } needed && !setting.Access.Can(needed))
        {
            return new($"Whoever asks may not do this ({PermissionText.Of(needed)}).", ToolFaults.Forbidden);
        }

        if (definition.KeepFor is not { } time)
        {
            return await RunAsync(tool, new(callId, definition, arguments, setting), ct).ConfigureAwait(false);
        }

        var key = KeptResults.Key(setting, name, arguments);
        if (_kept.Find(key) is { } text)
        {
            return new(text, null, IsKept: true);
        }

        var result = await RunAsync(tool, new(callId, definition, arguments, setting), ct).ConfigureAwait(false);
        if (result.Fault is null)
        {
            _kept.Keep(key, result.Text, time);
        }

        return result;
    }

    private async Task<Result> RunAsync(IAssistantTool tool, ToolCall call, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(call.Tool.Timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        var token = both.Token;
        try
        {
            // On a thread of its own, and not awaited to its end: a tool that does not look at its token must not hold up the turn.
            var output = await Task.Run(() => tool.RunAsync(call, token), CancellationToken.None).WaitAsync(token).ConfigureAwait(false);
            return new(Readable(Cut(output.Text)), null);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (late.IsCancellationRequested && e is OperationCanceledException)
        {
            ToolLog.TimedOut(_log, call.Tool.Name, call.Tool.Timeout.TotalSeconds, call.Setting.AssistantId, call.Setting.ConversationId);
            return new(string.Create(CultureInfo.InvariantCulture, $"It took longer than {call.Tool.Timeout.TotalSeconds:0.##} seconds and was stopped."), ToolFaults.TimedOut);
        }
        catch (StudioException e)
        {
            return new(e.Message, ToolFaults.Failed);
        }
        catch (Exception e)
        {
            ToolLog.Failed(_log, e, call.Tool.Name, call.Setting.AssistantId, call.Setting.ConversationId);
            return new("It failed.", ToolFaults.Failed);
        }
    }

    /// <summary>Names what there is, for whoever may use it.</summary>
    private string Unknown(string name, Access access)
    {
        string[] there = [.. _tools.Values.Select(t => t.Definition).Where(d => d.Needs is not { } needed || access.Can(needed)).Select(d => d.Name).Order(StringComparer.Ordinal)];
        var known = there.Length == 0 ? "There are no tools." : $"There are: {string.Join(", ", there)}.";
        return $"There is no tool “{Readable(PlainText.Cut(name, ToolLimits.NameLength))}”. {known}";
    }

    private static string Cut(string text)
    {
        if (text.Length <= ToolLimits.ResultLength)
        {
            return text;
        }

        var note = string.Create(CultureInfo.InvariantCulture, $"\n[Cut here: the whole result has {text.Length:#,0} characters.]");
        return PlainText.Cut(text, ToolLimits.ResultLength - note.Length) + note;
    }

    /// <summary>The result becomes a row, and no database keeps everything that a foreign program says.</summary>
    private static string Readable(string text) =>
        PlainText.IsStorable(text) ? text : string.Concat(text.EnumerateRunes().Select(r => r.Value == 0 ? "\uFFFD" : r.ToString()));

    private readonly record struct Result(string Text, string? Fault, bool IsKept = false);

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,63}\z")]
    private static partial Regex ToolName();
}
