using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared;

public sealed class OrderedIdTests
{
    /// <summary>More than fit one millisecond, from several threads: each thread's keys ascend, and no key is made twice.</summary>
    [Fact]
    public async Task Next_ManyAtOnceOnManyThreads_AscendAndNeverRepeat()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 20_000).Select(_ => OrderedId.Next().ToString()).ToList())));

        Assert.All(all, ids => Assert.Equal(ids.Order(StringComparer.Ordinal), ids));
        Assert.Equal(80_000, all.SelectMany(ids => ids).Distinct().Count());
        Assert.All(all[0].Take(100), id => Assert.Equal(7, Guid.Parse(id).Version));
    }
}
