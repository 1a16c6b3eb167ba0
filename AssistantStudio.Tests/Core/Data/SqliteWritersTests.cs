using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Data;

/// <summary>Transactions of one process stand in line, and nobody's end leaves the line standing.</summary>
public sealed class SqliteWritersTests
{
    private const int Many = 50;

    [Fact]
    public async Task Write_ManyAtOnce_AllAreWritten()
    {
        await using var studio = await TestStudio.CreateAsync(DatabaseProvider.Sqlite);

        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => WriteAsync(studio, $"NAME_{i}")));

        await using var db = await studio.OpenAsync(studio.Ours);
        Assert.Equal(Many, await db.Set<EnvironmentSetting>().CountAsync());
    }

    [Theory]
    [InlineData("rolled back")]
    [InlineData("forgotten")]
    [InlineData("closed")]
    [InlineData("opened twice")]
    public async Task Begin_TheOneBeforeWasNotCommitted_ComesNext(string how)
    {
        await using var studio = await TestStudio.CreateAsync(DatabaseProvider.Sqlite);
        var db = await studio.OpenAsync(studio.Ours);
        if (how == "opened twice")
        {
            await db.Database.OpenConnectionAsync(); // For statements past EF.
        }

        var transaction = await db.Database.BeginTransactionAsync();
        var next = WriteAsync(studio, "NEXT");
        Assert.False(next.IsCompleted);
        Assert.True(studio.Get<SqliteWriters>().IsTaken);

        if (how == "rolled back")
        {
            await transaction.RollbackAsync();
        }
        else if (how == "forgotten")
        {
            await transaction.DisposeAsync();
        }

        await db.DisposeAsync();

        await next;
        Assert.False(studio.Get<SqliteWriters>().IsTaken, "The place in the line was lost: whoever comes next waits for nobody.");
        await using var after = await studio.OpenAsync(studio.Ours);
        Assert.Equal("NEXT", await after.Set<EnvironmentSetting>().Select(s => s.Name).SingleAsync());
    }

    [Fact]
    public async Task Begin_AgainAfterOneThatWasForgotten_KeepsItsPlaceUntilItIsCommitted()
    {
        await using var studio = await TestStudio.CreateAsync(DatabaseProvider.Sqlite);
        await using var db = await studio.OpenAsync(studio.Ours);
        await (await db.Database.BeginTransactionAsync()).DisposeAsync();
        await using var again = await db.Database.BeginTransactionAsync();
        var next = WriteAsync(studio, "NEXT");
        Assert.False(next.IsCompleted);

        await again.CommitAsync();

        await next;
    }

    private static async Task WriteAsync(TestStudio studio, string name)
    {
        await using var db = await studio.OpenAsync(studio.Ours);
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Add(new EnvironmentSetting { OrganizationId = studio.Ours.Id, Environment = StudioEnvironment.Testing, Name = name, Value = "x", UpdatedBy = "test" });
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}
