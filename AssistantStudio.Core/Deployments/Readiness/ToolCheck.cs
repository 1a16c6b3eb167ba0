using AssistantStudio.Core.Agents;

namespace AssistantStudio.Core.Deployments;

/// <summary>The tools that the assistant is bound to are there.</summary>
internal sealed class ToolCheck(ToolCatalog tools) : IReadinessCheck
{
    public string Id => "tools_available";

    public string Title => "Tools";

    public Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct)
    {
        var wanted = subject.Snapshot.Content.Tools;
        var missing = wanted.Where(name => tools.All.All(t => t.Name != name)).ToList();
        return Task.FromResult(
            wanted.Count == 0 ? null
            : missing.Count > 0 ? ReadinessFinding.Fail($"{string.Join(", ", missing)}: there is no such tool any more.", subject.Tab("tools"))
            : ReadinessFinding.Pass($"{string.Join(", ", wanted)}: there."));
    }
}
