using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>Exactly one primary prompt, published, that can be written out with what the environment has.</summary>
internal sealed class PromptCheck(EnvironmentValues environments) : IReadinessCheck
{
    public string Id => "primary_prompt";

    public string Title => "Prompts";

    public async Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct)
    {
        var prompts = subject.Snapshot.Prompts.Where(p => p.Rule.Enabled).ToList();
        var primary = prompts.Where(p => p.Rule.Role == PromptRole.Primary).ToList();
        if (primary.Count != 1)
        {
            return ReadinessFinding.Fail(primary.Count == 0 ? "No primary prompt is linked and switched on." : $"{primary.Count} primary prompts are switched on, and only one can answer.", subject.Tab("prompts"));
        }

        if (prompts.Find(p => p.Rule.Unavailable is not null) is { } unpublished)
        {
            return ReadinessFinding.Fail($"{unpublished.Rule.PromptTitle}: {unpublished.Rule.Unavailable}", $"/prompts/{unpublished.Rule.PromptKey}");
        }

        var values = await environments.OfAsync(subject.Access.OrganizationId, subject.Environment, ct).ConfigureAwait(false);
        foreach (var prompt in prompts)
        {
            if (ProblemOf(prompt, values) is { } problem)
            {
                var isOfEnvironment = problem.Contains("this environment", StringComparison.Ordinal) || problem.Contains("a secret here", StringComparison.Ordinal);
                return ReadinessFinding.Fail(
                    $"{prompt.Rule.PromptTitle}: {problem.Replace("this environment", subject.Environment.Word(), StringComparison.Ordinal)}",
                    isOfEnvironment ? $"/administration/environments?environment={subject.Environment.Word()}" : $"/prompts/{prompt.Rule.PromptKey}");
            }
        }

        return ReadinessFinding.Pass($"{primary[0].Rule.PromptTitle} is the one primary prompt, and all that it needs here is set.");
    }

    /// <summary>Null: none. What callers give is made up; what the environment gives is not.</summary>
    private static string? ProblemOf(SnapshotPrompt prompt, IReadOnlyDictionary<string, EnvironmentValue> environment)
    {
        var given = prompt.Variables.Where(v => v.Type != PromptVariableType.Environment).ToDictionary(v => v.Name, ExampleOf, StringComparer.Ordinal);
        var bound = PromptValues.Bind(prompt.Variables, given, environment);
        return bound.Errors.Count > 0 ? bound.Errors.Values.First()
            : PromptTemplate.Parse(prompt.Content).Render(bound.Values).Errors is [var error, ..] ? error.Message : null;
    }

    private static JsonElement ExampleOf(PromptVariable variable) => variable.Type switch
    {
        PromptVariableType.Number => JsonSerializer.SerializeToElement(1),
        PromptVariableType.Boolean => JsonSerializer.SerializeToElement(true),
        PromptVariableType.Date => JsonSerializer.SerializeToElement("2026-01-01"),
        PromptVariableType.Enum => JsonSerializer.SerializeToElement(variable.Options is [var first, ..] ? first : ""),
        PromptVariableType.List => JsonSerializer.SerializeToElement<string[]>(["example"]),
        _ => JsonSerializer.SerializeToElement("example"),
    };
}
