using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What became of the addresses at which a crawl begins: without any of them nothing is known of the site.</summary>
internal sealed class CrawlStarts
{
    /// <summary>Why one could not be read.</summary>
    private readonly List<string> _problems = [];

    private int _read;

    public void Read(CrawlLink link) => _read += link.IsStart ? 1 : 0;

    public void Skip(CrawlLink link, string why)
    {
        if (link.IsStart)
        {
            _problems.Add(why);
        }
    }

    public void Check(SourceReading reading)
    {
        if (_read == 0)
        {
            throw new ProviderFailedException(_problems.Count == 0 ? "None of the start addresses could be read." : string.Join(" ", _problems.Take(3)));
        }

        if (_problems.Count > 0)
        {
            reading.KeepUnseen(_problems[0]);
        }
    }
}
