using System.Runtime.CompilerServices;
using System.Text.Json;
using AssistantStudio.Core.Providers;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Issues, pull requests and commits of repositories, one repository after the other.</summary>
internal sealed class GitHubConnector(DataSourceService connections, TimeProvider clock) : ISourceConnector
{
    public IReadOnlySet<SourceKind> Kinds { get; } = new HashSet<SourceKind> { SourceKind.GitHub };

    public bool KnowsChanges => true;

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceReading reading, [EnumeratorCancellation] CancellationToken ct)
    {
        var settings = reading.Settings.GitHub ?? new();
        var client = await connections.OpenAsync(reading.Source.ProviderId, ProviderKind.GitHub, ct).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        ModelCallException? fault = null;
        var answered = false;
        foreach (var repository in settings.Repositories)
        {
            var one = new GitHubReading(client, repository, settings, reading.Since, clock.GetUtcNow().UtcDateTime);
            foreach (var part in PartsOf(settings))
            {
                for (var address = part.FirstPage(one); address is not null;)
                {
                    var page = await PageAsync(one, part, address, ct).ConfigureAwait(false);
                    if (page.Fault is { } missing)
                    {
                        // The others are read all the same, and nothing of this one is taken for gone.
                        fault ??= missing;
                        reading.KeepUnseen(missing.Message);
                        break;
                    }

                    answered = true;
                    foreach (var item in page.Items.Where(i => seen.Add(i.ExternalId)))
                    {
                        yield return item;
                    }

                    address = page.Next;
                }
            }
        }

        if (!answered && fault is not null)
        {
            throw fault;
        }
    }

    private static IEnumerable<GitHubPart> PartsOf(GitHubSettings settings)
    {
        if (settings.Issues)
        {
            yield return new GitHubIssues();
        }

        if (settings.PullRequests)
        {
            yield return new GitHubPulls();
        }

        if (settings.Commits)
        {
            yield return new GitHubCommits();
        }
    }

    private static async Task<Page> PageAsync(GitHubReading reading, GitHubPart part, Uri address, CancellationToken ct)
    {
        try
        {
            if (await reading.Client.SendAsync(new(address) { None = part.None }, ct).ConfigureAwait(false) is not { } reply)
            {
                return new([], null, null);
            }

            if (reply.Root.ValueKind != JsonValueKind.Array)
            {
                throw DataSourceErrors.NotJson("", reading.Client.Account);
            }

            JsonElement[] records = [.. reply.Root.EnumerateArray()];
            var young = records.TakeWhile(r => !part.IsOld(reading, r)).ToList();
            return new([.. young.Select(r => part.ItemOf(reading, r)).OfType<SourceItem>()], young.Count == records.Length ? reply.Next : null, null);
        }
        catch (ModelCallException e) when (e.Fault == ProviderFault.NotPermitted || e.Status == 404)
        {
            var branch = part is GitHubCommits && reading.Settings.Branch.Length > 0 ? $", or the branch {reading.Settings.Branch}" : "";
            return new([], null, new(
                e.Fault,
                $"{reading.Client.Account.Name} has no repository {reading.Repository}{branch}, or the token of the connection may not read its {part.What}. Check the name and what the token is allowed to.",
                e));
        }
    }

    /// <param name="Fault">The part cannot be read, and why.</param>
    private sealed record Page(IReadOnlyList<SourceItem> Items, Uri? Next, ModelCallException? Fault);
}
