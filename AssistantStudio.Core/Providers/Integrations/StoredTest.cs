using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

internal static class StoredTest
{
    /// <summary>Beside the row's version: whoever is editing has not been overtaken. Other settings than those that were tried say nothing.</summary>
    public static Task RememberTestAsync(this StudioDbContext context, Integration tried, ProviderTest test, DateTime now, CancellationToken ct)
    {
        var message = Integration.MessageOf(test);
        return context.Set<Integration>().Where(i => i.Id == tried.Id && i.RowVersion == tried.RowVersion).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.TestedAt, now).SetProperty(i => i.TestPassed, test.Ok)
                .SetProperty(i => i.TestMilliseconds, (int)test.LatencyMs).SetProperty(i => i.TestMessage, message),
            ct);
    }
}
