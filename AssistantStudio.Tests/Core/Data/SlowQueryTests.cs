using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AssistantStudio.Tests.Core.Data;

public sealed class SlowQueryTests
{
    private const string Count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i AS \"Value\" FROM n";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Plan_OfASlowQuery_IsLoggedWithoutValues(DatabaseProvider provider)
    {
        var lines = new LogLines();
        await using var studio = await TestStudio.CreateAsync(
            provider, services => services.AddLogging(b => b.AddProvider(lines)));
        await using var db = await studio.OpenAsync();
        var secret = "a-value-that-nobody-may-log";
        IHostedService plans = studio.Get<SlowQueryPlans>();
        await plans.StartAsync(CancellationToken.None);

        studio.Get<SlowQueryPlans>().Ask(SlowQuery.Of(CommandOf(db, secret)));

        var plan = await Eventually.GetAsync(() => Task.FromResult(lines.All.FirstOrDefault(l => l.Contains("is answered by", StringComparison.Ordinal))), line => line is not null);
        Assert.Contains("Memberships", plan, StringComparison.Ordinal);
        Assert.DoesNotContain(lines.All, l => l.Contains(secret, StringComparison.Ordinal));
        await plans.StopAsync(CancellationToken.None);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Query_PastEf_IsLoggedAsSlowToo(DatabaseProvider provider)
    {
        var lines = new LogLines();
        await using var studio = await TestStudio.CreateAsync(
            provider, services => services.AddLogging(b => b.AddProvider(lines)),
            settings: new Dictionary<string, string?> { [$"{DatabaseOptions.Section}:SlowQueryMilliseconds"] = "5" });
        await using var db = await studio.OpenAsync();

        await db.ReadRawAsync(Count, [], r => r.GetInt32(0), CancellationToken.None);

        Assert.Contains(lines.All, l => l.Contains(" ms: WITH RECURSIVE", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Query_WhoseTimeIsSpentReading_IsLoggedAsSlow(DatabaseProvider provider)
    {
        var lines = new LogLines();
        await using var studio = await TestStudio.CreateAsync(
            provider, services => services.AddLogging(b => b.AddProvider(lines)),
            settings: new Dictionary<string, string?> { [$"{DatabaseOptions.Section}:SlowQueryMilliseconds"] = "5" });
        await using var db = await studio.OpenAsync();

        await db.Database.SqlQueryRaw<int>(Count).ToListAsync();

        Assert.Contains(lines.All, l => l.Contains(" ms: WITH RECURSIVE", StringComparison.Ordinal));
    }

    private static System.Data.Common.DbCommand CommandOf(StudioDbContext db, string value) =>
        db.Set<Membership>().Where(m => m.Email == value).CreateDbCommand();
}
