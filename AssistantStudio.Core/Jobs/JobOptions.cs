using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Jobs;

/// <summary>Section <c>AssistantStudio:Jobs</c>.</summary>
public sealed class JobOptions
{
    public const string Section = "AssistantStudio:Jobs";

    /// <summary>False on a node that only serves pages.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How many runs this node works on at a time.</summary>
    public int ParallelRuns { get; set; } = 2;

    /// <summary>With several nodes: a run whose node was silent for so long is taken over by another.</summary>
    public int StaleAfterSeconds { get; set; } = 30;
}

internal sealed class ValidateJobOptions : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options)
    {
        var failures = new List<string>();
        if (options.ParallelRuns is < 1 or > 32)
        {
            failures.Add($"{JobOptions.Section}:ParallelRuns is {options.ParallelRuns}. Allowed are 1 to 32.");
        }

        // Shorter than two heartbeats, and a living node's run would be taken over.
        if (options.StaleAfterSeconds is < 10 or > 3600)
        {
            failures.Add($"{JobOptions.Section}:StaleAfterSeconds is {options.StaleAfterSeconds}. Allowed are 10 to 3600.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
