using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

/// <summary>The log of one thing in lines. In the patterns a letter is a person's draft save, a digit something else, the oldest first.</summary>
public sealed class AuditHistoryTests
{
    private const string Save = "assistant.changed";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_SavesOfOnePersonInARow_AreOneLineWithCountAndSpan(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var start = studio.Clock.Now;
        await AddAsync(studio, "aaa1bbabb");

        var page = await ListAsync(studio, new AuditHistoryQuery { SubjectId = "it", Collapsed = [Save] });

        Assert.Equal(["b2", "a1", "b2", "11", "a3"], page.Items.Select(Short));
        Assert.Equal(5, page.Total);
        Assert.Equal((start.AddMinutes(2), start), (page.Items[4].Entry.At, page.Items[4].Since));
        Assert.Equal((start.AddMinutes(8), start.AddMinutes(7)), (page.Items[0].Entry.At, page.Items[0].Since));
        await using var db = await studio.OpenAsync();
        Assert.Equal(9, await db.Set<AuditEntry>().CountAsync(a => a.SubjectId == "it"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_PageByPage_HasEveryLineOnceAndWhole(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await AddAsync(studio, "aaaab11aabbbba2aaaaa");
        var lines = new List<string>();
        for (var number = 1; ; number++)
        {
            var page = await ListAsync(studio, new AuditHistoryQuery { SubjectId = "it", Collapsed = [Save], Page = number, PageSize = 2 });
            Assert.Equal(9, page.Total);
            lines.AddRange(page.Items.Select(Short));
            if (number == page.PageCount)
            {
                break;
            }
        }

        Assert.Equal(["a5", "21", "a1", "b4", "a2", "11", "11", "b1", "a4"], lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_MoreSavesThanAreReadAtOnce_AreCountedToTheEnd(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await AddAsync(studio, "1" + new string('a', 1_234) + "b");

        var page = await ListAsync(studio, new AuditHistoryQuery { SubjectId = "it", Collapsed = [Save] });

        Assert.Equal(["b1", "a1234", "11"], page.Items.Select(Short));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_EntriesOfOneMoment_AreJoinedInTheOrderOfTheLog(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await AddAsync(studio, "aabbaabbabab1aa", TimeSpan.Zero);
        await using var admin = studio.As(Role.OrgAdmin);
        var expected = new List<string>();
        foreach (var entry in (await admin.Get<AuditService>().ListAsync(new AuditListQuery { SubjectId = "it", PageSize = 50 }, CancellationToken.None)).Items)
        {
            var line = Short(new AuditLine(entry, 1, entry.At));
            var isSame = expected.Count > 0 && expected[^1][0] == line[0];
            expected.Add(isSame ? FormattableString.Invariant($"{line[0]}{int.Parse(expected[^1][1..], System.Globalization.CultureInfo.InvariantCulture) + 1}") : line);
            expected.RemoveRange(expected.Count - (isSame ? 2 : 1), isSame ? 1 : 0);
        }

        var lines = new List<string>();
        for (var number = 1; lines.Count < expected.Count; number++)
        {
            var page = await ListAsync(studio, new AuditHistoryQuery { SubjectId = "it", Collapsed = [Save], Page = number, PageSize = 1 });
            Assert.Equal(expected.Count, page.Total);
            lines.AddRange(page.Items.Select(Short));
        }

        Assert.Equal(expected, lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Newest_OfMany_IsWholeLinesAndWhetherThereAreMore(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await AddAsync(studio, "1aaa2bb3a");
        await using var admin = studio.As(Role.OrgAdmin);
        Task<AuditGlance> NewestAsync(int most) => admin.Get<AuditHistory>().NewestAsync("it", [Save], most, CancellationToken.None);

        Assert.Equal("a1 31 b2, more", Shown(await NewestAsync(3)));
        Assert.Equal("a1 31 b2 21 a3, more", Shown(await NewestAsync(5)));
        Assert.Equal("a1 31 b2 21 a3 11", Shown(await NewestAsync(6)));

        static string Shown(AuditGlance glance) => string.Join(' ', glance.Lines.Select(Short)) + (glance.HasMore ? ", more" : "");
    }

    [Fact]
    public async Task List_InAnotherOrder_ShowsEveryEntryByItself()
    {
        await using var studio = await TestStudio.CreateAsync();
        await AddAsync(studio, "bab");

        var page = await ListAsync(studio, new AuditHistoryQuery { SubjectId = "it", Collapsed = [Save], Sort = "actor" });

        Assert.Equal(["a1", "b1", "b1"], page.Items.Select(Short));
    }

    [Fact]
    public async Task Entries_OfALine_AreThoseOfItsSpan()
    {
        await using var studio = await TestStudio.CreateAsync();
        await AddAsync(studio, "a1aaab");
        await using var admin = studio.As(Role.OrgAdmin);
        var line = (await ListAsync(studio, new AuditHistoryQuery { SubjectId = "it", Collapsed = [Save] })).Items[1];

        var page = await admin.Get<AuditHistory>().EntriesAsync(line, new ListQuery { PageSize = 2 }, CancellationToken.None);

        Assert.Equal(("a3", 3, 2), (Short(line), page.Total, page.Items.Count));
        Assert.Equal(line.Id, page.Items[0].Id);
    }

    [Fact]
    public async Task List_ASearch_JoinsWhatItFinds()
    {
        await using var studio = await TestStudio.CreateAsync();
        await AddAsync(studio, "aabaa");

        Assert.Equal(["a4"], (await ListAsync(studio, new AuditHistoryQuery { SubjectId = "it", Collapsed = [Save], Search = "person a" })).Items.Select(Short));
        Assert.Equal(5, (await ListAsync(studio, new AuditHistoryQuery { SubjectId = "it" })).Total);
        Assert.Equal(0, (await ListAsync(studio, new AuditHistoryQuery { SubjectId = "another", Collapsed = [Save] })).Total);
    }

    [Fact]
    public async Task List_WithoutThePermission_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var viewer = studio.As(Role.Viewer);

        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<AuditHistory>().ListAsync(new AuditHistoryQuery { SubjectId = "it" }, CancellationToken.None));
    }

    private static string Short(AuditLine line) => FormattableString.Invariant($"{(line.Entry.Action == Save ? line.Entry.Actor[^1] : line.Entry.Action[^1])}{line.Count}");

    private static async Task<Page<AuditLine>> ListAsync(TestStudio studio, AuditHistoryQuery query)
    {
        await using var admin = studio.As(Role.OrgAdmin);
        return await admin.Get<AuditHistory>().ListAsync(query, CancellationToken.None);
    }

    private static async Task AddAsync(TestStudio studio, string pattern, TimeSpan? apart = null)
    {
        await using var db = await studio.OpenAsync();
        var people = pattern.Distinct().ToDictionary(c => c, c => studio.GrantOf(Role.Editor, userId: Guid.NewGuid()) with { ActorName = $"Person {c}" });
        var at = studio.Clock.Now;
        foreach (var sign in pattern)
        {
            db.Record(people[sign], at, char.IsLetter(sign) ? Save : $"assistant.other_{sign}", "it", "Returns desk");
            at += apart ?? TimeSpan.FromMinutes(1);
        }

        // The same actor elsewhere, and somebody else's log: neither stands between.
        db.Record(people[pattern[0]], studio.Clock.Now, Save, "another-thing", "Other");
        await db.SaveChangesAsync();
    }
}
