namespace AssistantStudio.Web.Shell;

/// <summary>Asks every <see cref="ICommandSource"/>; one that fails is logged and left out.</summary>
public sealed class CommandSearch(IEnumerable<ICommandSource> sources, ILogger<CommandSearch> log)
{
    public async Task<IReadOnlyList<CommandHit>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        query = query.Trim();
        if (query.Length > ShellLimits.PaletteQueryLength)
        {
            query = query[..ShellLimits.PaletteQueryLength];
        }

        var answers = await Task.WhenAll(sources.Select(s => AskAsync(s, query, cancellationToken)));
        return
        [
            .. answers.SelectMany(a => a)
                .OrderBy(h => h.Group)
                .ThenBy(h => CommandMatch.Rank(h, query) ?? int.MaxValue)
                .Take(ShellLimits.PaletteHits),
        ];
    }

    private async Task<IEnumerable<CommandHit>> AskAsync(ICommandSource source, string query, CancellationToken cancellationToken)
    {
        try
        {
            var hits = await source.SearchAsync(query, cancellationToken);
            return hits.Take(ShellLimits.PaletteHitsPerSource);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            ShellLog.CommandSourceFailed(log, e, source.GetType().Name);
            return [];
        }
    }
}

/// <summary>The pages of the side navigation.</summary>
internal sealed class NavigationCommandSource(NavigationMenu menu) : ICommandSource
{
    public Task<IReadOnlyList<CommandHit>> SearchAsync(string query, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CommandHit>>(
        [
            .. menu.Visible
                .Select(e => new CommandHit(CommandGroup.GoTo, e.Label, e.Icon) { Href = e.Href, Keywords = e.Keywords })
                .Where(h => CommandMatch.Rank(h, query) is not null),
        ]);
}
